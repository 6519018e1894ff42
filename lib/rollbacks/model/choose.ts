import type { Knowledge, WantedTarget } from '../schema';

/** How long a version must have been healthy without a break to count as good (release control guide, 2.2). */
export const soakSeconds = 15 * 60;

/** A revision of the cluster with what our own records say of it. */
export type KnownRevision = {
  key: string;
  /** Two revisions with the same one are the same version under two keys. */
  specHash: string;
  current: boolean;
  /** When it last came into use, or else was made; null when nobody knows. */
  lastRanAt: Date | null;
  /** The longest time without a break in which it was healthy; null when nobody watched it. */
  healthySeconds: number | null;
  causedIncident: boolean;
  /** It was left for an earlier version, drills aside. */
  rolledBackFrom: boolean;
  /** Its rollout failed. */
  failed: boolean;
};

export type TargetWarning = 'TARGET_UNKNOWN' | 'TARGET_WAS_BAD';

export type ChosenTarget = {
  ok: true;
  key: string;
  known: Knowledge;
  warnings: TargetWarning[];
  /** It lies further back than the last version known to be good. */
  olderThanLastGood: boolean;
  /** The name must be typed: it is known to be bad, or lies further back than needed. */
  needsTypedConfirmation: boolean;
  /** Why this one, in a sentence. */
  why: string;
};
export type TargetChoice = ChosenTarget | { ok: false; code: 'no_previous'; message: string };

type Facts = Pick<KnownRevision, 'healthySeconds' | 'causedIncident' | 'rolledBackFrom' | 'failed'>;

/** What speaks against a version weighs more than any time in which it was healthy; of one that nobody watched nothing is known. */
export function knowledgeOf({ healthySeconds, causedIncident, rolledBackFrom, failed }: Facts): Knowledge {
  if (causedIncident || rolledBackFrom || failed) return 'bad';
  return healthySeconds !== null && healthySeconds >= soakSeconds ? 'good' : 'unknown';
}

type Candidate = { key: string; known: Knowledge; isPresent: boolean };

/**
 * What a rollback goes to. `last-good` is the newest version known to be good, and never simply the one before: that may be the bad one
 * that was left a moment ago. When none is known to be good, the newest of which nothing bad is known, with a warning. A bad one only
 * when somebody asks for it by `previous` or its key. Newest is what ran last; where nobody knows, the order of `revisions`, which is the
 * cluster's, decides.
 */
export function chooseTarget(revisions: KnownRevision[], want: WantedTarget): TargetChoice {
  const all = candidatesOf(revisions);
  const earlier = all.filter(({ isPresent }) => !isPresent);
  const lastGood = earlier.find(({ known }) => known === 'good');
  const lastUnknown = earlier.find(({ known }) => known === 'unknown');

  const chosen = (target: Candidate, why: string): ChosenTarget => {
    const olderThanLastGood = lastGood !== undefined && all.indexOf(target) > all.indexOf(lastGood);
    return {
      ok: true,
      key: target.key,
      known: target.known,
      warnings: warningsOf(target.known),
      olderThanLastGood,
      needsTypedConfirmation: olderThanLastGood || target.known === 'bad',
      why,
    };
  };

  if (typeof want === 'object') {
    const named = all.find(({ key }) => key === want.key);
    return named ? chosen(named, 'Chosen by hand.') : none('The cluster no longer has this version.');
  }
  const [newest] = earlier;
  if (!newest) return none('There is no earlier version to go back to.');
  if (want === 'previous') return chosen(newest, 'It ran just before the present version.');
  if (lastGood) {
    return chosen(lastGood, 'The newest version that was healthy for 15 min without a break and caused no incident.');
  }
  if (lastUnknown) {
    return chosen(
      lastUnknown,
      'No earlier version is known to be good. Of this one, the newest, nothing bad is known.',
    );
  }
  return none('Every earlier version is known to be bad. Choose one by its name, or fix forward.');
}

/** Newest first; what our records say of a version holds for each key that it has. */
function candidatesOf(revisions: KnownRevision[]): Candidate[] {
  const current = revisions.find((each) => each.current);
  return revisions
    .toSorted((a, b) => (b.lastRanAt?.getTime() ?? 0) - (a.lastRanAt?.getTime() ?? 0))
    .map(({ key, specHash }) => ({
      key,
      known: knowledgeOf(together(revisions.filter((each) => each.specHash === specHash))),
      isPresent: specHash === current?.specHash,
    }));
}

function together(same: KnownRevision[]): Facts {
  const watched = same.flatMap(({ healthySeconds }) => (healthySeconds === null ? [] : [healthySeconds]));
  return {
    healthySeconds: watched.length > 0 ? Math.max(...watched) : null,
    causedIncident: same.some(({ causedIncident }) => causedIncident),
    rolledBackFrom: same.some(({ rolledBackFrom }) => rolledBackFrom),
    failed: same.some(({ failed }) => failed),
  };
}

function warningsOf(known: Knowledge): TargetWarning[] {
  switch (known) {
    case 'good':
      return [];
    case 'unknown':
      return ['TARGET_UNKNOWN'];
    case 'bad':
      return ['TARGET_WAS_BAD'];
  }
}

function none(message: string): TargetChoice {
  return { ok: false, code: 'no_previous', message };
}
