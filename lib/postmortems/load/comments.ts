import type * as Y from 'yjs';
import { fragmentOf } from '../model/document';
import { findPassage, type Passage } from '../model/passage';
import { type RoleName, withRoles } from '../model/roles';
import type { TextField } from '../model/sections';
import type { CommentRow } from '../queries/comments';

export type ShownComment = {
  id: number;
  authorId: string;
  author: string;
  at: string;
  editedAt: string | null;
  text: string;
  /** One's own, and nobody answered it. */
  mayChange: boolean;
};

/** What was said of one passage, first comment first. */
export type CommentThread = {
  id: number;
  field: TextField;
  passage: Passage;
  /** The passage as people read it: with roles in place of names where they chose so. */
  quote: string;
  /** The text of the passage was removed. */
  isGone: boolean;
  resolved: { by: string; at: string } | null;
  comments: ShownComment[];
};

type Rows = { rows: CommentRow[]; doc: Y.Doc; viewerId: string; roles: RoleName[]; mayComment: boolean };

/** Comments as one person sees them, thread by thread. */
export function threadsOf({ rows, doc, viewerId, roles, mayComment }: Rows): CommentThread[] {
  const shown = (row: CommentRow): ShownComment => ({
    id: row.id,
    authorId: row.authorId,
    author: withRoles(row.author, roles),
    at: row.at.toISOString(),
    editedAt: row.editedAt?.toISOString() ?? null,
    text: withRoles(row.text, roles),
    mayChange: mayComment && row.authorId === viewerId,
  });
  return rows.flatMap((row): CommentThread[] => {
    if (row.parentId !== null) return [];
    const passage = { ...row.anchor, quote: row.quote };
    const all = [row, ...rows.filter(({ parentId }) => parentId === row.id)].map(shown);
    return [
      {
        id: row.id,
        field: row.field,
        passage,
        quote: withRoles(row.quote, roles),
        isGone: findPassage(fragmentOf(doc, row.field), passage) === null,
        resolved: row.resolvedAt && row.resolvedBy ? { by: row.resolvedBy, at: row.resolvedAt.toISOString() } : null,
        comments: all.map((each, place) => ({ ...each, mayChange: each.mayChange && place === all.length - 1 })),
      },
    ];
  });
}
