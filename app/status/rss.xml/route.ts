import { readStatusFeed } from '@/lib/api/operations/status';
import { env } from '@/lib/config/env';
import { sha256 } from '@/lib/core/ids';
import { defineRoute } from '@/lib/server/route';
import { loadStatus } from '@/lib/status/load';
import { statusFeed } from '@/lib/status/model/feed';

export const dynamic = 'force-dynamic';

export const GET = defineRoute(readStatusFeed, async ({ request }) => {
  const { open, days } = await loadStatus();
  const feed = statusFeed([...open, ...days.flatMap(({ incidents }) => incidents)], env().PUBLIC_URL);
  const tag = `"${sha256(feed).toString('base64url').slice(0, 22)}"`;
  // The same for everybody, so any cache may keep it; not for long, as an incident may become private.
  const headers = { 'cache-control': 'public, max-age=15', etag: tag };
  const known = request.headers.get('if-none-match')?.split(/,\s*/) ?? [];
  if (known.some((each) => each === '*' || each.replace(/^W\//, '') === tag))
    return new Response(null, { status: 304, headers });
  return new Response(feed, { headers: { ...headers, 'content-type': 'application/rss+xml; charset=utf-8' } });
});
