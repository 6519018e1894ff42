import type * as Y from 'yjs';
import { addedSections, type Block, blocksOf } from './document';
import type { ActionLine, PostmortemParts } from './markdown';
import { type TextField, textFields } from './sections';

/** What a text says, section by section. */
export function partsOf(doc: Y.Doc): Pick<PostmortemParts, 'blocks' | 'added'> {
  const blocks = Object.fromEntries(textFields.map((field) => [field, blocksOf(doc, field)])) as Record<
    TextField,
    Block[]
  >;
  return { blocks, added: addedSections(doc) };
}

type Item = { text: string; owner: string | null; owner_name: string | null; due_on: string | null; status: string };

/** Action items as lines of an export: a free name as it is, an account as @name. */
export function actionLines(items: Item[]): ActionLine[] {
  return items.map(({ text, owner, owner_name: name, due_on: due, status }) => {
    const shown = name ?? owner;
    return { text, status, due, owner: shown === null || shown.startsWith('@') ? shown : `@${shown}` };
  });
}
