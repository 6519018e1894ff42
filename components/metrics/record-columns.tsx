import { DeploymentStatus } from '@/components/deployments/deployment-status';
import type { Column } from '@/components/ui/data-table';
import { Duration } from '@/components/ui/duration';
import { Link } from '@/components/ui/link';
import { SeverityBadge } from '@/components/ui/severity-badge';
import { TierBadge } from '@/components/ui/tier-badge';
import { Timestamp } from '@/components/ui/timestamp';
import { formatDuration } from '@/lib/core/format';
import { deploymentStatuses, type DeploymentStatus as Status } from '@/lib/deployments/schema';
import type { DefinitionId, MetricId, MetricRecord, RecordSort } from '@/lib/metrics/schema';
import classes from './metric-records.module.css';

type Kind<T extends MetricRecord['type']> = Extract<MetricRecord, { type: T }>;
export type ColumnContext = {
  metric: MetricId;
  definition: DefinitionId;
  zone: string;
  sort: RecordSort;
  sortHref: (sort: RecordSort) => string;
  /** Show why a record is left out, in place of its tier. */
  withReason: boolean;
};

type Sorting = Pick<Column<MetricRecord>, 'sortHref' | 'sorted'>;

/** A head that sorts: first descending, then the other way round. */
function sorting(context: ColumnContext, down: RecordSort, up: RecordSort): Sorting {
  const { sort, sortHref } = context;
  return {
    sortHref: sortHref(sort === down ? up : down),
    ...(sort === down ? { sorted: 'descending' } : sort === up ? { sorted: 'ascending' } : {}),
  };
}

/** Narrows a column to one type of record; a list has one type only. */
function of<T extends MetricRecord['type']>(
  type: T,
  column: Omit<Column<Kind<T>>, 'sortHref' | 'sorted'> & Sorting,
): Column<MetricRecord> {
  return { ...column, cell: (row) => (row.type === type ? column.cell(row as Kind<T>) : null) };
}

const reason: Column<MetricRecord> = {
  key: 'reason',
  header: 'Left out because',
  cell: (row) => row.excluded ?? 'It counts',
};

function span(seconds: number) {
  return seconds < 0 ? formatDuration(seconds) : <Duration seconds={seconds} />;
}

export function changeColumns(context: ColumnContext): Column<MetricRecord>[] {
  const { zone, definition, withReason } = context;
  const at = (iso: string | null, absent: string) => (iso ? <Timestamp at={iso} zone={zone} /> : absent);
  return [
    of('change', {
      key: 'sha',
      header: 'Change',
      mono: true,
      cell: ({ sha }) => <span className={classes.key}>{sha.slice(0, 7)}</span>,
    }),
    of('change', {
      key: 'title',
      header: 'Title',
      cell: ({ title, change_url }) =>
        change_url ? (
          <a className={classes.title} href={change_url} rel="noreferrer">
            {title ?? 'No title'}
          </a>
        ) : (
          (title ?? 'No title')
        ),
    }),
    of('change', { key: 'service', header: 'Service', cell: ({ service }) => service }),
    of('change', {
      key: 'author',
      header: 'Author',
      wideOnly: true,
      cell: ({ author, author_kind }) => (
        <span>
          {author ?? 'not reported'}
          {author_kind === 'bot' && <span className={classes.bot}>bot</span>}
        </span>
      ),
    }),
    definition === 'dora'
      ? of('change', { key: 'start', header: 'Committed', cell: ({ committed_at }) => at(committed_at, '') })
      : of('change', {
          key: 'start',
          header: 'Merged',
          cell: ({ merged_at, committed_at }) =>
            merged_at ? (
              at(merged_at, '')
            ) : (
              <span title="Never merged by a pull request">{at(committed_at, '')} commit</span>
            ),
        }),
    of('change', {
      key: 'finished',
      header: 'In production',
      cell: ({ finished_at }) => at(finished_at, ''),
      ...sorting(context, 'newest', 'oldest'),
    }),
    of('change', {
      key: 'version',
      header: 'With',
      mono: true,
      wideOnly: true,
      cell: ({ version, deployment }) => version ?? deployment,
    }),
    of('change', {
      key: 'seconds',
      header: 'Lead time',
      align: 'right',
      cell: ({ seconds }) => <strong className={classes.span}>{span(seconds)}</strong>,
      ...sorting(context, 'longest', 'shortest'),
    }),
    withReason ? reason : tierColumn,
  ];
}

const tierColumn: Column<MetricRecord> = {
  key: 'tier',
  header: 'Tier',
  cell: (row) => (row.type === 'deployment' ? null : <TierBadge tier={row.tier} plain />),
};

export function incidentColumns(context: ColumnContext): Column<MetricRecord>[] {
  const { zone, withReason } = context;
  return [
    of('incident', {
      key: 'key',
      header: 'Incident',
      mono: true,
      cell: ({ key }) => <span className={classes.key}>{key}</span>,
    }),
    of('incident', { key: 'title', header: 'Title', cell: ({ title }) => title }),
    of('incident', {
      key: 'severity',
      header: 'Severity',
      cell: ({ severity }) => <SeverityBadge severity={severity} />,
    }),
    of('incident', {
      key: 'services',
      header: 'Services',
      cell: ({ services }) => (services.length > 0 ? services.join(', ') : 'not reported'),
    }),
    of('incident', {
      key: 'detected',
      header: 'Detected',
      cell: ({ detected_at }) => <Timestamp at={detected_at} zone={zone} />,
    }),
    of('incident', {
      key: 'resolved',
      header: 'Resolved',
      cell: ({ resolved_at }) => <Timestamp at={resolved_at} zone={zone} />,
      ...sorting(context, 'newest', 'oldest'),
    }),
    of('incident', {
      key: 'cause',
      header: 'Caused by',
      mono: true,
      wideOnly: true,
      cell: ({ caused_by }) => caused_by ?? <span className={classes.muted}>not reported</span>,
    }),
    of('incident', {
      key: 'seconds',
      header: 'Time to restore',
      align: 'right',
      cell: ({ seconds }) => <strong className={classes.span}>{span(seconds)}</strong>,
      ...sorting(context, 'longest', 'shortest'),
    }),
    withReason ? reason : tierColumn,
  ];
}

export function deploymentColumns(context: ColumnContext): Column<MetricRecord>[] {
  const { zone, metric, withReason } = context;
  return [
    of('deployment', {
      key: 'id',
      header: 'Deployment',
      mono: true,
      cell: ({ id }) => <span className={classes.id}>{id}</span>,
    }),
    of('deployment', { key: 'service', header: 'Service', cell: ({ service }) => service }),
    of('deployment', {
      key: 'version',
      header: 'Version',
      mono: true,
      cell: ({ version }) => version ?? 'not reported',
    }),
    of('deployment', {
      key: 'environment',
      header: 'Environment',
      wideOnly: true,
      cell: ({ environment }) => environment,
    }),
    of('deployment', {
      key: 'status',
      header: 'Status',
      cell: ({ status }) => (isStatus(status) ? <DeploymentStatus status={status} /> : status),
    }),
    of('deployment', {
      key: 'finished',
      header: 'Finished',
      cell: ({ finished_at }) => (finished_at ? <Timestamp at={finished_at} zone={zone} /> : 'not finished'),
      ...sorting(context, 'newest', 'oldest'),
    }),
    ...(metric === 'deployment_frequency' && !withReason
      ? []
      : [withReason ? reason : metric === 'rework_rate' ? reworkColumn : failureColumn]),
  ];
}

const isStatus = (status: string): status is Status => (deploymentStatuses as readonly string[]).includes(status);

const failureColumn = of('deployment', {
  key: 'verdict',
  header: 'Counts as',
  cell: ({ numerator, status, caused }) => {
    if (!numerator) return <span className={classes.muted}>no failure</span>;
    const how =
      status === 'rolled_back' ? 'failed, rolled back' : status === 'failed' ? 'failed pipeline' : 'failed, caused';
    return caused.length === 0 ? (
      `${how}${status === 'succeeded' ? ' a private incident' : ''}`
    ) : (
      <Incidents words={status === 'succeeded' ? how : `${how}, caused`} keys={caused} />
    );
  },
});

const reworkColumn = of('deployment', {
  key: 'verdict',
  header: 'Counts as',
  cell: ({ numerator, is_rollback, is_hotfix, fixed }) => {
    if (!numerator) return <span className={classes.muted}>no rework</span>;
    const how = is_rollback ? 'rollback' : is_hotfix ? 'hot-fix' : '';
    return fixed.length === 0 ? (
      how || 'fix of a private incident'
    ) : (
      <Incidents words={how ? `${how}, fix of` : 'fix of'} keys={fixed} />
    );
  },
});

function Incidents({ words, keys }: { words: string; keys: string[] }) {
  return (
    <span>
      {words}{' '}
      {keys.map((key, index) => (
        <span key={key}>
          {index > 0 && ', '}
          <Link href={`/incidents/${key}`}>{key}</Link>
        </span>
      ))}
    </span>
  );
}
