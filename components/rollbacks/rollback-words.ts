import type { StatusTone } from '@/components/ui/status-badge';
import type { Knowledge, RollbackState } from '@/lib/rollbacks/schema';

/** What a state is called, and how it looks. */
export const stateWords: Record<RollbackState, [StatusTone, string]> = {
  PLANNED: ['waiting', 'Planned'],
  REQUESTED: ['running', 'Requested'],
  APPLIED: ['running', 'Applied'],
  OBSERVING: ['running', 'Observing'],
  VERIFIED: ['good', 'Verified'],
  FAILED: ['bad', 'Failed'],
  TIMED_OUT: ['bad', 'Timed out'],
  REVERTED: ['bad', 'Reverted'],
  UNKNOWN: ['warning', 'Unknown'],
  EXPIRED: ['stopped', 'Expired'],
  CANCELLED: ['stopped', 'Cancelled'],
};

/** What is known of a version. */
export const knownWords: Record<Knowledge, [StatusTone, string]> = {
  good: ['good', 'Known good'],
  bad: ['bad', 'Known bad'],
  unknown: ['waiting', 'Not known'],
};

export type WarningWords = { title: string; meaning: string; weight: 'danger' | 'warning' | 'info' };

const warnings: Record<string, WarningWords> = {
  TARGET_WAS_BAD: {
    title: 'This version is known to be bad',
    meaning: 'It may bring the trouble back that it brought before.',
    weight: 'danger',
  },
  MIGRATION_INCOMPATIBLE: {
    title: 'A migration stands in between',
    meaning: 'The earlier version may not work with the database as it is now.',
    weight: 'danger',
  },
  GITOPS_WILL_REVERT: {
    title: 'Another tool owns this workload and will put its own version back',
    meaning: 'Pause its sync first. Fairlead looks again ten seconds later and says if it was reverted.',
    weight: 'danger',
  },
  TARGET_UNKNOWN: {
    title: 'Nothing is known of this version',
    meaning: 'Nobody watched it for 15 min without a break, so it may be as bad as what runs now.',
    weight: 'warning',
  },
  PAUSED: {
    title: 'The workload is paused',
    meaning: 'Nothing rolls out until somebody resumes it at the cluster.',
    weight: 'warning',
  },
  IMAGE_MAYBE_GONE: {
    title: 'The image may be gone',
    meaning: 'If its registry no longer has it, no pod of it can start.',
    weight: 'warning',
  },
  ROLLOUT_IN_PROGRESS: {
    title: 'A rollout is under way',
    meaning: 'The rollback takes its place.',
    weight: 'warning',
  },
  NO_HEALTHCHECK: {
    title: 'It has no health check',
    meaning: 'Ready only means started. Look at the error rate afterwards.',
    weight: 'info',
  },
  HPA_PRESENT: {
    title: 'An autoscaler owns the number of pods',
    meaning: 'The rollback never writes it.',
    weight: 'info',
  },
  FREEZE: { title: 'A freeze is on', meaning: 'It never stands in the way of a rollback.', weight: 'info' },
};

/** A warning in words; one that is not known here keeps its code. */
export function warningWords(code: string): WarningWords {
  return warnings[code] ?? { title: code.toLowerCase().replaceAll('_', ' '), meaning: '', weight: 'warning' };
}

type Named = { version: string | null; key: string };

/** A version as people call it. */
export function nameOf({ version, key }: Named): string {
  return version ?? key;
}
