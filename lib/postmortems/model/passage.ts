import * as Y from 'yjs';
import { clean } from './document';

/** A place in a text as Yjs names it: by the sign that it is at, so that it moves with that sign. */
export type Place = Record<string, unknown>;

/**
 * A passage that somebody commented on. Yjs names of its first and last sign keep to them wherever they go; where an editor writes the same
 * words anew (a line is split, a version restored), the words and what stood around them find it again.
 */
export type Passage = { start: Place; end: Place; quote: string; before: string; after: string };

/** Positions in a section as its editor counts them. */
export type Range = { from: number; to: number };

/** Longer quotes are cut. */
export const mostQuoteCharacters = 1000;
/** So much of what stands around it is kept. */
export const contextCharacters = 16;
/** Where only one side of a passage is as it was, that one must say so much. */
const tellingCharacters = 8;

/** A text of a section: where it begins as the editor counts, and in the words of the whole section. */
type Piece = { text: Y.XmlText; from: number; at: number; length: number };
type Section = { pieces: Piece[]; words: string };

/** Nodes that hold nothing. */
const leaves = new Set(['hardBreak']);
/** What stands in the words for something that is none. */
const nothing = '\ufffc';

/** The words of a section, each block between line ends. */
function read(fragment: Y.XmlFragment): Section {
  const section: Section = { pieces: [], words: '\n' };
  let from = 0;
  const visit = (node: unknown): void => {
    if (node instanceof Y.XmlText) {
      const said = (node.toDelta() as { insert: unknown }[])
        .map(({ insert }) => (typeof insert === 'string' ? insert : nothing))
        .join('');
      section.pieces.push({ text: node, from, at: section.words.length, length: said.length });
      section.words += said;
      from += said.length;
    } else if (node instanceof Y.XmlElement && leaves.has(node.nodeName)) {
      section.words += '\n';
      from += 1;
    } else if (node instanceof Y.XmlElement) {
      from += 1;
      for (const child of node.toArray()) visit(child);
      from += 1;
      if (!section.words.endsWith('\n')) section.words += '\n';
    }
  };
  for (const node of fragment.toArray()) visit(node);
  return section;
}

/** The end of what stands before, the beginning of what stands after; neither goes beyond the line. */
const before = (words: string) => /\n?[^\n]*$/.exec(words.slice(-contextCharacters))?.[0] ?? '';
const after = (words: string) => /^[^\n]*\n?/.exec(words.slice(0, contextCharacters))?.[0] ?? '';

/** The passage between two positions; null when there is nothing to be read. */
export function passageOf(fragment: Y.XmlFragment, { from, to }: Range): Passage | null {
  const { pieces, words } = read(fragment);
  const covered = pieces.filter((piece) => from < piece.from + piece.length && to > piece.from);
  const [first, last] = [covered[0], covered.at(-1)];
  if (!first || !last) return null;
  const start = Math.max(0, from - first.from);
  const end = Math.min(last.length, to - last.from);
  const quote = clean(words.slice(first.at + start, last.at + end));
  if (quote.trim() === '') return null;
  return {
    start: placeAt(first.text, start, 0),
    end: placeAt(last.text, end, -1),
    quote: quote.length > mostQuoteCharacters ? `${clean(quote.slice(0, mostQuoteCharacters - 1))}…` : quote,
    before: clean(before(words.slice(0, first.at + start))),
    after: clean(after(words.slice(last.at + end))),
  };
}

function placeAt(text: Y.XmlText, index: number, side: 0 | -1): Place {
  return Y.relativePositionToJSON(Y.createRelativePositionFromTypeIndex(text, index, side)) as Place;
}

/** Where a passage is now; null when its text is gone. */
export function findPassage(fragment: Y.XmlFragment, passage: Passage): Range | null {
  const section = read(fragment);
  const start = findPlace(section, fragment.doc, passage.start);
  const end = findPlace(section, fragment.doc, passage.end);
  const [first, last] = [start ?? end, end ?? start];
  if (first && last) {
    // Where one of its ends went with its line, what is left of it is in the line of the other.
    const from = start ? start.index : 0;
    const to = end ? end.index : last.piece.length;
    const said = section.words.slice(first.piece.at + from, last.piece.at + to);
    if (said.trim() !== '') return { from: first.piece.from + from, to: last.piece.from + to };
  }
  return findWords(section, passage);
}

function findPlace({ pieces }: Section, doc: Y.Doc | null, place: Place): { piece: Piece; index: number } | null {
  if (!doc) return null;
  try {
    const found = Y.createAbsolutePositionFromRelativePosition(Y.createRelativePositionFromJSON(place), doc);
    const piece = found && pieces.find(({ text }) => text === found.type);
    return found && piece ? { piece, index: found.index } : null;
  } catch {
    // It came from a browser, and names no place at all.
    return null;
  }
}

/** The one place where the same words stand in the same surroundings. */
function findWords({ pieces, words }: Section, { quote, before: left, after: right }: Passage): Range | null {
  const found: number[] = [];
  const tells = (side: string) => side.trim().length >= tellingCharacters;
  for (let at = words.indexOf(quote); at >= 0; at = words.indexOf(quote, at + 1)) {
    const isLeft = words.slice(0, at).endsWith(left);
    const isRight = words.startsWith(right, at + quote.length);
    if ((isLeft && isRight) || (isLeft && tells(left)) || (isRight && tells(right))) found.push(at);
  }
  const [at] = found;
  if (at === undefined || found.length > 1) return null;
  return rangeOf(pieces, at, at + quote.length);
}

function rangeOf(pieces: Piece[], start: number, end: number): Range | null {
  const first = pieces.find((piece) => start < piece.at + piece.length);
  const last = pieces.findLast((piece) => end > piece.at);
  if (!first || !last) return null;
  const from = first.from + Math.max(0, start - first.at);
  const to = last.from + Math.min(last.length, end - last.at);
  return from < to ? { from, to } : null;
}
