import { diffWordsWithSpace } from 'diff';

/** A piece of text, and on which side it stands. */
export type DiffPart = { text: string; side: 'both' | 'removed' | 'added' };

/** How a text became another, word by word, and how many places changed. */
export function diffOf(before: string, after: string): { parts: DiffPart[]; changes: number } {
  const parts = diffWordsWithSpace(before, after).map(
    ({ value, added, removed }): DiffPart => ({ text: value, side: added ? 'added' : removed ? 'removed' : 'both' }),
  );
  const changes = parts.filter(
    ({ side }, index) => side !== 'both' && (parts[index - 1]?.side ?? 'both') === 'both',
  ).length;
  return { parts, changes };
}
