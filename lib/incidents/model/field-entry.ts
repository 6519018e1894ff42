import type { IncidentSaid } from '../schema';
import type { LogEntry } from './incident';

type Facts = Omit<IncidentSaid, 'visibility'>;
/** What a report or a correction says of an incident's facts; null takes a fact away. */
export type Fields = { [K in keyof Facts]: Facts[K] | null | undefined };

const milestones = {
  startedAt: 'impact_started',
  detectedAt: 'detected',
  mitigatedAt: 'mitigated',
  resolvedAt: 'resolved',
} as const;

/** The row of the log that says of one fact what it was and what it is now. */
export function fieldEntry(key: keyof Fields, before: unknown, value: unknown, now: Date): LogEntry {
  const entry = (kind: string, text: string, payload: Record<string, unknown>) => ({
    kind,
    occurredAt: now,
    text,
    payload,
  });
  const words = (each: unknown) => (each instanceof Date ? each.toISOString() : String(each));
  switch (key) {
    case 'startedAt':
    case 'detectedAt':
    case 'mitigatedAt':
    case 'resolvedAt': {
      const milestone = milestones[key];
      const label = milestone.replace('_', ' ');
      const text = value === null ? `Time "${label}" removed` : `Time "${label}" set to ${words(value)}`;
      return entry('milestone_set', text, { milestone, at: value, before });
    }
    case 'causedBy':
    case 'fixedBy': {
      const verdict = key === 'causedBy' ? 'caused' : 'fixed';
      const text =
        value === null
          ? `No longer ${verdict} by deployment ${words(before)}`
          : `${verdict === 'caused' ? 'Caused' : 'Fixed'} by deployment ${words(value)}`;
      return entry('deploy_verdict', text, { verdict, deployment: value, before });
    }
    case 'severity':
      return entry('severity_changed', `Severity changed from ${words(before)} to ${words(value)}`, {
        from: before,
        to: value,
      });
    case 'title':
      return entry('title_changed', `Title changed to "${words(value)}"`, { to: value });
    case 'summary':
      return entry('summary_changed', value === null ? 'Summary removed' : 'Summary changed', { to: value });
    case 'kind':
    case 'environment':
    case 'url':
      return entry(
        `${key}_changed`,
        `${key === 'url' ? 'Link' : key === 'kind' ? 'Kind' : 'Environment'} set to ${words(value)}`,
        { from: before, to: value },
      );
  }
}
