import sql from 'sql-template-tag';
import { z } from 'zod';
import { ConflictError, type FieldIssue, NotFoundError } from '@/lib/core/errors';
import { command } from '@/lib/server/command';
import { isOpenAction } from '../model';
import { readActionItem } from '../queries';
import { actionVisibleTo } from '../queries/visible';
import type { ActionAnswer, ActionPatch } from '../schema';
import { ownerOf } from './owner';

/** An edit on top of a version that is not the present one; the issue carries the item as it is now. */
export class StaleActionError extends ConflictError {
  override readonly issues: (FieldIssue & { current: ActionAnswer })[];
  constructor(current: ActionAnswer) {
    super('stale_version', `${current.id} was changed in the meantime; it is at version ${current.version} now.`);
    this.issues = [{ path: '', message: this.message, current }];
  }
}

type Receipt = { id: number; incident: string | null; changed: string[] };

/** Sets what a patch names on one action item, its status too: it may go from each to each. Throws StaleActionError. */
export const editActionItem = command({
  name: 'action.edit',
  permission: 'action:write',
  // The patch was parsed at the door by `actionPatch`.
  input: z.object({ id: z.int(), patch: z.custom<ActionPatch>() }),
  run: async ({ tx, actor, input: { id, patch }, now }): Promise<Receipt> => {
    const [locked] = await tx.sql(sql`
      SELECT a.id FROM action_item a LEFT JOIN incident i ON i.id = a.incident_id
      WHERE a.id = ${id} AND ${actionVisibleTo(actor)} FOR NO KEY UPDATE OF a`);
    if (!locked) throw new NotFoundError(`Action item "ACT-${id}"`);
    const before = await readActionItem(actor, id, tx);
    const { expectedVersion, ...wanted } = patch;
    if (expectedVersion !== undefined && expectedVersion !== before.version) throw new StaleActionError(before);
    const present = {
      text: before.text,
      type: before.type,
      owner: before.owner,
      dueOn: before.due_on,
      priority: before.priority,
      status: before.status,
      issueUrl: before.issue_url,
    };
    const after = {
      ...present,
      ...Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined)),
    };
    const changed = (Object.keys(present) as (keyof typeof present)[]).filter((name) => after[name] !== present[name]);
    if (changed.length === 0) return { id, incident: before.incident, changed };
    const owner = await ownerOf(tx, after.owner);
    const wasOpen = isOpenAction(before.status);
    const doneAt = isOpenAction(after.status) ? null : wasOpen || !before.done_at ? now : new Date(before.done_at);
    await tx.sql(sql`
      UPDATE action_item SET text = ${after.text}, type = ${after.type}::action_type, priority = ${after.priority}::action_priority,
        status = ${after.status}::action_status, owner_id = ${owner.ownerId}::uuid, owner_name = ${owner.ownerName},
        due_on = ${after.dueOn}::date, issue_url = ${after.issueUrl}, done_at = ${doneAt}::timestamptz, version = version + 1,
        updated_at = ${now}
      WHERE id = ${id}`);
    return { id, incident: before.incident, changed };
  },
  audit: ({ id, changed }, { input }) =>
    changed.length > 0 ? { subject: `ACT-${id}`, detail: { changed, patch: input.patch } } : null,
  announce: ({ changed }) => (changed.length > 0 ? ['overview'] : []),
});
