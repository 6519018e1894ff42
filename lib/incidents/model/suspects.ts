/** A deployment that came before an incident. Instants; `sharesService`, `sharesEnvironment`: with the incident. */
export type Candidate = {
  deployment: number;
  finishedAt: Date;
  sharesService: boolean;
  sharesEnvironment: boolean;
  status: string;
  changes: number;
};

export type ScorePart = { label: string; points: number };

const windowMinutes = 360;

/**
 * How much a deployment is worth a look, 0 to 100, with its parts: where it went, how short before the onset, how it ended, how much it
 * carried. A help for the eye, never a verdict.
 */
export function scoreOf(candidate: Candidate, onset: Date): { score: number; parts: ScorePart[] } {
  const minutes = (onset.getTime() - candidate.finishedAt.getTime()) / 60_000;
  const place = candidate.sharesService ? (candidate.sharesEnvironment ? 45 : 15) : candidate.sharesEnvironment ? 5 : 0;
  // Half of what nearness is worth is gone after half an hour.
  const near = minutes < 0 || minutes > windowMinutes ? 0 : Math.round(40 * 0.5 ** (minutes / 30));
  const gate = candidate.status === 'failed' || candidate.status === 'rolled_back' ? 10 : 0;
  const size = candidate.changes >= 10 ? 5 : candidate.changes > 0 ? 2 : 0;
  const parts = [
    { label: candidate.sharesService ? 'same service' : 'other service', points: place },
    { label: `${Math.max(0, Math.round(minutes))} min before`, points: near },
    ...(gate > 0 ? [{ label: candidate.status.replace('_', ' '), points: gate }] : []),
    { label: `${candidate.changes} ${candidate.changes === 1 ? 'change' : 'changes'}`, points: size },
  ];
  return { score: place + near + gate + size, parts };
}
