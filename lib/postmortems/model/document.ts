import * as Y from 'yjs';
import type { Draft } from './draft';
import { fixedFields, type OptionalField, optionalFields, summaryFields, type TextField, textFields } from './sections';

/**
 * The text of a post-mortem: one Yjs document with a fragment for each section, so that titles and order cannot be lost and two
 * people in different sections never touch the same nodes. Nodes are tiptap's.
 */

export type Span = { text: string; bold: boolean; italic: boolean; code: boolean; href: string | null };
export type Block =
  | { kind: 'paragraph' | 'quote'; spans: Span[] }
  | { kind: 'item'; spans: Span[]; depth: number; ordinal: number | null }
  | { kind: 'code'; text: string };

/** Everybody's seed is made by this client, so that one that came twice is still one (incidents.md §14.2). */
export const seedClient = 1;
const shownSections = 'sections';

/** A document that is not yet anybody's; `clientID` is given by Yjs. */
export function documentOf(...updates: Uint8Array[]): Y.Doc {
  const doc = new Y.Doc();
  doc.transact(() => {
    for (const update of updates) Y.applyUpdate(doc, update);
  });
  return doc;
}

/** The fragment of a section. */
export function fragmentOf(doc: Y.Doc, field: TextField): Y.XmlFragment {
  return doc.getXmlFragment(field);
}

/** With a text of its own even where it is empty: two who begin it at once then write into one, and their carets stay where they are. */
function paragraph(text: string): Y.XmlElement {
  const element = new Y.XmlElement('paragraph');
  element.insert(0, [new Y.XmlText(text)]);
  return element;
}

function list(lines: string[]): Y.XmlElement {
  const element = new Y.XmlElement('bulletList');
  const items = lines.map((line) => {
    const item = new Y.XmlElement('listItem');
    item.insert(0, [paragraph(line)]);
    return item;
  });
  element.insert(0, items);
  return element;
}

/**
 * The first update of a document, made once, on the server. An empty section gets an empty line: two who begin it at the same
 * moment then write into one line and not into two.
 */
export function seedOf(draft: Draft): Uint8Array {
  const doc = new Y.Doc();
  doc.clientID = seedClient;
  doc.transact(() => {
    for (const field of summaryFields) fragmentOf(doc, field).insert(0, [paragraph((draft[field] ?? []).join(' '))]);
    for (const field of [...fixedFields, ...optionalFields]) {
      const lines = draft[field] ?? [];
      fragmentOf(doc, field).insert(0, [list(lines.length > 0 ? lines : [''])]);
    }
  });
  return Y.encodeStateAsUpdate(doc);
}

/** Sections that somebody added to the handbook's. */
export function addedSections(doc: Y.Doc): OptionalField[] {
  const shown = doc.getMap(shownSections);
  return optionalFields.filter((field) => shown.get(field) === true);
}

/** Shows or hides an added section; its text stays. */
export function showSection(doc: Y.Doc, field: OptionalField, isShown: boolean): void {
  doc.getMap(shownSections).set(field, isShown);
}

/** Puts the text of another document in place of a document's; answers the update that does it. */
export function replaceText(doc: Y.Doc, other: Y.Doc): Uint8Array {
  const before = Y.encodeStateVector(doc);
  doc.transact(() => {
    for (const field of textFields) {
      const [fragment, source] = [fragmentOf(doc, field), fragmentOf(other, field)];
      fragment.delete(0, fragment.length);
      fragment.insert(
        0,
        source
          .toArray()
          .flatMap((node) => (node instanceof Y.XmlElement || node instanceof Y.XmlText ? [node.clone()] : [])),
      );
    }
    for (const field of optionalFields) {
      const isShown = other.getMap(shownSections).get(field) === true;
      if ((doc.getMap(shownSections).get(field) === true) !== isShown) showSection(doc, field, isShown);
    }
  });
  return Y.encodeStateAsUpdate(doc, before);
}

// What PostgreSQL cannot hold, and what nobody sees.
const unstorable = /(?![\t\n])\p{Cc}|\p{Cs}/gu;
/** Text as it can be stored and sent. */
export const clean = (text: string) => text.toWellFormed().replace(unstorable, '');

const href = (link: unknown): string | null => {
  const given = typeof link === 'object' && link !== null && 'href' in link ? String(link.href) : '';
  return /^(https?:|mailto:)/i.test(given) ? given : null;
};

function spansOf(text: Y.XmlText): Span[] {
  const pieces = text.toDelta() as { insert: unknown; attributes?: Record<string, unknown> }[];
  return pieces.flatMap(({ insert, attributes = {} }) => {
    const shown = typeof insert === 'string' ? clean(insert) : '';
    // A mark that may overlap itself is named with a hash after it.
    const marks = new Map(Object.entries(attributes).map(([name, value]) => [name.split('--')[0], value]));
    return shown === ''
      ? []
      : [
          {
            text: shown,
            bold: marks.has('bold'),
            italic: marks.has('italic'),
            code: marks.has('code'),
            href: href(marks.get('link')),
          },
        ];
  });
}

const lineBreak: Span = { text: '\n', bold: false, italic: false, code: false, href: null };

/** Text within a node, whatever lies between. */
function inline(node: Y.XmlElement | Y.XmlFragment): Span[] {
  return node.toArray().flatMap((child) => {
    if (child instanceof Y.XmlText) return spansOf(child);
    if (child instanceof Y.XmlElement) return child.nodeName === 'hardBreak' ? [lineBreak] : inline(child);
    return [];
  });
}

function items(node: Y.XmlElement, depth: number): Block[] {
  const isOrdered = node.nodeName === 'orderedList';
  return node.toArray().flatMap((item, index): Block[] => {
    if (!(item instanceof Y.XmlElement)) return [];
    return item.toArray().flatMap((child): Block[] => {
      if (!(child instanceof Y.XmlElement)) return [];
      if (child.nodeName.endsWith('List')) return items(child, depth + 1);
      return [{ kind: 'item', spans: inline(child), depth, ordinal: isOrdered ? index + 1 : null }];
    });
  });
}

function block(node: unknown): Block[] {
  if (node instanceof Y.XmlText) return [{ kind: 'paragraph', spans: spansOf(node) }];
  if (!(node instanceof Y.XmlElement)) return [];
  if (node.nodeName.endsWith('List')) return items(node, 0);
  if (node.nodeName === 'codeBlock')
    return [
      {
        kind: 'code',
        text: inline(node)
          .map(({ text }) => text)
          .join(''),
      },
    ];
  if (node.nodeName !== 'blockquote') return [{ kind: 'paragraph', spans: inline(node) }];
  return node
    .toArray()
    .flatMap((child): Block[] => (child instanceof Y.XmlElement ? [{ kind: 'quote', spans: inline(child) }] : []));
}

const isEmpty = (each: Block) => (each.kind === 'code' ? each.text : textOf([each])).trim() === '';

/** What a section says, without its empty lines. */
export function blocksOf(doc: Y.Doc, field: TextField): Block[] {
  return fragmentOf(doc, field)
    .toArray()
    .flatMap(block)
    .filter((each) => !isEmpty(each));
}

/** Blocks as plain text, a line each. */
export function textOf(blocks: Block[]): string {
  return blocks
    .map((each) => (each.kind === 'code' ? each.text : each.spans.map(({ text }) => text).join('')))
    .join('\n');
}

/** All that a document says, for search. */
export function plainText(doc: Y.Doc): string {
  const fields = textFields.filter(
    (field) => !optionalFields.includes(field as OptionalField) || addedSections(doc).includes(field as OptionalField),
  );
  return fields
    .map((field) => textOf(blocksOf(doc, field)))
    .filter((text) => text !== '')
    .join('\n');
}
