import sql from 'sql-template-tag';
import type * as Y from 'yjs';
import { readActionItems } from '@/lib/actions/queries';
import type { ActionAnswer } from '@/lib/actions/schema';
import type { Actor } from '@/lib/auth/actor';
import { env } from '@/lib/config/env';
import { NotFoundError } from '@/lib/core/errors';
import { now } from '@/lib/core/time';
import { type Queryable, readSnapshot } from '@/lib/db/pool';
import { visibleTo } from '@/lib/incidents/queries/visible';
import type { IncidentStatus, Severity } from '@/lib/incidents/schema';
import { documentOf, seedOf } from './model/document';
import { draftOf } from './model/draft';
import { beginningOf, type PostmortemFacts, spanMs } from './model/facts';
import { blocksMarkdown, type PostmortemParts, summaryLines } from './model/markdown';
import { actionLines, partsOf } from './model/parts';
import { isDraftable, isSettled, type PostmortemState } from './model/review';
import { fieldInfo } from './model/sections';
import type { LogRow } from './model/timeline';
import { readDocument } from './queries/document';
import { dueColumn } from './queries/due';
import { readFacts } from './queries/facts';
import type { PostmortemAnswer } from './schema';

/** What the row of a post-mortem says; its state is `none` while nobody began it. */
export type PostmortemHead = {
  id: number | null;
  incidentId: number;
  number: number;
  status: IncidentStatus;
  severity: Severity;
  isPrivate: boolean;
  detectedAt: Date;
  state: PostmortemState | 'none';
  ownerId: string | null;
  owner: string | null;
  lastSeq: number;
  commentSeq: number;
  rows: number[] | null;
  confirmedBy: string | null;
  confirmedAt: Date | null;
  skippedReason: string | null;
  submittedAt: Date | null;
  approvedAt: Date | null;
  publishedAt: Date | null;
  createdAt: Date | null;
  facts: PostmortemFacts | null;
  logSeq: number | null;
  /** Its severity asks for one. */
  isRequired: boolean;
  dueAt: Date | null;
};

const headColumns = sql`
  p.id, i.id AS "incidentId", i.number, i.status, i.severity, i.visibility = 'private' AS "isPrivate", i.detected_at AS "detectedAt",
  coalesce(p.state::text, 'none') AS state, p.owner_id AS "ownerId", o.name AS owner, coalesce(p.last_seq, 0) AS "lastSeq",
  coalesce(p.comment_seq, 0) AS "commentSeq",
  CASE WHEN p.is_chosen THEN p.timeline_rows END AS rows, c.name AS "confirmedBy", p.confirmed_at AS "confirmedAt",
  p.skipped_reason AS "skippedReason", p.submitted_at AS "submittedAt", p.approved_at AS "approvedAt", p.published_at AS "publishedAt",
  p.created_at AS "createdAt", p.facts, p.log_seq AS "logSeq", y.postmortem_required AS "isRequired",
  ${dueColumn} AS "dueAt"`;

const headTables = sql`
  incident i JOIN severity_policy y ON y.severity = i.severity LEFT JOIN postmortem p ON p.incident_id = i.id
    LEFT JOIN user_account o ON o.id = p.owner_id LEFT JOIN user_account c ON c.id = p.confirmed_by_id`;

/** The post-mortem of one incident by its row id, to somebody who may see it. Throws NotFoundError. */
export async function readHead(db: Queryable, actor: Actor, incidentId: number): Promise<PostmortemHead> {
  const [row] = await db.sql<PostmortemHead>(sql`
    SELECT ${headColumns} FROM ${headTables} WHERE i.id = ${incidentId} AND ${visibleTo(actor)}`);
  if (!row) throw new NotFoundError('This incident');
  return row;
}

/** A post-mortem with all that it shows; `seq`: the last update in `doc`. */
export type Postmortem = {
  head: PostmortemHead;
  facts: PostmortemFacts;
  log: LogRow[];
  doc: Y.Doc;
  seq: number;
  items: ActionAnswer[];
  parts: PostmortemParts;
};

/**
 * A post-mortem as it is now; one that nobody began is drafted from the log on the spot. What was approved is shown with the facts that
 * were approved. Throws NotFoundError when there is none: before mitigation there is nothing to look back on.
 */
export async function readPostmortem(db: Queryable, actor: Actor, incidentId: number): Promise<Postmortem> {
  const head = await readHead(db, actor, incidentId);
  if (head.id === null && !isDraftable(head.status))
    throw new NotFoundError(`The post-mortem of INC-${head.number}, which begins once it is mitigated,`);
  const [{ facts: live, log }, text, items] = await Promise.all([
    readFacts(db, incidentId, head.rows),
    head.id === null ? null : readDocument(db, head.id),
    readActionItems(db, incidentId),
  ]);
  const facts = head.facts ?? live;
  const doc = text?.doc ?? documentOf(seedOf(draftOf(live)));
  const parts = { ...partsOf(doc), facts, actions: actionLines(items) };
  return { head, facts, log, doc, seq: text?.seq ?? 0, items, parts };
}

/** The same in a snapshot of its own, by the id that `find` answers. */
export function readPostmortemOf(actor: Actor, find: (db: Queryable) => Promise<number>): Promise<Postmortem> {
  return readSnapshot(async (db) => readPostmortem(db, actor, await find(db)));
}

/** The page of a post-mortem. */
export function postmortemUrl(number: number): string {
  return `${env().PUBLIC_URL}/incidents/INC-${number}/postmortem`;
}

/** Its time is over without it being settled. */
export function isLate({ dueAt, state }: Pick<PostmortemHead, 'dueAt' | 'state'>): boolean {
  return dueAt !== null && (state === 'none' || !isSettled(state)) && dueAt < now();
}

/** A post-mortem as the API answers it. */
export function postmortemAnswerOf({ head, facts, items, parts }: Postmortem): PostmortemAnswer {
  const line = new Map(summaryLines(parts));
  const ms = spanMs(beginningOf(facts), facts.resolvedAt);
  const written = (field: keyof typeof parts.blocks) => blocksMarkdown(parts.blocks[field]);
  return {
    key: facts.key,
    title: facts.title,
    severity: facts.severity,
    state: head.state,
    skipped_reason: head.skippedReason,
    owner: head.owner,
    due_at: head.dueAt?.toISOString() ?? null,
    overdue: isLate(head),
    published_at: head.publishedAt?.toISOString() ?? null,
    summary: {
      date: line.get('Date') ?? '',
      severity: line.get('Severity') ?? '',
      duration: line.get('Duration') ?? '',
      duration_seconds: ms === null ? null : ms / 1000,
      impact: written('impact'),
      root_cause: written('cause'),
    },
    timeline: facts.timeline,
    targets: facts.targets.map(({ code, afterMinutes, state, dueAt: at, metAt }) => ({
      code,
      after_minutes: afterMinutes,
      state,
      due_at: at,
      met_at: metAt,
    })),
    root_cause: written('root_cause'),
    action_items: items.map(({ id, text, owner, due_on, status }) => ({ id, text, owner, due_on, status })),
    what_went_well: written('well'),
    what_went_poorly: written('poorly'),
    lessons_learned: written('lessons'),
    added: Object.fromEntries(parts.added.map((field) => [fieldInfo[field].title, written(field)])),
    url: postmortemUrl(head.number),
  };
}
