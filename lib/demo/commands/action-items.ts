import sql from 'sql-template-tag';
import { z } from 'zod';
import { addActionItem } from '@/lib/actions/commands/add';
import { editActionItem } from '@/lib/actions/commands/edit';
import { command } from '@/lib/server/command';
import { type DemoIncident, demoActionItems } from '../model/action-items';

const nothing = {
  text: undefined,
  type: undefined,
  owner: undefined,
  dueOn: undefined,
  priority: undefined,
  status: undefined,
  issueUrl: undefined,
  expectedVersion: undefined,
};

/** Writes down what the latest incidents of the demo company led to, on a database that has no action item yet; answers how many. */
export const addDemoActionItems = command({
  name: 'demo.action_items',
  permission: 'action:write',
  input: z.strictObject({ sourceId: z.int() }),
  run: async ({ tx, actor, input, now, requestId }): Promise<number> => {
    // Two starting processes come one after the other.
    await tx.sql(sql`LOCK TABLE action_item IN SHARE ROW EXCLUSIVE MODE`);
    const known = await tx.sql(sql`SELECT 1 FROM action_item LIMIT 1`);
    if (known.length > 0) return 0;
    const incidents = await tx.sql<DemoIncident>(sql`
      SELECT 'INC-' || i.number AS key, i.severity, s.slug AS service, t.name AS team, i.resolved_at AS "endedAt"
      FROM incident i JOIN LATERAL (
          SELECT x.service_id FROM incident_service x WHERE x.incident_id = i.id ORDER BY x.service_id LIMIT 1) x ON true
        JOIN service s ON s.id = x.service_id JOIN team t ON t.id = s.team_id
      WHERE i.source_id = ${input.sourceId} AND i.kind = 'real' AND i.resolved_at > ${now}::timestamptz - interval '120 days'
        AND i.severity IN ('SEV1', 'SEV2') ORDER BY i.resolved_at DESC, i.id DESC LIMIT 90`);
    const items = demoActionItems(incidents, now);
    for (const { incident, createdAt, became, ...item } of items) {
      const at = { tx, actor, requestId };
      const { id } = await addActionItem.join({
        ...at,
        input: { key: incident, item: { ...item, status: 'open' } },
        now: createdAt,
      });
      if (became)
        await editActionItem.join({
          ...at,
          input: { id, patch: { ...nothing, status: became.status } },
          now: became.at,
        });
    }
    return items.length;
  },
  audit: (count) => (count > 0 ? { subject: 'Demo data', detail: { actionItems: count } } : null),
});
