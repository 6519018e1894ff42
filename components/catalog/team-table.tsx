import { Card } from '@/components/ui/card';
import { type Column, DataTable } from '@/components/ui/data-table';
import { Delta } from '@/components/ui/delta';
import { Link } from '@/components/ui/link';
import { formatCount, formatNumber } from '@/lib/core/format';
import { hrefWith } from '@/lib/core/page-href';
import type { Search } from '@/lib/core/page-search';
import type { TeamTable as Table } from '@/lib/metrics/load/team-table';
import { fourMeasures } from '@/lib/metrics/model/measures';
import { headlineOf } from '@/lib/metrics/model/why';
import { MetricCell, OverallCell } from './metric-cell';
import { serviceHref } from './service-href';
import classes from './team-table.module.css';

type Team = Table['teams'][number];

const shownServices = 6;

/** Teams with the metrics of all their services together and how they moved. */
export function TeamTable({ table, search }: { table: Table; search: Search }) {
  const { definition } = table.query;
  const href = ({ team }: Team) =>
    hrefWith(`/teams/${encodeURIComponent(team)}`, search, { team: null, service: null });
  const columns: Column<Team>[] = [
    { key: 'team', header: 'Team', cell: ({ name }) => name },
    {
      key: 'services',
      header: 'Services',
      cell: (row) =>
        row.services.length === 0 ? (
          <span className={classes.muted}>No services any more</span>
        ) : (
          <span className={classes.services}>
            {row.services.slice(0, shownServices).map((service) => (
              <Link key={service} href={serviceHref(service, search)}>
                {service}
              </Link>
            ))}
            {row.services.length > shownServices && (
              <Link href={href(row)}>{formatCount(row.services.length - shownServices, 'other', 'others')}</Link>
            )}
          </span>
        ),
    },
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
    },
    ...fourMeasures.map(
      (metric): Column<Team> => ({
        key: metric.id,
        header: metric.columnLabel,
        align: 'right',
        cell: (row) => (
          <MetricCell
            metrics={row}
            metric={metric}
            definition={definition}
            of={`team ${row.name}`}
            href={`${hrefWith(`/metrics/${metric.slug}`, search, { team: row.team, service: null })}#records`}
            change={
              <Delta
                value={headlineOf(row, metric.id, definition)}
                previous={headlineOf(row.previous, metric.id, definition)}
                unit={metric.unit}
                better={metric.better}
                withPrevious={false}
              />
            }
          />
        ),
      }),
    ),
  ];
  return (
    <Card title="Teams" note={formatNumber(table.teams.length)} flush>
      <DataTable
        caption="Teams"
        rows={table.teams}
        rowKey={({ team }) => team}
        rowHref={href}
        columns={columns}
        empty={null}
      />
    </Card>
  );
}
