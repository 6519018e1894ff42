import { listenToChannel } from '@/lib/api/operations/platform';
import { actorLabel } from '@/lib/auth/actor';
import { can } from '@/lib/auth/policy';
import { ForbiddenError, NotFoundError } from '@/lib/core/errors';
import { auditViewingOf } from '@/lib/incidents/commands/note-viewing';
import { channelPermission, incidentOfChannel, isChannelVisible, liveSource } from '@/lib/live/registry';
import { defineRoute } from '@/lib/server/route';
import { eventStream, streamHeaders } from '@/lib/server/stream';

export const dynamic = 'force-dynamic';

export const GET = defineRoute(listenToChannel, async ({ actor, params, query, request }) => {
  const source = liveSource(params.channel, actor);
  const permission = channelPermission(params.channel);
  if (!source || !permission) throw new NotFoundError('This live channel');
  if (!can(actor, permission)) throw new ForbiddenError(`This needs the permission "${permission}".`);
  if (!(await isChannelVisible(params.channel, actor))) throw new NotFoundError('This live channel');
  const told = incidentOfChannel(params.channel);
  if (told !== null) await auditViewingOf(actor, told);
  // Next.js answers HEAD by this handler and reads no body, so the stream would stay open for ever.
  if (request.method === 'HEAD') return new Response(null, { headers: streamHeaders });
  const resumed = /^\d{1,15}$/.exec(request.headers.get('last-event-id') ?? '');
  const cursor = resumed ? Number(resumed[0]) : (query.after ?? null);
  const { type, id } = actorLabel(actor);
  return eventStream(source, { cursor, signal: request.signal, owner: `${type} ${id}` });
});
