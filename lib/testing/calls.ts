import type { NamedOperation } from '@/lib/api/registry';
import type { BuiltAction } from './build-manifests';
import { addressOf, type Given } from './operation-cases';

/** How a call of the production build came out; `text` is empty for a stream, which is left at once. */
export type Called = { status: number; type: string; text: string; headers: Headers };

/** Calls an operation as a client would. */
export async function callOperation(
  url: string,
  operation: NamedOperation,
  given: Given,
  headers: Record<string, string>,
): Promise<Called> {
  const { method, path, stream, body: takesBody } = operation;
  const body = given.raw ?? (given.body === undefined ? null : JSON.stringify(given.body));
  const type: Record<string, string> = takesBody || stream ? { 'content-type': stream ?? 'application/json' } : {};
  const abort = new AbortController();
  const answer = await fetch(`${url}${addressOf(path, given)}`, {
    method,
    headers: { ...type, ...headers },
    body: method === 'GET' ? null : body,
    signal: abort.signal,
  });
  const isStream = answer.headers.get('content-type')?.startsWith('text/event-stream') ?? false;
  const text = isStream ? '' : await answer.text();
  if (isStream) abort.abort();
  return { status: answer.status, type: answer.headers.get('content-type') ?? '', text, headers: answer.headers };
}

export type Acted = { status: number; result: { ok: boolean; code?: string; message?: string } | null; text: string };

/** Sends an action as the browser does and reads its result out of the answer; null when it gave none. */
export async function callAction(
  url: string,
  { id, pagePath }: Pick<BuiltAction, 'id' | 'pagePath'>,
  input: unknown,
  headers: Record<string, string>,
): Promise<Acted> {
  const answer = await fetch(`${url}${pagePath}`, {
    method: 'POST',
    headers: { 'next-action': id, 'content-type': 'text/plain;charset=UTF-8', accept: 'text/x-component', ...headers },
    body: JSON.stringify([input]),
    redirect: 'manual',
  });
  const text = await answer.text();
  const row = /^\w+:(\{"ok":.*\})$/m.exec(text)?.[1];
  return { status: answer.status, result: row ? JSON.parse(row) : null, text };
}
