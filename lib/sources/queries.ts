import sql, { empty } from 'sql-template-tag';
import { z } from 'zod';
import { unseal } from '@/lib/auth/seal';
import { env } from '@/lib/config/env';
import { NotFoundError } from '@/lib/core/errors';
import { logger } from '@/lib/core/log';
import { decodeCursor, type Page, toPage } from '@/lib/core/paging';
import { primarySql } from '@/lib/db/pool';
import { secretPlace } from './commands/create-source';
import { sourceUrl } from './model';
import type { ListSourcesQuery, SeverityMap, SourceAnswer, WebhookKind } from './schema';

type Row = {
  sourceId: number;
  id: string;
  kind: WebhookKind;
  slug: string;
  name: string;
  severities: SeverityMap;
  defaultService: string | null;
  defaultEnvironment: string;
  createdBy: string;
  createdAt: Date;
  rotatedAt: Date | null;
  previousUntil: Date | null;
  firstDeliveryAt: Date | null;
  lastDeliveryAt: Date | null;
};

const shown = sql`
  w.source_id AS "sourceId", w.id, w.kind, w.slug, s.name, w.severities, w.default_service AS "defaultService",
  w.default_environment AS "defaultEnvironment", w.created_by AS "createdBy", w.created_at AS "createdAt", w.rotated_at AS "rotatedAt",
  CASE WHEN w.previous_until > now() THEN w.previous_until END AS "previousUntil", w.first_delivery_at AS "firstDeliveryAt",
  w.last_delivery_at AS "lastDeliveryAt"`;

/** Webhook sources that were not removed, newest first; never their secrets. */
export async function listWebhookSources({ limit, cursor }: ListSourcesQuery): Promise<Page<SourceAnswer>> {
  const after = decodeCursor(cursor, z.tuple([z.int().min(1)]));
  const rows = await primarySql<Row>(sql`
    SELECT ${shown} FROM webhook_source w JOIN source s ON s.id = w.source_id
    WHERE w.removed_at IS NULL ${after ? sql`AND w.source_id < ${after[0]}` : empty}
    ORDER BY w.source_id DESC LIMIT ${limit + 1}`);
  return toPage(rows, limit, onWire, (row) => [row.sourceId]);
}

/** One of them, with its internal number; throws NotFoundError. */
export async function findWebhookSource(id: string): Promise<{ sourceId: number; source: SourceAnswer }> {
  const [row] = await primarySql<Row>(sql`
    SELECT ${shown} FROM webhook_source w JOIN source s ON s.id = w.source_id WHERE w.id = ${id}::uuid AND w.removed_at IS NULL`);
  if (!row) throw new NotFoundError('This source');
  return { sourceId: row.sourceId, source: onWire(row) };
}

function onWire({ sourceId: _sourceId, slug, ...row }: Row): SourceAnswer {
  return {
    id: row.id,
    kind: row.kind,
    name: row.name,
    url: sourceUrl(env().PUBLIC_URL, row.kind, slug),
    severities: row.severities,
    default_service: row.defaultService,
    default_environment: row.defaultEnvironment,
    created_by: row.createdBy,
    created_at: row.createdAt.toISOString(),
    rotated_at: row.rotatedAt?.toISOString() ?? null,
    previous_until: row.previousUntil?.toISOString() ?? null,
    first_delivery_at: row.firstDeliveryAt?.toISOString() ?? null,
    last_delivery_at: row.lastDeliveryAt?.toISOString() ?? null,
  };
}

/** A source as a delivery meets it: what it may be signed with, and what its words mean. */
export type Receiver = {
  id: string;
  sourceId: number;
  name: string;
  kind: WebhookKind;
  severities: SeverityMap;
  defaultService: string | null;
  defaultEnvironment: string;
};

type SecretRow = Receiver & { secret: string; previousSecret: string | null };

const receiver = sql`
  w.id, w.source_id AS "sourceId", s.name, w.kind, w.severities, w.default_service AS "defaultService",
  w.default_environment AS "defaultEnvironment"`;

/** The sources that a delivery of this kind may be from, with their live secrets: one or two each. */
export async function receiversOf(
  kind: WebhookKind,
  slug: string | undefined,
): Promise<(Receiver & { secrets: string[] })[]> {
  const rows = await primarySql<SecretRow>(sql`
    SELECT ${receiver}, w.secret, CASE WHEN w.previous_until > now() THEN w.previous_secret END AS "previousSecret"
    FROM webhook_source w JOIN source s ON s.id = w.source_id
    WHERE w.kind = ${kind}::source_kind AND w.removed_at IS NULL ${slug === undefined ? empty : sql`AND w.slug = ${slug}`}
    ORDER BY w.source_id DESC LIMIT 200`);
  return rows.map(({ secret, previousSecret, ...row }) => ({
    ...row,
    secrets: [secret, previousSecret].flatMap((sealed) => opened(sealed, row.id)),
  }));
}

/** None where it was sealed under another key: that source has to be rotated, the others go on. */
function opened(sealed: string | null, id: string): string[] {
  if (!sealed) return [];
  try {
    return [unseal(sealed, secretPlace(id))];
  } catch (error) {
    logger.error({ err: error, source: id }, 'the secret of a source cannot be opened; rotate it');
    return [];
  }
}
