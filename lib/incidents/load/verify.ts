import 'server-only';
import type { UserActor } from '@/lib/auth/actor';
import { can } from '@/lib/auth/policy';
import { ForbiddenError, NotFoundError } from '@/lib/core/errors';
import { now } from '@/lib/core/time';
import { primarySql } from '@/lib/db/pool';
import { findIncident } from '../commands/find';
import { auditViewing } from '../commands/note-viewing';
import { numberIn } from '../model/key';
import { readIncidentHead } from '../queries';
import { checkIncident, type LogHead, type LogProblem, readDailyCheck } from '../queries/check';

export type VerifyView = {
  key: string;
  title: string;
  checkedAt: string;
  head: LogHead;
  problems: LogProblem[];
  daily: { checkedAt: string; seq: number; problems: number } | null;
};

/** The check of one incident's log, made now; null when this actor sees no such incident. */
export async function loadVerify(actor: UserActor, key: string): Promise<VerifyView | null> {
  if (!can(actor, 'incident:read')) throw new ForbiddenError('Ask an administrator for a role that sees incidents.');
  const number = numberIn(key);
  if (number === null) return null;
  try {
    const id = await findIncident({ sql: primarySql }, actor, `INC-${number}`);
    const incident = await readIncidentHead(id);
    await auditViewing(actor, incident.key, incident.visibility === 'private');
    const [checked, daily] = await Promise.all([checkIncident(number), readDailyCheck(number)]);
    return {
      key: incident.key,
      title: incident.title,
      checkedAt: now().toISOString(),
      ...checked,
      daily: daily && { checkedAt: daily.checkedAt.toISOString(), seq: daily.seq, problems: daily.problems.length },
    };
  } catch (error) {
    if (error instanceof NotFoundError) return null;
    throw error;
  }
}
