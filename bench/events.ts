import sql from 'sql-template-tag';
import type { ApiKeyActor } from '@/lib/auth/actor';
import { randomToken, sha256 } from '@/lib/core/ids';
import { primarySql } from '@/lib/db/pool';

/** A key of the benchmark, as text and as the actor that it stands for. */
export async function benchKey(): Promise<{ key: string; actor: ApiKeyActor }> {
  const key = `fl_${randomToken(24)}`;
  const [row] = await primarySql<{ id: string; sourceId: number }>(sql`
    WITH made AS (INSERT INTO source (kind, name) VALUES ('api_key', 'bench') RETURNING id)
    INSERT INTO api_key (source_id, name, prefix, key_hash, scopes, created_by)
    SELECT id, 'bench', ${key.slice(0, 8)}, ${sha256(key)}, ARRAY['ingest', 'read', 'admin'], 'bench' FROM made
    RETURNING id, source_id AS "sourceId"`);
  if (!row) throw new Error('no key');
  return { key, actor: { kind: 'apiKey', name: 'bench', scopes: ['ingest', 'read', 'admin'], ...row } };
}

/** One deployment with one or two changes, as a pipeline sends it; `finished` in milliseconds. */
export function deploymentEvent(prefix: string, index: number, finished: number): Record<string, unknown> {
  const iso = (ms: number) => new Date(ms).toISOString();
  return {
    id: `${prefix}-${index}`,
    service: `service-${String(1 + (index % 40)).padStart(2, '0')}`,
    environment: 'production',
    status: index % 13 ? 'succeeded' : 'failed',
    started_at: iso(finished - 300_000),
    finished_at: iso(finished),
    version: `v1.${index}`,
    team: `team-${1 + (index % 8)}`,
    actor: 'ci',
    changes: Array.from({ length: 1 + (index % 2) }, (_, change) => ({
      sha: `${prefix}-${index}-${change}`.padEnd(40, '0'),
      committed_at: iso(finished - 86_400_000),
      merged_at: iso(finished - 7_200_000),
      title: `Change ${index} of the shop`,
      author: `dev-${index % 50}`,
      author_kind: index % 9 ? 'human' : 'bot',
    })),
  };
}
