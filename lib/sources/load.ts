import 'server-only';
import { z } from 'zod';
import type { UserActor } from '@/lib/auth/actor';
import { can } from '@/lib/auth/policy';
import { ForbiddenError, NotFoundError } from '@/lib/core/errors';
import { readSearch, readTolerantly, type Search } from '@/lib/core/page-search';
import { findWebhookSource, listWebhookSources } from './queries';
import { listSourcesQuery, type SourceAnswer } from './schema';

export type SourcesView = { sources: SourceAnswer[]; nextCursor: string | null };

/** The sources of webhooks, newest first. */
export async function loadSources(actor: UserActor, search: Search): Promise<SourcesView> {
  requireManager(actor);
  const { items, next_cursor } = await readTolerantly(readSearch(listSourcesQuery, search), ({ query }) =>
    listWebhookSources(query),
  );
  return { sources: items, nextCursor: next_cursor };
}

/** One of them with its internal number; null when there is none, or not any more. */
export async function loadSource(
  actor: UserActor,
  id: string,
): Promise<{ sourceId: number; source: SourceAnswer } | null> {
  requireManager(actor);
  if (!z.uuid().safeParse(id).success) return null;
  try {
    return await findWebhookSource(id);
  } catch (error) {
    if (error instanceof NotFoundError) return null;
    throw error;
  }
}

function requireManager(actor: UserActor): void {
  if (!can(actor, 'source:manage')) throw new ForbiddenError('Only administrators manage sources.');
}
