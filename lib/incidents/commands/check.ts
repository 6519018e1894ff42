import { setTimeout as sleep } from 'node:timers/promises';
import sql from 'sql-template-tag';
import { z } from 'zod';
import type { SystemActor } from '@/lib/auth/actor';
import { logger } from '@/lib/core/log';
import { command } from '@/lib/server/command';
import { type Checked, checkIncident } from '../queries/check';

const checker: SystemActor = { kind: 'system', name: 'log checker' };
const batch = 20;
/** Between two incidents, so that whoever works notices nothing. */
const pauseMs = 50;

type Claimed = { id: number; number: number };

/** Gives incidents that were never checked their row, so that who takes some looks at what is due alone. */
const enlist = command({
  name: 'incident.check_enlist',
  permission: 'incident:read',
  input: z.object({}),
  audit: 'none',
  run: async ({ tx }): Promise<void> => {
    await tx.sql(sql`
      INSERT INTO incident_check (incident_id)
      SELECT i.id FROM incident i WHERE NOT EXISTS (SELECT 1 FROM incident_check c WHERE c.incident_id = i.id)
      ON CONFLICT DO NOTHING`);
  },
});

/** Takes incidents that nobody checked within a day, for five minutes: of several processes each has its own. */
const claimChecks = command({
  name: 'incident.check_claim',
  permission: 'incident:read',
  input: z.object({}),
  audit: 'none',
  run: ({ tx, now }): Promise<Claimed[]> => {
    const isFree = sql`(c.leased_until IS NULL OR c.leased_until < ${now})`;
    // Each half reads the index of checked_at as far as it needs.
    return tx.sql<Claimed>(sql`
      UPDATE incident_check c SET leased_until = ${now}::timestamptz + interval '5 minutes'
      FROM incident i, (
        (SELECT c.incident_id FROM incident_check c WHERE c.checked_at IS NULL AND ${isFree} LIMIT ${batch})
        UNION ALL
        (SELECT c.incident_id FROM incident_check c
          WHERE c.checked_at < ${now}::timestamptz - interval '1 day' AND ${isFree} ORDER BY c.checked_at LIMIT ${batch})
        LIMIT ${batch}) AS due
      WHERE c.incident_id = due.incident_id AND i.id = due.incident_id AND ${isFree}
      RETURNING i.id, i.number`);
  },
});

/** Keeps what the check of an incident found; a log that is not what was written is an entry of the audit log too. */
const recordCheck = command({
  name: 'incident.check',
  permission: 'incident:read',
  input: z.object({
    id: z.int(),
    number: z.int(),
    head: z.object({ seq: z.int(), hash: z.string() }),
    problems: z.array(z.object({ part: z.string(), seq: z.int().nullable(), detail: z.string() })),
  }),
  run: async ({ tx, input, now }): Promise<void> => {
    const { id, head, problems } = input;
    // An end that was not right is not remembered as one that must be there.
    await tx.sql(sql`
      UPDATE incident_check SET checked_at = ${now}, leased_until = NULL, problems = ${JSON.stringify(problems)}::jsonb,
        seq = CASE WHEN ${problems.length === 0} THEN ${head.seq} ELSE seq END,
        head_hash = CASE WHEN ${problems.length === 0} THEN decode(${head.hash}, 'hex') ELSE head_hash END
      WHERE incident_id = ${id}`);
  },
  audit: (_result, { input }) =>
    input.problems.length === 0
      ? null
      : { subject: `INC-${input.number}`, outcome: 'refused', detail: { problems: input.problems } },
});

let isChecking = false;

/** The daily check of all logs, one incident after the other; asked for more often it finds nothing to do. */
export async function checkIncidents(check: (number: number) => Promise<Checked> = checkIncident): Promise<void> {
  if (isChecking) return;
  isChecking = true;
  try {
    await enlist.execute({}, { actor: checker });
    for (;;) {
      const claimed = await claimChecks.execute({}, { actor: checker });
      if (claimed.length === 0) return;
      for (const { id, number } of claimed) {
        const { head, problems } = await check(number).catch((error: unknown): Checked => {
          // One that cannot be checked must not keep the others from it.
          logger.error({ err: error, incident: `INC-${number}` }, 'a log could not be checked');
          return {
            head: { seq: 0, hash: '' },
            problems: [{ part: 'check', seq: null, detail: 'it could not be checked' }],
          };
        });
        if (problems.length > 0) logger.error({ incident: `INC-${number}`, problems }, 'a log is not what was written');
        await recordCheck.execute({ id, number, head, problems }, { actor: checker });
        await sleep(pauseMs);
      }
    }
  } catch (error) {
    logger.warn({ err: error }, 'the daily check of logs stopped; it is tried again in an hour');
  } finally {
    isChecking = false;
  }
}
