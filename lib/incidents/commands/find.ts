import sql from 'sql-template-tag';
import { sourceOf } from '@/lib/audit/deliveries';
import type { Actor } from '@/lib/auth/actor';
import { ConflictError, NotFoundError } from '@/lib/core/errors';
import type { Queryable } from '@/lib/db/pool';
import { numberIn } from '../model/key';
import { visibleTo } from '../queries/visible';

type Match = { id: number; number: number; externalId: string | null; isOwn: boolean; isKey: boolean };

/**
 * The incident meant by `name`: INC-42, or the id that a source chose. What the caller's own source calls so is meant first. People,
 * who have no source, see keys everywhere: for them a key is a key. Otherwise it must fit one incident only, among those that the
 * actor may see. Throws NotFoundError, or ConflictError `ambiguous_id` when it fits several.
 */
export async function findIncident(db: Queryable, actor: Actor, name: string): Promise<number> {
  const ownSourceId = sourceOf(actor);
  // A key has no leading zeros; what has some is an id that a source chose.
  const number = numberIn(name);
  // Source by source, so that the index of (source, id) serves.
  const matches = await db.sql<Match>(sql`
    SELECT id, number, external_id AS "externalId", coalesce(source_id = ${ownSourceId}::bigint AND external_id = ${name}, false) AS "isOwn",
      coalesce(number = ${number}::bigint, false) AS "isKey"
    FROM incident i
    WHERE ${visibleTo(actor)} AND id IN (
      SELECT id FROM incident WHERE number = ${number}::bigint
      UNION ALL SELECT i.id FROM source s JOIN incident i ON i.source_id = s.id AND i.external_id = ${name})
    ORDER BY "isOwn" DESC, "isKey" DESC, id LIMIT 3`);
  const [first] = matches;
  if (!first) throw new NotFoundError(`Incident "${name}"`);
  if (matches.length === 1 || first.isOwn || (first.isKey && ownSourceId === null)) return first.id;
  throw new ConflictError('ambiguous_id', first.isKey ? keyAndId(name, first, matches) : manyIds(name));
}

const manyIds = (name: string) => `Several sources have an incident "${name}". Use its INC- key.`;

function keyAndId(name: string, { externalId }: Match, matches: Match[]): string {
  const others = matches.flatMap((match) => (match.isKey ? [] : [`INC-${match.number}`]));
  const own = externalId === null ? 'no other name' : `the id "${externalId}"`;
  return `"${name}" is the key of one incident, which has ${own}, and the id that another source gave to ${others.join(' and ')}. Use those.`;
}
