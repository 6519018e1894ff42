import sql from 'sql-template-tag';
import type { Queryable } from '@/lib/db/pool';
import type { Passage } from '../model/passage';
import type { TextField } from '../model/sections';

export type CommentRow = {
  id: number;
  text: string;
  authorId: string;
  author: string;
  at: Date;
  editedAt: Date | null;
} & (
  | { parentId: number }
  | {
      parentId: null;
      field: TextField;
      anchor: Omit<Passage, 'quote'>;
      quote: string;
      resolvedAt: Date | null;
      resolvedBy: string | null;
    }
);

/** So many comments one post-mortem takes. */
export const mostComments = 1000;

/** All comments of a post-mortem in the order in which they were written. */
export function readComments(db: Queryable, postmortemId: number): Promise<CommentRow[]> {
  return db.sql<CommentRow>(sql`
    SELECT c.id, c.parent_id AS "parentId", c.field, c.anchor, c.quote, c.text, c.author_id AS "authorId", u.name AS author,
      c.created_at AS at, c.edited_at AS "editedAt", c.resolved_at AS "resolvedAt", r.name AS "resolvedBy"
    FROM pm_comment c JOIN user_account u ON u.id = c.author_id LEFT JOIN user_account r ON r.id = c.resolved_by_id
    WHERE c.postmortem_id = ${postmortemId} ORDER BY c.id LIMIT ${mostComments}`);
}
