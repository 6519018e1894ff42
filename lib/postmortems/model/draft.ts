import { clockOf, dayOf, type PostmortemFacts, spanMs, spokenSpan, type TargetFact, targetWord } from './facts';
import type { TextField } from './sections';

/** What the sections begin with: lines of a list, or of the summary one line each. */
export type Draft = Partial<Record<TextField, string[]>>;

const quickDetectionMs = 5 * 60_000;

/**
 * The draft that the facts give by themselves: the same facts give the same draft. It names conditions and spans with their
 * anchors, never persons; what only people know stays empty.
 */
export function draftOf(facts: PostmortemFacts): Draft {
  return {
    impact: facts.summary ? [oneLine(facts.summary)] : [],
    cause: facts.identifiedAs ? [oneLine(facts.identifiedAs)] : [],
    root_cause: rootCause(facts),
    well: [...detection(facts, true), ...rollback(facts), ...judged(facts, 'met')],
    poorly: [...detection(facts, false), ...judged(facts, 'missed'), ...reopened(facts)],
    lessons: [],
  };
}

const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim();

function rootCause({ cause, identifiedAs }: PostmortemFacts): string[] {
  const exposed = cause
    ? [
        `${[cause.version, 'of', cause.service].filter(Boolean).join(' ')} exposed it${
          cause.finishedAt ? ` (deployed ${dayOf(cause.finishedAt)} ${clockOf(cause.finishedAt)} UTC)` : ''
        }`.replace(/^of /, 'A deployment of '),
      ]
    : [];
  return [...exposed, ...(identifiedAs ? [oneLine(identifiedAs)] : [])];
}

function detection({ startedAt, detectedAt }: PostmortemFacts, isGood: boolean): string[] {
  const ms = spanMs(startedAt, detectedAt);
  if (ms === null || ms <= quickDetectionMs !== isGood) return [];
  return [`Incident detected in ${spokenSpan(ms)}`];
}

/** A rollback from each of its anchors, or a figure would be read against the wrong clock (metrics.md, golden example). */
function rollback(facts: PostmortemFacts): string[] {
  const { cause, fix, targets, detectedAt } = facts;
  const verified = targets.find(({ code, state }) => code === 'rollback_verified' && state === 'met');
  const end = verified?.metAt ?? (fix?.isRollback ? fix.finishedAt : null);
  const ms = spanMs(cause?.finishedAt ?? facts.startedAt, end);
  if (ms === null || !verified) return [];
  const fromDetection = spanMs(detectedAt, end);
  const minutes = verified.afterMinutes;
  return [
    `Rollback completed in ${spokenSpan(ms)} from the deployment${
      fromDetection === null ? '' : `, ${spokenSpan(fromDetection)} from detection`
    } (met the target of ${minutes} minutes from detection)`,
  ];
}

function judged({ targets, detectedAt, resolvedAt, occurrence }: PostmortemFacts, state: 'met' | 'missed'): string[] {
  return (
    targets
      // How late, or whether in time after all, is known once it is resolved.
      .filter(({ code }) => code !== 'resolved' || resolvedAt !== null)
      .filter((target) => target.state === state && target.code !== 'postmortem')
      .filter((target) => state === 'missed' || target.code !== 'rollback_verified')
      .map((target) => judgement(target, detectedAt, occurrence > 1))
  );
}

function judgement(target: TargetFact, detectedAt: string, isNumbered: boolean): string {
  const { code, metAt, dueAt, afterMinutes, occurrence } = target;
  const anchor = new Date(new Date(dueAt).getTime() - afterMinutes * 60_000).toISOString();
  const from = occurrence > 1 ? anchor : detectedAt;
  const name = isNumbered ? `${targetWord(code)} (${occurrence})` : targetWord(code);
  const since = occurrence > 1 ? 'the re-opening' : 'detection';
  const ms = spanMs(from, metAt);
  const asked = `target: ${spokenSpan(afterMinutes * 60_000)}`;
  if (ms === null) return `${name}: not reached within ${spokenSpan(afterMinutes * 60_000)} of ${since}`;
  return `${name} ${spokenSpan(ms)} after ${since} (${target.state === 'met' ? 'met' : 'missed'}, ${asked})`;
}

function reopened({ occurrence }: PostmortemFacts): string[] {
  if (occurrence < 2) return [];
  return [`It came back and was re-opened ${occurrence === 2 ? 'once' : `${occurrence - 1} times`}`];
}
