import sql from 'sql-template-tag';
import { z } from 'zod';
import { NotFoundError } from '@/lib/core/errors';
import { findIncident } from '@/lib/incidents/commands/find';
import { command } from '@/lib/server/command';
import { isOpenAction } from '../model';
import { actionVisibleTo } from '../queries/visible';
import type { ActionDraft } from '../schema';
import { ownerOf } from './owner';

export type ActionReceipt = { id: number; incident: string | null };

/** Writes down an action item of an incident; `key` is INC-42 or a source's id, null for one that came from no incident. */
export const addActionItem = command({
  name: 'action.add',
  permission: 'action:write',
  // The item was parsed at the door by `actionBody`.
  input: z.object({ key: z.string().nullable(), item: z.custom<ActionDraft>() }),
  run: async ({ tx, actor, input: { key, item }, now }): Promise<ActionReceipt> => {
    const incidentId = key === null ? null : await findIncident(tx, actor, key);
    const { ownerId, ownerName } = await ownerOf(tx, item.owner);
    const [made] = await tx.sql<{ id: number; number: number | null }>(sql`
      INSERT INTO action_item (incident_id, text, type, priority, status, owner_id, owner_name, due_on, issue_url, created_at, updated_at, done_at)
      SELECT i.id, ${item.text}, ${item.type}::action_type, ${item.priority}::action_priority, ${item.status}::action_status, ${ownerId}::uuid,
        ${ownerName}, ${item.dueOn}::date, ${item.issueUrl}, ${now}, ${now}, ${isOpenAction(item.status) ? null : now}::timestamptz
      FROM (SELECT ${incidentId}::bigint AS incident_id) a LEFT JOIN incident i ON i.id = a.incident_id
      WHERE ${actionVisibleTo(actor)}
      RETURNING id, (SELECT number FROM incident WHERE id = incident_id) AS number`);
    if (!made) throw new NotFoundError(`Incident "${key}"`);
    return { id: made.id, incident: made.number === null ? null : `INC-${made.number}` };
  },
  audit: ({ id, incident }, { input }) => ({ subject: `ACT-${id}`, detail: { incident, item: input.item } }),
  announce: () => ['overview'],
});
