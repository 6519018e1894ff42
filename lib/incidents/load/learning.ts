import 'server-only';
import { type Completion, readCompletion } from '@/lib/actions/queries/completion';
import type { UserActor } from '@/lib/auth/actor';
import { can } from '@/lib/auth/policy';
import { ForbiddenError } from '@/lib/core/errors';
import { readSearch, readTolerantly, type Search } from '@/lib/core/page-search';
import { now } from '@/lib/core/time';
import { readWindow } from '@/lib/metrics/model/window';
import { type LearningSummary, learningOf } from '../model/learning';
import {
  type CauseCounts,
  countCauses,
  countTargets,
  type DeploymentCause,
  mostFacts,
  readDeploymentCauses,
  readLearningFacts,
  readServiceCauses,
  type ServiceCause,
  type TargetCount,
} from '../queries/learning';
import { learningQuery } from '../schema/learning';

export type LearningView = {
  window: { from: string; to: string; tz: string };
  /** Null when the window holds more incidents than are read at once. */
  summary: LearningSummary | null;
  mostFacts: number;
  services: ServiceCause[];
  deployments: DeploymentCause[];
  causes: CauseCounts;
  targets: TargetCount[];
  completion: Completion[];
  isFiltered: boolean;
  ignored: string[];
};

const shownCauses = 10;

/** What the incidents of a window teach: by their detection, in the services and severities that the address names. */
export async function loadLearning(actor: UserActor, search: Search): Promise<LearningView> {
  if (!can(actor, 'incident:read')) throw new ForbiddenError('Ask an administrator for a role that sees incidents.');
  return readTolerantly(readSearch(learningQuery, search), async ({ query, ignored }) => {
    const at = now();
    const window = readWindow(query, at);
    const { service, severity } = query;
    const scope = { service, severity };
    const [facts, services, deployments, causes, targets, completion] = await Promise.all([
      readLearningFacts(window, scope),
      readServiceCauses(actor, window, scope, shownCauses),
      readDeploymentCauses(actor, window, scope, shownCauses),
      countCauses(window, scope),
      countTargets(window, scope),
      readCompletion(window, scope, at),
    ]);
    return {
      window: { from: window.from.toISOString(), to: window.to.toISOString(), tz: window.tz },
      summary: facts.length > mostFacts ? null : learningOf(facts),
      mostFacts,
      services,
      deployments,
      causes,
      targets,
      completion,
      isFiltered: Boolean(service ?? severity),
      ignored,
    };
  });
}
