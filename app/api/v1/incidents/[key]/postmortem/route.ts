import { readPostmortemOperation, startPostmortemOperation } from '@/lib/api/operations/postmortems';
import { startPostmortem } from '@/lib/postmortems/commands/start';
import { loadExport } from '@/lib/postmortems/load/export';
import { postmortemUrl } from '@/lib/postmortems/queries';
import { defineRoute, json } from '@/lib/server/route';

export const dynamic = 'force-dynamic';

/** Markdown for whoever names it in Accept, or asks by `?format=markdown` from a link; JSON for everybody else. */
export const GET = defineRoute(readPostmortemOperation, async ({ actor, params, query, request }) => {
  const { answer, markdown, fileName } = await loadExport(actor, params.key);
  const asked = query.format ?? (/\btext\/markdown\b/i.test(request.headers.get('accept') ?? '') ? 'markdown' : 'json');
  const vary = { vary: 'accept' };
  if (asked === 'json') return json(answer, 200, vary);
  return new Response(markdown, {
    headers: {
      'content-type': 'text/markdown; charset=utf-8',
      'cache-control': 'no-store',
      ...vary,
      ...(query.format ? { 'content-disposition': `attachment; filename="${fileName}"` } : {}),
    },
  });
});

export const POST = defineRoute(startPostmortemOperation, async ({ params, command }) => {
  const { number, isNew } = await startPostmortem.execute({ key: params.key }, command);
  return json({ key: `INC-${number}`, url: postmortemUrl(number) }, isNew ? 201 : 200);
});
