import type * as Y from 'yjs';
import { type Block, blocksOf, type Span, textOf } from './document';
import { beginningOf, clockOf, dayOf, durationText, type PostmortemFacts, severityText } from './facts';
import { fieldInfo, type OptionalField, type TextField, textFields } from './sections';

/** An action item as its line is made of. */
export type ActionLine = { text: string; owner: string | null; due: string | null; status: string };

/** All that an export is made of. */
export type PostmortemParts = {
  facts: PostmortemFacts;
  blocks: Record<TextField, Block[]>;
  added: OptionalField[];
  actions: ActionLine[];
};

// Only what would change the meaning: an export is to be read as it is, too.
const special = /[\\`*[\]]|<(?=[a-z/!])|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/giu;
const leading = /^(\s*)(#{1,6}(?=\s)|[-+>](?=\s)|\d{1,9}[.)](?=\s))/;

function escaped(text: string): string {
  return text.replace(special, '\\$&').replace(leading, (_all, space: string, mark: string) => {
    return /^\d/.test(mark) ? `${space}${mark.slice(0, -1)}\\${mark.slice(-1)}` : `${space}\\${mark}`;
  });
}

/** Code between marks that its own do not end. */
function inlineCode(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const mark = '`'.repeat(longest + 1);
  return /^`|`$/.test(text) ? `${mark} ${text} ${mark}` : `${mark}${text}${mark}`;
}

function marked({ text, bold, italic, code, href }: Span): string {
  const [, before = '', core = '', after = ''] = /^(\s*)(.*?)(\s*)$/s.exec(text) ?? [];
  if (core === '') return text;
  let shown = code ? inlineCode(core) : escaped(core);
  if (italic) shown = `*${shown}*`;
  if (bold) shown = `**${shown}**`;
  if (href) shown = `[${shown}](${href.replace(/[()\s]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`)})`;
  return `${before}${shown}${after}`;
}

/** Spans as one line of Markdown. */
export function inlineMarkdown(spans: Span[]): string {
  return spans
    .map(marked)
    .join('')
    .replace(/\s*\n\s*/g, ' ')
    .trim();
}

function blockMarkdown(block: Block): string {
  switch (block.kind) {
    case 'paragraph':
      return inlineMarkdown(block.spans);
    case 'quote':
      return `> ${inlineMarkdown(block.spans)}`;
    case 'item': {
      const mark = block.ordinal === null ? '-' : `${block.ordinal}.`;
      return `${'  '.repeat(block.depth)}${mark} ${inlineMarkdown(block.spans)}`;
    }
    case 'code': {
      const longest = Math.max(2, ...[...block.text.matchAll(/`+/g)].map(([run]) => run.length));
      const fence = '`'.repeat(longest + 1);
      return `${fence}\n${block.text}\n${fence}`;
    }
  }
}

/** Blocks as Markdown: the lines of a list together, an empty line around everything else. */
export function blocksMarkdown(blocks: Block[]): string {
  return blocks
    .map((block, index) => {
      const before = blocks[index - 1];
      const together = !before || (before.kind === 'item' && block.kind === 'item');
      return `${together ? '' : '\n'}${blockMarkdown(block)}`;
    })
    .join('\n');
}

const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim();

/** `- [ ] Fix connection leak (assign: @dev-team, due: 2024-01-16)`. */
export function actionMarkdown({ text, owner, due, status }: ActionLine): string {
  return `- [${status === 'done' ? 'x' : ' '}] ${oneLine(text)} (assign: ${owner ?? 'nobody yet'}, due: ${due ?? 'not set'})`;
}

/** '14:23: Deploy completed'; with its date when that is not the day of the incident. */
export function timelineLine(at: string, text: string, day: string): string {
  const moment = dayOf(at) === day ? clockOf(at) : `${dayOf(at)} ${clockOf(at)}`;
  return `${moment}: ${oneLine(text)}`;
}

const nothingYet = '- Not written yet';

function section(title: string, body: string): string {
  return `**${title}:**\n${body === '' ? nothingYet : body}`;
}

/** Duration of one that still goes on. */
export const stillOpen = 'not resolved yet';

/** The lines of the Incident Summary with their names, as handbook §7.2 has them. */
export function summaryLines({
  facts,
  blocks,
}: Pick<PostmortemParts, 'facts' | 'blocks'>): [name: string, text: string][] {
  const said = (field: 'impact' | 'cause') => oneLine(textOf(blocks[field])) || 'not written yet';
  return [
    ['Date', dayOf(beginningOf(facts))],
    ['Severity', severityText(facts.severity)],
    ['Duration', durationText(facts) ?? stillOpen],
    ['Impact', said('impact')],
    ['Root Cause', said('cause')],
  ];
}

/** What people wrote, section by section, without the facts. */
export function textMarkdown(doc: Y.Doc): string {
  return textFields
    .map((field) => [fieldInfo[field].title, blocksMarkdown(blocksOf(doc, field))])
    .filter(([, body]) => body !== '')
    .map(([title, body]) => `**${title}:**\n${body}\n`)
    .join('\n');
}

/** A post-mortem exactly in the form of handbook §7.2; sections that were added follow after it. */
export function postmortemMarkdown(parts: PostmortemParts): string {
  const { facts, blocks, added, actions } = parts;
  const day = dayOf(beginningOf(facts));
  const summary = summaryLines(parts).map(([name, text]) => `- **${name}:** ${text}`);
  const timeline = facts.timeline.map(({ at, text }) => `- ${timelineLine(at, text, day)}`);
  const open = actions.filter(({ status }) => status !== 'cancelled');
  const written = (field: TextField) => section(fieldInfo[field].title, blocksMarkdown(blocks[field]));
  const sections = [
    section('Incident Summary', summary.join('\n')),
    section('Timeline', timeline.join('\n')),
    written('root_cause'),
    section('Action Items', open.map(actionMarkdown).join('\n')),
    written('well'),
    written('poorly'),
    written('lessons'),
    ...added.map(written),
  ];
  return `${sections.join('\n\n')}\n`;
}
