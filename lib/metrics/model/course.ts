import { type Change, changeOf } from '@/lib/core/format';
import type { DefinitionId, FourMetrics } from '../schema';
import { fourMeasures } from './measures';
import { headlineOf } from './why';

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
  for (const { id, shortLabel, unit, better } of fourMeasures) {
    const name = shortLabel.toLowerCase();
    const change = changeOf(headlineOf(metrics, id, definition), headlineOf(previous, id, definition), unit, better);
    if (!change) course.unknown.push(name);
    else if (change.verdict !== 'same') course[change.verdict].push({ name, change });
  }
  const [better, worse] = [course.better.length, course.worse.length];
  if (course.unknown.length < fourMeasures.length) {
    course.verdict = better > worse ? 'better' : worse > better ? 'worse' : better > 0 ? 'mixed' : 'same';
  }
  return course;
}
