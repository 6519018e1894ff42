import sql from 'sql-template-tag';
import { ConflictError } from '@/lib/core/errors';
import { command } from '@/lib/server/command';
import { severityInput } from '../schema/severity';
import { readPolicies } from './read-policies';

/** Sets what a severity means and asks for. Incidents keep the targets that they opened: their logs hold what was agreed then. */
export const editSeverity = command({
  name: 'severity.edit',
  permission: 'severity:manage',
  input: severityInput,
  run: async ({ tx, input }) => {
    const before = (await readPolicies(tx))[input.severity];
    const written = await tx.sql(sql`
      UPDATE severity_policy SET meaning = ${input.meaning}, update_minutes = ${input.updateMinutes}::int,
        commander_minutes = ${input.commanderMinutes}::int, rollback_started_minutes = ${input.rollbackStartedMinutes}::int,
        rollback_verified_minutes = ${input.rollbackVerifiedMinutes}::int, cause_minutes = ${input.causeMinutes}::int,
        resolved_minutes = ${input.resolvedMinutes}::int, postmortem_required = ${input.postmortemRequired},
        postmortem_hours = ${input.postmortemHours}::int, postmortem_working_days = ${input.postmortemWorkingDays}::int,
        version = version + 1
      WHERE severity = ${input.severity}::severity AND version = ${input.version} RETURNING 1`);
    if (written.length === 0)
      throw new ConflictError(
        'stale_version',
        `Somebody changed ${input.severity} meanwhile. Reload the page and look at it.`,
        '/version',
      );
    return { severity: input.severity, before };
  },
  audit: ({ severity, before }, { input: { severity: _severity, version: _seen, ...after } }) => ({
    subject: severity,
    detail: {
      changed: Object.fromEntries(
        Object.entries(after).flatMap(([field, to]) => {
          const from = before[field as keyof typeof after];
          return from === to ? [] : [[field, { from, to }]];
        }),
      ),
    },
  }),
  announce: () => ['overview'],
});
