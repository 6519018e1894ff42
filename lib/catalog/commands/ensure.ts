import sql from 'sql-template-tag';
import type { Tx } from '@/lib/db/transaction';
import { environmentKindOf, teamSlugOf } from '../model';

/** Names that events mention, each with or without a row so far. */
export type CatalogNames = { services: string[]; environments: string[]; teams: string[] };

export type KnownService = { id: number; teamId: number | null; teamPinned: boolean; repository: string | null };

/** Rows by name: services by slug, environments by name, teams by slug. */
export type Catalog = {
  services: Map<string, KnownService>;
  environments: Map<string, number>;
  teams: Map<string, number>;
};

type Row = { kind: 'service' | 'environment' | 'team'; name: string; id: number } & Omit<KnownService, 'id'>;

/** The rows that exist for these names, in one read. */
export async function readCatalog(tx: Tx, names: CatalogNames): Promise<Catalog> {
  const catalog: Catalog = { services: new Map(), environments: new Map(), teams: new Map() };
  if (isNothing(names)) return catalog;
  const slugs = names.teams.map(teamSlugOf);
  const rows = await tx.sql<Row>(sql`
    SELECT 'service' AS kind, slug AS name, id, team_id AS "teamId", team_pinned AS "teamPinned", repository
      FROM service WHERE slug = ANY(${names.services}::text[])
    UNION ALL SELECT 'environment', name, id, NULL, NULL, NULL FROM environment WHERE name = ANY(${names.environments}::text[])
    UNION ALL SELECT 'team', slug, id, NULL, NULL, NULL FROM team WHERE slug = ANY(${slugs}::text[])`);
  for (const { kind, name, ...row } of rows) {
    if (kind === 'service') catalog.services.set(name, row);
    else if (kind === 'environment') catalog.environments.set(name, row.id);
    else catalog.teams.set(name, row.id);
  }
  return catalog;
}

function missingIn(catalog: Catalog, names: CatalogNames): CatalogNames {
  return {
    services: names.services.filter((slug) => !catalog.services.has(slug)),
    environments: names.environments.filter((name) => !catalog.environments.has(name)),
    teams: names.teams.filter((name) => !catalog.teams.has(teamSlugOf(name))),
  };
}

const isNothing = ({ services, environments, teams }: CatalogNames) =>
  services.length + environments.length + teams.length === 0;

/**
 * Services, environments and teams come into being when first named (api.md, Ingest). Reads all of them, unless `seen` has them
 * already, and creates what is missing, in the order of their names, so that two transactions that create the same ones cannot
 * block each other in a circle.
 */
export async function ensureCatalog(tx: Tx, names: CatalogNames, seen?: Catalog): Promise<Catalog> {
  if (seen && isNothing(missingIn(seen, names))) return seen;
  const found = await readCatalog(tx, names);
  const missing = missingIn(found, names);
  if (isNothing(missing)) return found;
  const { services, environments, teams } = missing;
  if (teams.length > 0) {
    await tx.sql(sql`
      INSERT INTO team (slug, name)
      SELECT DISTINCT ON (slug) slug, name FROM unnest(${teams.map(teamSlugOf)}::text[], ${teams}::text[]) AS t(slug, name)
      ORDER BY slug, name ON CONFLICT DO NOTHING`);
  }
  if (environments.length > 0) {
    const kinds = environments.map(environmentKindOf);
    await tx.sql(sql`
      INSERT INTO environment (name, kind)
      SELECT DISTINCT ON (name) name, kind::environment_kind FROM unnest(${environments}::text[], ${kinds}::text[]) AS e(name, kind)
      ORDER BY name ON CONFLICT DO NOTHING`);
  }
  if (services.length > 0) {
    await tx.sql(sql`
      INSERT INTO service (slug) SELECT DISTINCT slug FROM unnest(${services}::text[]) AS s(slug) ORDER BY slug ON CONFLICT DO NOTHING`);
  }
  return readCatalog(tx, names);
}
