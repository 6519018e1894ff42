import 'server-only';
import { termDays } from '@/lib/actions/model';
import type { UserActor } from '@/lib/auth/actor';
import { can } from '@/lib/auth/policy';
import { ForbiddenError } from '@/lib/core/errors';
import { primarySql } from '@/lib/db/pool';
import { readPolicies } from '../commands/read-policies';
import type { SeverityPolicy } from '../schema/room';

/** What a severity asks for; `actionDays`: within which its action items shall be done, null where there is no such term. */
export type SeveritySetting = SeverityPolicy & { actionDays: number | null };
export type SeveritiesView = { severities: SeveritySetting[]; canEdit: boolean; canRoute: boolean };

/** What each severity means and asks for, the worst first; everybody may look, since incidents are held to it. */
export async function loadSeverities(actor: UserActor): Promise<SeveritiesView> {
  if (!can(actor, 'incident:read')) throw new ForbiddenError('Ask an administrator for a role that sees incidents.');
  const { SEV1, SEV2, SEV3 } = await readPolicies({ sql: primarySql });
  return {
    severities: [SEV1, SEV2, SEV3].map((policy) => ({ ...policy, actionDays: termDays[policy.severity] })),
    canEdit: can(actor, 'severity:manage'),
    canRoute: can(actor, 'notification:manage'),
  };
}
