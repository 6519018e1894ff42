import { changeEntryOperation } from '@/lib/api/operations/responding';
import { changeEntry } from '@/lib/incidents/commands/entries';
import { respond } from '@/lib/incidents/commands/respond';
import { defineRoute, json } from '@/lib/server/route';

export const dynamic = 'force-dynamic';

export const PATCH = defineRoute(changeEntryOperation, async ({ params, body, command }) =>
  json(await respond(changeEntry, { key: params.key, seq: params.seq, ...body }, command)),
);
