import * as Y from 'yjs';
import { blocksOf, fragmentOf, textOf } from './document';
import type { Draft } from './draft';
import { summaryFields, type TextField } from './sections';

const listFields = ['root_cause', 'well', 'poorly'] as const;

const linesOf = (doc: Y.Doc, field: TextField) => blocksOf(doc, field).map((block) => textOf([block]).trim());
/** What a line is about, whatever its figures are: "Resolved 40 minutes after …" and "Resolved 1 hour after …" are one. */
const subjectOf = (line: string) => line.split(/[\d:(]/)[0]?.trim() || line;

/**
 * Adds to a text what its draft would say by now: lines about what neither the draft that it began with nor the text speaks of, so that what
 * somebody took out stays out. Nothing is removed or changed, or what others write into it at that moment would be lost. Answers the update
 * that does it; null when there is nothing to add.
 */
export function extendText(doc: Y.Doc, seed: Y.Doc, draft: Draft): Uint8Array | null {
  const before = Y.encodeStateVector(doc);
  let added = 0;
  doc.transact(() => {
    for (const field of summaryFields) {
      const [line] = draft[field] ?? [];
      if (!line || linesOf(doc, field).length > 0 || linesOf(seed, field).length > 0) continue;
      write(paragraphIn(fragmentOf(doc, field)), line);
      added += 1;
    }
    for (const field of listFields) {
      const known = new Set([...linesOf(seed, field), ...linesOf(doc, field)].map(subjectOf));
      const fresh = (draft[field] ?? []).filter((line) => !known.has(subjectOf(line)));
      for (const line of fresh) write(itemIn(listIn(fragmentOf(doc, field))), line);
      added += fresh.length;
    }
  });
  return added === 0 ? null : Y.encodeStateAsUpdate(doc, before);
}

function write(paragraph: Y.XmlElement, line: string): void {
  const [text] = paragraph.toArray();
  if (text instanceof Y.XmlText) text.insert(0, line);
  else paragraph.insert(0, [new Y.XmlText(line)]);
}

const elements = (parent: Y.XmlElement | Y.XmlFragment) =>
  parent.toArray().filter((node): node is Y.XmlElement => node instanceof Y.XmlElement);
const isEmpty = (paragraph: Y.XmlElement) =>
  paragraph.nodeName === 'paragraph' &&
  paragraph.toArray().every((node) => node instanceof Y.XmlText && node.length === 0);

function made(parent: Y.XmlElement | Y.XmlFragment, name: string): Y.XmlElement {
  const element = new Y.XmlElement(name);
  parent.insert(parent.length, [element]);
  return element;
}

const paragraphIn = (fragment: Y.XmlFragment) => elements(fragment).find(isEmpty) ?? made(fragment, 'paragraph');
const listIn = (fragment: Y.XmlFragment) =>
  elements(fragment).findLast(({ nodeName }) => nodeName === 'bulletList') ?? made(fragment, 'bulletList');

/** The empty line that the list ends with, else a new one. */
function itemIn(list: Y.XmlElement): Y.XmlElement {
  const last = elements(list).at(-1);
  const [line, ...rest] = last ? elements(last) : [];
  return line && rest.length === 0 && isEmpty(line) ? line : made(made(list, 'listItem'), 'paragraph');
}
