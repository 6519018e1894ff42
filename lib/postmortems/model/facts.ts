import type { Severity } from '@/lib/incidents/schema';

/** A response target as a post-mortem shows it; `afterMinutes` counts from detection. */
export type TargetFact = {
  code: string;
  afterMinutes: number;
  occurrence: number;
  state: 'pending' | 'not_applicable' | 'met' | 'missed' | 'waived';
  dueAt: string;
  metAt: string | null;
  reason: string | null;
};

/** A row of the log that the timeline shows. */
export type TimelineFact = { seq: number; at: string; kind: string; text: string };

/** A deployment that exposed or remedied it. */
export type DeployFact = {
  key: number;
  id: string;
  service: string;
  version: string | null;
  finishedAt: string | null;
  isRollback: boolean;
};

/**
 * What is known of an incident without anybody's words: read live while its post-mortem is written, frozen when it is approved.
 * Instants are ISO texts, so that what is frozen is what was shown.
 */
export type PostmortemFacts = {
  key: string;
  title: string;
  severity: Severity;
  services: string[];
  environment: string | null;
  summary: string | null;
  startedAt: string | null;
  detectedAt: string;
  mitigatedAt: string | null;
  resolvedAt: string | null;
  occurrence: number;
  cause: DeployFact | null;
  fix: DeployFact | null;
  targets: TargetFact[];
  /** The rows that were chosen, by when they happened. */
  timeline: TimelineFact[];
  /** How many rows the log has, and the last of them. */
  logRows: number;
  /** How a hypothesis or the step to "identified" worded the cause; null when none did. */
  identifiedAs: string | null;
};

const minuteMs = 60_000;
const msOf = (at: string) => new Date(at).getTime();

/** '32 minutes', '1 hour 38 minutes', '2 days 4 hours', as a person would say it; whole minutes, below one of them seconds. */
export function spokenSpan(ms: number): string {
  const units = (n: number, word: string) => `${n} ${word}${n === 1 ? '' : 's'}`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return units(seconds, 'second');
  const minutes = Math.round(ms / minuteMs);
  if (minutes < 60) return units(minutes, 'minute');
  const [hours, restMinutes] = [Math.floor(minutes / 60), minutes % 60];
  if (hours < 24) return [units(hours, 'hour'), ...(restMinutes ? [units(restMinutes, 'minute')] : [])].join(' ');
  const [days, restHours] = [Math.floor(hours / 24), hours % 24];
  return [units(days, 'day'), ...(restHours ? [units(restHours, 'hour')] : [])].join(' ');
}

/** '14:23', in UTC. */
export const clockOf = (at: string): string => new Date(at).toISOString().slice(11, 16);
/** '2024-01-15', in UTC. */
export const dayOf = (at: string): string => new Date(at).toISOString().slice(0, 10);

/** Where an incident begins for its post-mortem: when users began to feel it, else when it was detected. */
export function beginningOf(facts: Pick<PostmortemFacts, 'startedAt' | 'detectedAt'>): string {
  return facts.startedAt ?? facts.detectedAt;
}

/**
 * The duration with both of its ends: "32 minutes (14:23 - 14:55 UTC)", with dates when it crosses midnight. It says so when it
 * counts from detection, and when it has not ended; null when its ends are in the wrong order.
 */
export function durationText(facts: Pick<PostmortemFacts, 'startedAt' | 'detectedAt' | 'resolvedAt'>): string | null {
  const from = beginningOf(facts);
  if (!facts.resolvedAt) return null;
  const ms = msOf(facts.resolvedAt) - msOf(from);
  if (ms < 0) return null;
  const sameDay = dayOf(from) === dayOf(facts.resolvedAt);
  const moment = (at: string) => (sameDay ? clockOf(at) : `${dayOf(at)} ${clockOf(at)}`);
  const anchor = facts.startedAt ? '' : ', from detection';
  return `${spokenSpan(ms)} (${moment(from)} - ${moment(facts.resolvedAt)} UTC${anchor})`;
}

/** Milliseconds between two instants; null when one is unknown or they are in the wrong order. */
export function spanMs(from: string | null, to: string | null): number | null {
  if (!from || !to) return null;
  const ms = msOf(to) - msOf(from);
  return ms < 0 ? null : ms;
}

const severityWords: Record<Severity, string> = {
  SEV1: 'production outage',
  SEV2: 'degraded performance or partial outage',
  SEV3: 'minor bug, low user impact',
};

/** 'SEV1 (production outage)', as handbook §7.2 writes it. */
export function severityText(severity: Severity): string {
  return `${severity} (${severityWords[severity]})`;
}

const targetWords: Record<string, string> = {
  commander: 'Commander seated',
  rollback_started: 'Rollback started',
  rollback_verified: 'Rollback verified',
  cause_or_hotfix: 'Cause or hotfix',
  resolved: 'Resolved',
  postmortem: 'Post-mortem',
};

/** What a target asks for, in two words. */
export function targetWord(code: string): string {
  return targetWords[code] ?? code.replaceAll('_', ' ');
}

/** 'T+24 h' from a day on, else 'T+15'. */
export function targetMark(afterMinutes: number): string {
  return afterMinutes >= 24 * 60 && afterMinutes % 60 === 0 ? `T+${afterMinutes / 60}\u202fh` : `T+${afterMinutes}`;
}
