import { ArrowDownUp } from 'lucide-react';
import { versionName } from '@/components/deployments/version-name';
import { Card } from '@/components/ui/card';
import { ChoiceFilter } from '@/components/ui/choice-filter';
import { CopyButton } from '@/components/ui/copy-button';
import { type Column, DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { Link } from '@/components/ui/link';
import { LinkButton } from '@/components/ui/link-button';
import { SearchField } from '@/components/ui/search-field';
import { Timestamp } from '@/components/ui/timestamp';
import { formatCount, formatNumber } from '@/lib/core/format';
import { hrefWith } from '@/lib/core/page-href';
import type { Search } from '@/lib/core/page-search';
import type { ServiceRow, ServiceTable as Table } from '@/lib/metrics/load/service-table';
import { fourMeasures } from '@/lib/metrics/model/measures';
import { firstDirection, type ServiceSort } from '@/lib/metrics/model/service-order';
import { MetricCell, OverallCell } from './metric-cell';
import { serviceHref } from './service-href';
import classes from './service-table.module.css';

type ServiceTableProps = {
  table: Table;
  search: Search;
  /** The page that shows it; sorting and paging stay there. */
  path: string;
  origin: string;
  /** False where all rows are of one team. */
  withTeam?: boolean;
  /** The order of an address that names none. */
  defaultSort?: 'service' | 'tier';
};

/** Services with their metrics and what runs; sorting, search and paging are in the address. */
export function ServiceTable({
  table,
  search,
  path,
  origin,
  withTeam = true,
  defaultSort = 'service',
}: ServiceTableProps) {
  const { rows, matching, all, first, nextCursor, apiSearch } = table;
  const api = `/api/v1/metrics/services?${apiSearch}`;
  const isSearched = matching !== all;
  return (
    <Card
      title="Services"
      note={isSearched ? `${formatNumber(matching)} of ${formatNumber(all)}` : formatNumber(all)}
      actions={
        <div className={classes.bar}>
          <SearchField label={withTeam ? 'Find a service or team' : 'Find a service'} />
          <span className={classes.narrowOnly}>
            <ChoiceFilter
              param="sort"
              label="Sort by"
              options={[...phoneSorts].sort(
                (a, b) => Number(b.value === defaultSort) - Number(a.value === defaultSort),
              )}
              icon={<ArrowDownUp size={14} strokeWidth={1.75} aria-hidden="true" />}
            />
          </span>
          <LinkButton href={`${api}&format=csv`} download>
            CSV
          </LinkButton>
          <CopyButton
            text={`curl -H "Authorization: Bearer $FAIRLEAD_API_KEY" '${origin}${api}'`}
            label="Copy as curl"
          />
        </div>
      }
      flush
    >
      <DataTable
        caption="Services"
        rows={rows}
        rowKey={({ service }) => service}
        rowHref={({ service }) => serviceHref(service, search)}
        columns={columnsOf(table, search, path, withTeam)}
        empty={
          isSearched ? (
            <EmptyState
              title="No service matches this search"
              action={<LinkButton href={hrefWith(path, search, {}, ['sort'])}>Clear the search</LinkButton>}
            >
              The search looks for a part of a service’s or a team’s name.
            </EmptyState>
          ) : (
            <EmptyState title="No services in this scope">
              Choose other teams or services, or report a deployment: its service appears here at once.
            </EmptyState>
          )
        }
        paging={{
          first: first > 1 ? hrefWith(path, search, {}, ['q', 'sort']) : null,
          next: nextCursor ? hrefWith(path, search, { cursor: nextCursor }, ['q', 'sort']) : null,
          note:
            matching > rows.length
              ? `${formatNumber(first)}–${formatNumber(first + rows.length - 1)} of ${formatCount(matching, 'service')}`
              : '',
        }}
      />
    </Card>
  );
}

/** On narrow screens rows are cards without a header to click. */
const phoneSorts = [
  { value: 'service', label: 'By name' },
  { value: 'tier', label: 'Lowest tier first' },
  { value: 'deployment-frequency', label: 'Rarest deployments first' },
  { value: '-lead-time', label: 'Longest lead time first' },
  { value: '-change-failure-rate', label: 'Highest failure rate first' },
  { value: '-time-to-restore', label: 'Longest time to restore first' },
  { value: '-last-deployment', label: 'Last deployed first' },
];

function columnsOf(table: Table, search: Search, path: string, withTeam: boolean): Column<ServiceRow>[] {
  const { definition } = table.query;
  const zone = table.window.tz;
  const sorting = (sort: ServiceSort): Pick<Column<ServiceRow>, 'sortHref' | 'sorted'> => {
    const isCurrent = table.sort === sort;
    const descends = isCurrent ? !table.descending : firstDirection[sort] === 'descending';
    return {
      sortHref: hrefWith(path, search, { sort: `${descends ? '-' : ''}${sort}` }, ['q']),
      ...(isCurrent ? { sorted: table.descending ? 'descending' : 'ascending' } : {}),
    };
  };
  return [
    {
      key: 'service',
      header: 'Service',
      cell: ({ service }) => service,
      ...sorting('service'),
    },
    ...(withTeam
      ? [
          {
            key: 'team',
            header: 'Team',
            wideOnly: true,
            cell: ({ team }: ServiceRow) =>
              team ? (
                <Link className={classes.team} href={hrefWith(`/teams/${team}`, search, { team: null, service: null })}>
                  {team}
                </Link>
              ) : (
                <span className={classes.muted}>No team</span>
              ),
            ...sorting('team'),
          },
        ]
      : []),
    {
      key: 'tier',
      header: 'Overall',
      cell: ({ overall_tier, scores, deployment_frequency }) => (
        <OverallCell
          tier={overall_tier}
          score={scores?.overall ?? null}
          state={deployment_frequency.state}
          definition={definition}
        />
      ),
      ...sorting('tier'),
    },
    ...fourMeasures.map(
      (metric): Column<ServiceRow> => ({
        key: metric.id,
        header: metric.columnLabel,
        align: 'right',
        cell: (row) => (
          <MetricCell
            metrics={row}
            metric={metric}
            definition={definition}
            of={row.service}
            href={`${hrefWith(`/metrics/${metric.slug}`, search, { service: row.service, team: null })}#records`}
          />
        ),
        ...sorting(metric.slug),
      }),
    ),
    {
      key: 'last-deployment',
      header: 'Last deployed',
      cell: ({ lastDeployment }) =>
        lastDeployment ? (
          <Timestamp at={lastDeployment.at} zone={zone} relative />
        ) : (
          <span className={classes.muted}>Not in production yet</span>
        ),
      ...sorting('last-deployment'),
    },
    {
      key: 'version',
      header: 'Runs',
      mono: true,
      wideOnly: true,
      cell: (row) => <Version row={row} />,
      ...sorting('version'),
    },
  ];
}

/** The version in production; where production environments differ, each with its own. */
function Version({ row }: { row: ServiceRow }) {
  const named = row.running.map((running) => ({
    name: versionName(running) ?? 'not reported',
    environment: running.environment,
  }));
  const names = [...new Set(named.map(({ name }) => name))];
  if (names.length === 0) {
    return <span className={classes.muted}>{row.lastDeployment ? 'Rolled back' : 'Nothing'}</span>;
  }
  const text =
    names.length === 1 ? names[0] : named.map(({ name, environment }) => `${name} ${environment}`).join(', ');
  return <span className={classes.version}>{text}</span>;
}
