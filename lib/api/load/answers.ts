import type { Answer, Operation } from '@/lib/server/operation';
import { problemAnswer } from '@/lib/server/problem';

/**
 * Every answer that an operation can give: its own, and the refusals that defineRoute makes for any call that is guarded, takes
 * parameters, or has a body. An operation's own words take precedence.
 */
export function answersOf(operation: Operation): Record<string, Answer> {
  const { permission, params, query, body, stream, method } = operation;
  const implied: Record<string, Answer> = {};
  if (permission !== 'public') {
    implied[401] = problemAnswer('The key or session is missing, unknown, expired or revoked.');
    implied[403] = problemAnswer('The key lacks the scope, or the person the role.');
    implied[503] = problemAnswer(
      `The database does not answer${method === 'GET' ? '' : '; nothing was stored'}. Try again after Retry-After.`,
    );
  }
  if (body) {
    implied[400] = problemAnswer('The body is not UTF-8 JSON, or nested too deeply.');
    implied[413] = problemAnswer('The body is larger than 256 KB.');
    if (method === 'POST' && !operation.isRepeatable)
      implied[409] = problemAnswer('This Idempotency-Key came before with another body.');
  }
  // A stream that falls silent is answered 200 with what came of it until then.
  if (body) implied[408] = problemAnswer('The body did not arrive within 15 seconds.');
  if (body || stream) implied[415] = problemAnswer(`The content type is not ${stream ?? 'application/json'}.`);
  if (params) implied[404] = problemAnswer('There is nothing at this address.');
  if (body || query) implied[422] = problemAnswer('Well-formed but not acceptable; `path` names the field.');
  return { ...implied, ...operation.answers, default: problemAnswer('Any other refusal; `code` says which.') };
}
