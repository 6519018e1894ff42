import { type Change, changeOf } from '@/lib/core/format';
import type { DefinitionId, FourMetrics } from '../schema';
import { headlineOf } from './why';

const judged = [
  { id: 'deployment_frequency', name: 'deployment frequency', unit: 'per_day', better: 'higher' },
  { id: 'lead_time', name: 'lead time', unit: 'seconds', better: 'lower' },
  { id: 'change_failure_rate', name: 'change failure rate', unit: 'ratio', better: 'lower' },
  { id: 'time_to_restore', name: 'time to restore', unit: 'seconds', better: 'lower' },
] as const;

export type Moved = { name: string; change: Change };

/** How the four metrics moved against an earlier window; `verdict` is null when none of them can be compared. */
export type Course = {
  verdict: 'better' | 'worse' | 'mixed' | 'same' | null;
  better: Moved[];
  worse: Moved[];
  /** Names of those without a value in one of the windows. */
  unknown: string[];
};

/** Whether a scope gets better: by how many of the four metrics got better and how many worse, none weighed above another. */
export function courseOf(metrics: FourMetrics, previous: FourMetrics, definition: DefinitionId): Course {
  const course: Course = { verdict: null, better: [], worse: [], unknown: [] };
  for (const { id, name, unit, better } of judged) {
    const change = changeOf(headlineOf(metrics, id, definition), headlineOf(previous, id, definition), unit, better);
    if (!change) course.unknown.push(name);
    else if (change.verdict !== 'same') course[change.verdict].push({ name, change });
  }
  const [better, worse] = [course.better.length, course.worse.length];
  if (course.unknown.length < judged.length) {
    course.verdict = better > worse ? 'better' : worse > better ? 'worse' : better > 0 ? 'mixed' : 'same';
  }
  return course;
}
