import type { EnvironmentKind } from '@/lib/catalog/schema';
import type { DeploymentStatus } from '@/lib/deployments/schema';
import type { DefinitionId } from '@/lib/metrics/schema';
import type { IncidentAnswer } from '../schema';
import { counts } from './status';

type Linked = { id: string; environment: string; environmentKind: EnvironmentKind; status: DeploymentStatus };

export type IncidentFacts = {
  incident: Pick<
    IncidentAnswer,
    'kind' | 'status' | 'environment' | 'detected_at' | 'resolved_at' | 'caused_by' | 'fixed_by'
  >;
  /** Null when the incident names no environment. */
  environmentKind: EnvironmentKind | null;
  cause: Linked | null;
  fix: Linked | null;
  /** How many deployments have the ids that it names. */
  causeCandidates: number;
  fixCandidates: number;
};

export type IncidentVerdict = {
  metric: 'time_to_restore' | 'change_failure_rate' | 'rework_rate';
  counts: boolean;
  text: string;
};

/** What an incident does to the metrics, and why (metrics.md, "What is counted"), in a scope of all production. */
export function incidentVerdicts(facts: IncidentFacts, definition: DefinitionId): IncidentVerdict[] {
  return [restore(facts, definition), failure(facts, definition), rework(facts)];
}

/** Why it counts nowhere; null when it may. */
function outside({ incident: { kind, status } }: IncidentFacts): string | null {
  if (kind !== 'real') return `it is a ${kind}`;
  return counts({ kind, status }) ? null : `it was ${status}`;
}

/** Why what is named is linked to nothing; a guess never counts. */
function unlinked(verb: 'caused' | 'fixed', candidates: number): string {
  return candidates > 1
    ? `the id of the deployment that ${verb} it is ambiguous: ${candidates} deployments have it`
    : `the deployment that ${verb} it has not been reported yet`;
}

function restore(facts: IncidentFacts, definition: DefinitionId): IncidentVerdict {
  const metric = 'time_to_restore';
  const { incident, environmentKind, cause } = facts;
  const no = (text: string) => ({ metric, counts: false, text }) as const;
  const out = outside(facts);
  if (out) return no(out);
  if (environmentKind !== null && environmentKind !== 'production')
    return no(`${incident.environment ?? 'its environment'} is not a production environment`);
  if (!incident.resolved_at) return no('it is not resolved yet');
  if (new Date(incident.resolved_at) < new Date(incident.detected_at))
    return no('it was resolved before it was detected: two clocks disagree');
  if (definition === 'dora' && !cause)
    return no(
      incident.caused_by ? unlinked('caused', facts.causeCandidates) : 'nobody named a deployment as its cause',
    );
  return { metric, counts: true, text: 'from detection to resolution, in the window of its resolution' };
}

function failure(facts: IncidentFacts, definition: DefinitionId): IncidentVerdict {
  const metric = 'change_failure_rate';
  const { incident, cause } = facts;
  const no = (text: string) => ({ metric, counts: false, text }) as const;
  const out = outside(facts);
  if (out) return no(out);
  if (!incident.caused_by) return no('nobody named a deployment as its cause');
  if (!cause) return no(unlinked('caused', facts.causeCandidates));
  const reason = outsideDeployment(cause);
  if (reason) return no(reason);
  if (cause.status === 'rolled_back') return no('its cause counts as failed anyway: it was rolled back');
  if (cause.status === 'failed') {
    return no(
      definition === 'handbook'
        ? 'its cause counts as failed anyway: its status is failed'
        : 'its cause failed before it reached production',
    );
  }
  return { metric, counts: true, text: `it makes deployment ${cause.id} count as failed` };
}

function rework(facts: IncidentFacts): IncidentVerdict {
  const metric = 'rework_rate';
  const { incident, fix } = facts;
  const no = (text: string) => ({ metric, counts: false, text }) as const;
  const out = outside(facts);
  if (out) return no(out);
  if (!incident.fixed_by) return no('nobody named a deployment as its fix');
  if (!fix) return no(unlinked('fixed', facts.fixCandidates));
  const reason =
    outsideDeployment(fix) ?? (fix.status === 'failed' ? 'its fix failed before it reached production' : null);
  if (reason) return no(reason);
  return { metric, counts: true, text: `it makes deployment ${fix.id} count as rework` };
}

function outsideDeployment({ id, environment, environmentKind, status }: Linked): string | null {
  if (environmentKind !== 'production') return `deployment ${id} went to ${environment}, which is not production`;
  if (status === 'queued' || status === 'in_progress') return `deployment ${id} is not finished yet`;
  return status === 'cancelled' ? `deployment ${id} was cancelled` : null;
}
