import { z } from 'zod';
import { requiredText, text } from '@/lib/core/fields';
import { severities } from '@/lib/incidents/schema';
import { contextCharacters, mostQuoteCharacters } from './model/passage';
import { mostCommentCharacters, postmortemStates } from './model/review';
import { textFields } from './model/sections';

/** The live channel of a post-mortem: its updates as rows, who is there as whispers. */
export function postmortemChannel(number: number): string {
  return `postmortem:INC-${number}`;
}

/** Bytes of one update (incidents.md §14.2). */
export const mostUpdateBytes = 256 * 1024;

/** Yjs gives its clients numbers of 32 bits. */
const clientId = z.coerce.number().int().min(0).max(4_294_967_295);

export const updateQuery = z.strictObject({
  client_id: clientId.describe('Yjs client that sends it'),
  idem_key: z.uuid().describe('Yours; the same update sent again under it is stored once'),
});

export const pullQuery = z.strictObject({
  after: z.coerce.number().int().min(0).max(2_000_000_000).optional().describe('Only updates after this seq'),
});

/** A place in a text as Yjs names it; opaque to us. */
const place = z.record(z.string().max(20), z.unknown()).refine((value) => JSON.stringify(value).length <= 1_000);

export const presenceBody = z.strictObject({
  client_id: clientId,
  clock: z.int().min(0).max(2_000_000_000),
  is_here: z.boolean(),
  cursor: z.strictObject({ anchor: place, head: place }).nullable(),
});

export const startReceipt = z.object({ key: z.string().describe('INC-42'), url: z.url() });

export const updateReceipt = z.object({
  seq: z.int(),
  duplicate: z.boolean().describe('True when it was stored before'),
});

/** One update as it is pulled and streamed. */
export const updateRow = z.object({
  seq: z.int(),
  client_id: z.int(),
  idem_key: z.string(),
  update: z.string().describe('Yjs update, base64'),
});
export type UpdateRow = z.infer<typeof updateRow>;

export const updatesAnswer = z.object({
  last_seq: z.int(),
  state: z.string().nullable().describe('All of it as one update, base64, where `after` is absent or far behind'),
  rows: z.array(updateRow),
});
export type UpdatesAnswer = z.infer<typeof updatesAnswer>;

const timestamp = z.iso.datetime();

export const postmortemAnswer = z.object({
  key: z.string().describe('INC-42'),
  title: z.string(),
  severity: z.enum(severities),
  state: z.enum(['none', ...postmortemStates]).describe('none: nobody began it; what is answered is its draft'),
  skipped_reason: z.string().nullable(),
  owner: z.string().nullable(),
  due_at: timestamp.nullable(),
  overdue: z.boolean(),
  published_at: timestamp.nullable(),
  summary: z.object({
    date: z.string(),
    severity: z.string(),
    duration: z.string(),
    duration_seconds: z.number().nullable().describe('From impact, or where that is unknown detection, to the end'),
    impact: z.string(),
    root_cause: z.string(),
  }),
  timeline: z.array(z.object({ seq: z.int(), at: timestamp, kind: z.string(), text: z.string() })),
  targets: z.array(
    z.object({
      code: z.string(),
      after_minutes: z.number(),
      state: z.string(),
      due_at: timestamp,
      met_at: timestamp.nullable(),
    }),
  ),
  root_cause: z.string().describe('Markdown, as the other texts'),
  action_items: z.array(
    z.object({
      id: z.string(),
      text: z.string(),
      owner: z.string().nullable(),
      due_on: z.string().nullable(),
      status: z.string(),
    }),
  ),
  what_went_well: z.string(),
  what_went_poorly: z.string(),
  lessons_learned: z.string(),
  added: z.record(z.string(), z.string()).describe('Sections that were added, by their titles'),
  url: z.url(),
});
export type PostmortemAnswer = z.infer<typeof postmortemAnswer>;

const key = z.string().max(255);
export const keyInput = z.strictObject({ key });
export const approveInput = z.strictObject({ key, upto_seq: z.int().min(0).max(2_000_000_000) });
export const changesInput = z.strictObject({ key, note: requiredText(2000) });
export const skipInput = z.strictObject({ key, reason: requiredText(1000) });
export const timelineInput = z.strictObject({ key, rows: z.array(z.int().min(1)).max(500) });
export const versionInput = z.strictObject({ key, name: requiredText(120).trim() });
export const restoreInput = z.strictObject({ key, version: z.int().min(1) });

const comment = z.int().min(1);
const idemKey = z.uuid();
const commentText = z
  .string()
  .trim()
  .refine(
    (value) => value.length <= mostCommentCharacters,
    'This is longer than the 4,000 characters of a comment. Shorten it, or write it into the text.',
  )
  .pipe(requiredText(mostCommentCharacters));
const passage = z.strictObject({
  start: place,
  end: place,
  quote: requiredText(mostQuoteCharacters),
  before: text(contextCharacters),
  after: text(contextCharacters),
});

export const commentInput = z.strictObject({
  key,
  idem_key: idemKey,
  field: z.enum(textFields),
  passage,
  text: commentText,
});
export const replyInput = z.strictObject({ key, idem_key: idemKey, comment, text: commentText });
export const editCommentInput = z.strictObject({ key, comment, text: commentText });
export const oneCommentInput = z.strictObject({ key, comment });
export const settleCommentInput = z.strictObject({ key, comment, resolved: z.boolean() });
