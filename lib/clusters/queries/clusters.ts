import sql, { empty } from 'sql-template-tag';
import type { z } from 'zod';
import { decodeCursor, namePosition, type Page, toPage } from '@/lib/core/paging';
import { primarySql } from '@/lib/db/pool';
import type { ClusterKind } from '../schema';
import type { CheckAnswer, ClusterAnswer, listClustersQuery } from '../schema/settings';

type Row = {
  id: string;
  name: string;
  kind: ClusterKind;
  address: string;
  checkedAt: Date | null;
  checked: CheckAnswer | null;
  workloads: number;
};

const columns = sql`c.id, c.name, c.kind, c.address, c.checked_at AS "checkedAt", c.checked,
  (SELECT count(*)::int FROM workload_target t WHERE t.cluster_id = c.id) AS workloads`;

/** Clusters by name, without anything of their connection but where they are. */
export async function listClusters({
  limit,
  cursor,
}: z.output<typeof listClustersQuery>): Promise<Page<ClusterAnswer>> {
  const after = decodeCursor(cursor, namePosition);
  const rows = await primarySql<Row>(sql`
    SELECT ${columns} FROM cluster c WHERE c.removed_at IS NULL ${after ? sql`AND c.name > ${after[0]}` : empty}
    ORDER BY c.name LIMIT ${limit + 1}`);
  return toPage(rows, limit, onWire, ({ name }) => [name]);
}

/** One cluster; null when there is none. */
export async function findCluster(id: string): Promise<ClusterAnswer | null> {
  const [row] = await primarySql<Row>(
    sql`SELECT ${columns} FROM cluster c WHERE c.id = ${id}::uuid AND c.removed_at IS NULL`,
  );
  return row ? onWire(row) : null;
}

const onWire = ({ checkedAt, checked, ...row }: Row): ClusterAnswer => ({
  ...row,
  checked_at: checkedAt?.toISOString() ?? null,
  check: checked,
});
