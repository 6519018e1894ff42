import sql from 'sql-template-tag';
import type { Actor } from '@/lib/auth/actor';
import { ConflictError, ForbiddenError, NotFoundError, ValidationError } from '@/lib/core/errors';
import type { Tx } from '@/lib/db/transaction';
import { command } from '@/lib/server/command';
import { takesComments } from '../model/review';
import { mostComments } from '../queries/comments';
import {
  commentInput,
  editCommentInput,
  oneCommentInput,
  postmortemChannel,
  replyInput,
  settleCommentInput,
} from '../schema';
import { type LockedPostmortem, lockPostmortem } from './lock';

/** `changed`: something is different than before; a repeated call changes nothing. */
export type CommentReceipt = { number: number; id: number; changed: boolean };

const shared = {
  permission: 'postmortem:comment',
  // Not what it says: a comment that is deleted is gone from everywhere.
  audit: ({ number, id, changed }: CommentReceipt) =>
    changed ? { subject: `INC-${number}`, detail: { comment: id } } : null,
  announce: ({ number, changed }: CommentReceipt) => (changed ? [postmortemChannel(number)] : []),
} as const;

/**
 * Comments on a passage of the text, which stays as it is: an approval names its updates, and a comment is none. The same key again
 * answers as before. Throws ConflictError `postmortem_locked` once it is published or skipped.
 */
export const addComment = command({
  ...shared,
  name: 'postmortem.comment',
  input: commentInput,
  run: async ({ tx, actor, input, now }): Promise<CommentReceipt> => {
    const author = requirePerson(actor);
    const postmortem = await lockPostmortem(tx, actor, input.key);
    const known = await findRepeated(tx, postmortem, author, input);
    if (known) return known;
    await requireRoom(tx, postmortem);
    const { quote, ...anchor } = input.passage;
    const [made] = await tx.sql<{ id: number }>(sql`
      INSERT INTO pm_comment (postmortem_id, field, anchor, quote, text, author_id, idem_key, created_at)
      VALUES (${postmortem.id}, ${input.field}, ${JSON.stringify(anchor)}::jsonb, ${quote}, ${input.text}, ${author}::uuid,
        ${input.idem_key}::uuid, ${now})
      RETURNING id`);
    return noted(tx, postmortem, made?.id ?? 0);
  },
});

/** Answers a comment. A thread that was resolved is open again then, or nobody would see the answer. */
export const replyToComment = command({
  ...shared,
  name: 'postmortem.reply',
  input: replyInput,
  run: async ({ tx, actor, input, now }): Promise<CommentReceipt> => {
    const author = requirePerson(actor);
    const postmortem = await lockPostmortem(tx, actor, input.key);
    const known = await findRepeated(tx, postmortem, author, input);
    if (known) return known;
    await requireRoom(tx, postmortem);
    const [thread] = await tx.sql(sql`
      UPDATE pm_comment SET resolved_at = NULL, resolved_by_id = NULL
      WHERE id = ${input.comment} AND postmortem_id = ${postmortem.id} AND parent_id IS NULL RETURNING id`);
    if (!thread) throw new NotFoundError('This comment');
    const [made] = await tx.sql<{ id: number }>(sql`
      INSERT INTO pm_comment (postmortem_id, parent_id, text, author_id, idem_key, created_at)
      VALUES (${postmortem.id}, ${input.comment}, ${input.text}, ${author}::uuid, ${input.idem_key}::uuid, ${now}) RETURNING id`);
    return noted(tx, postmortem, made?.id ?? 0);
  },
});

/** Changes one's own comment, until somebody answers it. */
export const editComment = command({
  ...shared,
  name: 'postmortem.edit_comment',
  input: editCommentInput,
  run: async ({ tx, actor, input, now }): Promise<CommentReceipt> => {
    const postmortem = await lockOpen(tx, actor, input.key);
    const present = await ownUnanswered(tx, postmortem, actor, input.comment);
    if (present.text === input.text) return { number: postmortem.number, id: input.comment, changed: false };
    await tx.sql(sql`UPDATE pm_comment SET text = ${input.text}, edited_at = ${now} WHERE id = ${input.comment}`);
    return noted(tx, postmortem, input.comment);
  },
});

/** Takes one's own comment away, until somebody answers it. */
export const deleteComment = command({
  ...shared,
  name: 'postmortem.delete_comment',
  input: oneCommentInput,
  run: async ({ tx, actor, input }): Promise<CommentReceipt> => {
    const postmortem = await lockOpen(tx, actor, input.key);
    await ownUnanswered(tx, postmortem, actor, input.comment);
    await tx.sql(sql`DELETE FROM pm_comment WHERE id = ${input.comment}`);
    return noted(tx, postmortem, input.comment);
  },
});

/** Says that a thread needs nothing more, or takes that back. */
export const settleComment = command({
  ...shared,
  name: 'postmortem.settle_comment',
  input: settleCommentInput,
  run: async ({ tx, actor, input, now }): Promise<CommentReceipt> => {
    const by = requirePerson(actor);
    const postmortem = await lockOpen(tx, actor, input.key);
    const [thread] = await tx.sql<{ isResolved: boolean }>(sql`
      SELECT resolved_at IS NOT NULL AS "isResolved" FROM pm_comment
      WHERE id = ${input.comment} AND postmortem_id = ${postmortem.id} AND parent_id IS NULL`);
    if (!thread) throw new NotFoundError('This comment');
    if (thread.isResolved === input.resolved) return { number: postmortem.number, id: input.comment, changed: false };
    const settled = input.resolved
      ? sql`resolved_at = ${now}, resolved_by_id = ${by}::uuid`
      : sql`resolved_at = NULL, resolved_by_id = NULL`;
    await tx.sql(sql`UPDATE pm_comment SET ${settled} WHERE id = ${input.comment}`);
    return noted(tx, postmortem, input.comment);
  },
  audit: ({ number, id, changed }, { input }) =>
    changed ? { subject: `INC-${number}`, detail: { comment: id, resolved: input.resolved } } : null,
});

function requirePerson(actor: Actor): string {
  if (actor.kind === 'user') return actor.id;
  throw new ForbiddenError('A comment is written by a person. Sign in to write one.');
}

/** The lock of the post-mortem is that of its comments too: an answer and a deletion never pass each other. */
async function lockOpen(tx: Tx, actor: Actor, key: string): Promise<LockedPostmortem> {
  const postmortem = await lockPostmortem(tx, actor, key);
  requireOpen(postmortem);
  return postmortem;
}

function requireOpen({ state }: LockedPostmortem): void {
  if (takesComments(state)) return;
  throw new ConflictError('postmortem_locked', `This post-mortem is ${state}. Revise it to comment on it again.`);
}

async function requireRoom(tx: Tx, postmortem: LockedPostmortem): Promise<void> {
  requireOpen(postmortem);
  const [row] = await tx.sql<{ count: number }>(
    sql`SELECT count(*)::int AS count FROM pm_comment WHERE postmortem_id = ${postmortem.id}`,
  );
  if ((row?.count ?? 0) < mostComments) return;
  const message = `This post-mortem has ${mostComments} comments already. Delete some of yours, or write it into the text.`;
  throw new ValidationError([{ path: '/text', message }]);
}

/** The comment that came under this key before; throws ConflictError when it was another one. */
async function findRepeated(
  tx: Tx,
  { id, number }: LockedPostmortem,
  author: string,
  input: { idem_key: string; text: string },
): Promise<CommentReceipt | null> {
  const [known] = await tx.sql<{ id: number; text: string; authorId: string }>(sql`
    SELECT id, text, author_id AS "authorId" FROM pm_comment WHERE postmortem_id = ${id} AND idem_key = ${input.idem_key}::uuid`);
  if (!known) return null;
  if (known.authorId === author && known.text === input.text) return { number, id: known.id, changed: false };
  throw new ConflictError('idempotency_mismatch', 'Another comment came under this key.', '/idem_key');
}

/** One's own comment that nobody answered; throws otherwise. */
async function ownUnanswered(
  tx: Tx,
  postmortem: LockedPostmortem,
  actor: Actor,
  id: number,
): Promise<{ text: string }> {
  const [found] = await tx.sql<{ text: string; authorId: string; isAnswered: boolean }>(sql`
    SELECT c.text, c.author_id AS "authorId", EXISTS (
      SELECT 1 FROM pm_comment r WHERE r.parent_id = coalesce(c.parent_id, c.id) AND r.id > c.id) AS "isAnswered"
    FROM pm_comment c WHERE c.id = ${id} AND c.postmortem_id = ${postmortem.id}`);
  if (!found) throw new NotFoundError('This comment');
  if (found.authorId !== requirePerson(actor))
    throw new ForbiddenError('A comment is changed and deleted by who wrote it. Reply to it instead.');
  if (!found.isAnswered) return { text: found.text };
  const message = 'Somebody answered this comment, so it stays as it is. Add a reply instead.';
  throw new ValidationError([{ path: '/comment', message }], 'illegal_transition');
}

/** Raises what listeners know comments by. */
async function noted(tx: Tx, { id, number }: LockedPostmortem, comment: number): Promise<CommentReceipt> {
  await tx.sql(sql`UPDATE postmortem SET comment_seq = comment_seq + 1 WHERE id = ${id}`);
  return { number, id: comment, changed: true };
}
