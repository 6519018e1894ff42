import { getSchema } from '@tiptap/core';
import { StarterKit } from '@tiptap/starter-kit';
import { initProseMirrorDoc, updateYFragment } from '@tiptap/y-tiptap';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { documentOf, fragmentOf, replaceText } from './document';
import { findPassage, mostQuoteCharacters, type Passage, passageOf } from './passage';

const schema = getSchema([StarterKit.configure({ undoRedo: false, heading: false, link: false })]);
const field = 'root_cause' as const;

/** A section of these lines, as an editor writes it. */
function sectionOf(html: Parameters<typeof schema.nodeFromJSON>[0]['content']) {
  const doc = new Y.Doc();
  const fragment = fragmentOf(doc, field);
  doc.transact(() =>
    updateYFragment(doc, fragment, schema.nodeFromJSON({ type: 'doc', content: html }), {
      mapping: new Map(),
      isOMark: new Map(),
    }),
  );
  return { doc, fragment };
}

const paragraph = (...texts: string[]) => ({
  type: 'paragraph',
  content: texts.flatMap((text, index) => [
    ...(index > 0 ? [{ type: 'hardBreak' }] : []),
    ...(text === '' ? [] : [{ type: 'text', text }]),
  ]),
});
const list = (...texts: string[]) => ({
  type: 'bulletList',
  content: texts.map((text) => ({ type: 'listItem', content: [paragraph(text)] })),
});

/** What the editor shows between the positions: those must be the editor's own. */
function shown(fragment: Y.XmlFragment, range: { from: number; to: number } | null): string | null {
  const { doc } = initProseMirrorDoc(fragment, schema);
  return range && doc.textBetween(range.from, range.to, '|', '/');
}

/** The positions of some words, by the editor. */
function rangeIn(fragment: Y.XmlFragment, words: string) {
  const { doc } = initProseMirrorDoc(fragment, schema);
  const found: { from: number; to: number }[] = [];
  doc.descendants((node, position) => {
    const at = node.isText ? (node.text?.indexOf(words) ?? -1) : -1;
    if (at >= 0) found.push({ from: position + at, to: position + at + words.length });
  });
  const [first] = found;
  if (!first) throw new Error(`no "${words}"`);
  return first;
}

function passageAt(fragment: Y.XmlFragment, words: string): Passage {
  const passage = passageOf(fragment, rangeIn(fragment, words));
  if (!passage) throw new Error('nothing to comment on');
  // As it comes back from the database.
  return JSON.parse(JSON.stringify(passage));
}

/** Does to a section what an editor with this content does. */
function become(doc: Y.Doc, content: object[]) {
  const fragment = fragmentOf(doc, field);
  const { meta } = initProseMirrorDoc(fragment, schema);
  doc.transact(() => updateYFragment(doc, fragment, schema.nodeFromJSON({ type: 'doc', content }), meta));
}

const found = (doc: Y.Doc, passage: Passage) =>
  shown(fragmentOf(doc, field), findPassage(fragmentOf(doc, field), passage));

test.each([
  ['in a paragraph', [paragraph('one two three')], 'two'],
  ['at the beginning', [paragraph('one two three')], 'one'],
  ['to the end', [paragraph('one two three')], 'three'],
  ['in a later block', [paragraph('one'), paragraph('two'), paragraph('three four')], 'four'],
  ['in a list', [list('one', 'two three', 'four')], 'two three'],
  ['after a line break', [paragraph('one', 'two three')], 'three'],
  ['with marks around', [paragraph('a'), list('b', 'c d e')], 'd'],
  ['of signs of two units', [paragraph('one 🚢🚢 three')], '🚢🚢 th'],
])('a passage %s is found where the editor has it', (_where, content, words) => {
  const { doc, fragment } = sectionOf(content);
  const passage = passageAt(fragment, words);
  expect(passage.quote).toBe(words);
  expect(found(doc, passage)).toBe(words);
});

test('a passage over several blocks is one', () => {
  const { doc, fragment } = sectionOf([paragraph('one two'), list('three', 'four five')]);
  const range = { from: rangeIn(fragment, 'two').from, to: rangeIn(fragment, 'four').to };
  const passage = passageOf(fragment, range);
  expect(passage?.quote).toBe('two\nthree\nfour');
  expect(passage && found(doc, passage)).toBe('two|three|four');
});

test('it moves with its text, and takes in what is written within it and not what is written beside it', () => {
  const { doc, fragment } = sectionOf([paragraph('The pool was exhausted after a deploy')]);
  const passage = passageAt(fragment, 'pool was exhausted');
  // Somebody else, who never saw the comment.
  const other = documentOf(Y.encodeStateAsUpdate(doc));
  const text = (fragmentOf(other, field).get(0) as Y.XmlElement).get(0) as Y.XmlText;
  text.insert(0, 'At 14:25 ');
  text.insert(text.toString().indexOf('pool'), 'shared ');
  text.insert(text.toString().indexOf('was'), 'of connections ');
  text.insert(text.toString().indexOf(' after'), ' at once');
  fragmentOf(other, field).insert(0, [new Y.XmlElement('paragraph')]);
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(other));
  expect(found(doc, passage)).toBe('pool of connections was exhausted');
});

test('two writers who never met agree where it is, whatever order their changes come in', () => {
  const { doc } = sectionOf([paragraph('alpha beta gamma delta')]);
  const passage = passageAt(fragmentOf(doc, field), 'beta gamma');
  const base = Y.encodeStateAsUpdate(doc);
  const line = (each: Y.Doc) => (fragmentOf(each, field).get(0) as Y.XmlElement).get(0) as Y.XmlText;
  const [one, two] = [documentOf(base), documentOf(base)];
  line(one).insert(6, 'AAA ');
  line(one).delete(line(one).length - 5, 5);
  line(two).insert(11, 'BBB ');
  line(two).delete(0, 2);
  const updates = [one, two].map((each) => Y.encodeStateAsUpdate(each));
  const seen = [updates, [...updates].reverse()].map((order) => found(documentOf(base, ...order), passage));
  expect(new Set(seen).size).toBe(1);
  expect(seen[0]).toContain('BBB');
});

test('it shrinks with its text, and is gone with the last of it', () => {
  const { doc, fragment } = sectionOf([paragraph('one two three four')]);
  const passage = passageAt(fragment, 'two three');
  become(doc, [paragraph('one three four')]);
  expect(found(doc, passage)).toBe('three');
  become(doc, [paragraph('one four')]);
  expect(found(doc, passage)).toBeNull();
});

test('it is gone with its block, and does not go over to the same word elsewhere', () => {
  const { doc, fragment } = sectionOf([paragraph('The deploy failed at noon'), paragraph('Nobody saw the deploy')]);
  const passage = passageAt(fragment, 'deploy');
  become(doc, [paragraph('Nobody saw the deploy')]);
  expect(found(doc, passage)).toBeNull();
});

test.each<[string, object[]]>([
  [
    'its line is split before it',
    [paragraph('The load test ran 10 minutes, '), paragraph('the leak appears after 15')],
  ],
  ['its line becomes an item', [list('The load test ran 10 minutes, the leak appears after 15')]],
  [
    'its line becomes a quotation',
    [{ type: 'blockquote', content: [paragraph('The load test ran 10 minutes, the leak appears after 15')] }],
  ],
])('it is found again when %s', (_how, content) => {
  const { doc, fragment } = sectionOf([paragraph('The load test ran 10 minutes, the leak appears after 15')]);
  const passage = passageAt(fragment, 'the leak');
  become(doc, content);
  expect(found(doc, passage)).toBe('the leak');
});

test('it is found again in a version that was restored', () => {
  const { doc, fragment } = sectionOf([list('one two three', 'four')]);
  const passage = passageAt(fragment, 'two');
  const version = documentOf(Y.encodeStateAsUpdate(doc));
  become(doc, [paragraph('something else')]);
  expect(found(doc, passage)).toBeNull();
  replaceText(doc, version);
  expect(found(doc, passage)).toBe('two');
});

test('of nothing, and of what only looks like a place, there is no passage', () => {
  const { doc, fragment } = sectionOf([paragraph('one   two'), paragraph('')]);
  expect(passageOf(fragment, { from: 4, to: 6 })).toBeNull();
  expect(passageOf(fragment, { from: 11, to: 13 })).toBeNull();
  const passage = passageAt(fragment, 'two');
  for (const place of [
    {},
    { item: { client: 'x', clock: -1 } },
    { type: { client: 4_000_000_000, clock: 7 } },
    { tname: 'well' },
  ])
    expect(found(doc, { ...passage, start: place, end: place, quote: 'nowhere' })).toBeNull();
});

test('a very long passage is quoted in part, and found all the same', () => {
  const { doc, fragment } = sectionOf([paragraph('x'.repeat(3_000))]);
  const passage = passageOf(fragment, { from: 1, to: 2_901 });
  expect(passage?.quote).toHaveLength(mostQuoteCharacters);
  expect(passage && found(doc, passage)).toHaveLength(2_900);
});
