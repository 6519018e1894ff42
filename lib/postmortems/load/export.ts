import 'server-only';
import type { Actor } from '@/lib/auth/actor';
import { findIncident } from '@/lib/incidents/commands/find';
import { auditViewing } from '@/lib/incidents/commands/note-viewing';
import { postmortemMarkdown } from '../model/markdown';
import { postmortemAnswerOf, readPostmortemOf } from '../queries';
import type { PostmortemAnswer } from '../schema';

export type PostmortemExport = { answer: PostmortemAnswer; markdown: string; fileName: string };

/** A post-mortem for other programs: by its parts, and as one text in the form of handbook §7.2. */
export async function loadExport(actor: Actor, key: string): Promise<PostmortemExport> {
  const found = await readPostmortemOf(actor, (db) => findIncident(db, actor, key));
  const answer = postmortemAnswerOf(found);
  await auditViewing(actor, answer.key, found.head.isPrivate);
  const slug = found.facts.title
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 60)
    .replace(/^-|-$/g, '');
  return {
    answer,
    markdown: postmortemMarkdown(found.parts),
    fileName: `${[answer.key, slug].filter(Boolean).join('-')}.md`,
  };
}
