import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { blocksOf, documentOf, fragmentOf, seedOf, textOf } from './document';
import type { Draft } from './draft';
import { extendText } from './extend';
import type { TextField } from './sections';

const begun: Draft = {
  well: ['Incident detected in 2 minutes'],
  poorly: ['Commander seated: not reached within 5 minutes'],
};
const ended: Draft = {
  ...begun,
  impact: ['Nobody could log in'],
  well: ['Incident detected in 3 minutes', 'Resolved 30 minutes after detection (met, target: 1 hour)'],
};
const lines = (doc: Y.Doc, field: TextField) => textOf(blocksOf(doc, field)).split('\n');

test('what the draft could not know when it began is added once; other figures of what it says are not', () => {
  const seed = seedOf(begun);
  const doc = documentOf(seed);
  const update = extendText(doc, documentOf(seed), ended);
  const stored = documentOf(seed, update ?? new Uint8Array());
  expect(lines(stored, 'well')).toEqual([
    'Incident detected in 2 minutes',
    'Resolved 30 minutes after detection (met, target: 1 hour)',
  ]);
  expect(lines(stored, 'impact')).toEqual(['Nobody could log in']);
  expect(extendText(doc, documentOf(seed), ended)).toBeNull();
});

test('what somebody took out stays out, and what is typed into an empty line at that moment is kept', () => {
  const seed = seedOf({ well: begun.well ?? [] });
  const doc = documentOf(seed);
  fragmentOf(doc, 'well').delete(0, 1);
  const other = documentOf(Y.encodeStateAsUpdate(doc));
  const [list] = fragmentOf(other, 'poorly').toArray() as Y.XmlElement[];
  const [item] = (list?.toArray() ?? []) as Y.XmlElement[];
  const [paragraph] = (item?.toArray() ?? []) as Y.XmlElement[];
  const [line] = (paragraph?.toArray() ?? []) as Y.XmlText[];
  line?.insert(0, 'typed meanwhile');
  const update = extendText(doc, documentOf(seed), ended) ?? new Uint8Array();
  Y.applyUpdate(other, update);
  expect(lines(other, 'well')).toEqual(['Resolved 30 minutes after detection (met, target: 1 hour)']);
  expect(textOf(blocksOf(other, 'poorly'))).toContain('typed meanwhile');
  expect(textOf(blocksOf(other, 'poorly'))).toContain('Commander seated: not reached within 5 minutes');
});
