import { type Column, DataTable } from '@/components/ui/data-table';
import { Duration } from '@/components/ui/duration';
import { formatCount, formatNumber } from '@/lib/core/format';
import type { LearningSummary, SpanSummary } from '@/lib/incidents/model/learning';
import classes from './learning.module.css';

const seconds = (value: number | null) =>
  value === null ? <span className={classes.none}>no value</span> : <Duration seconds={value} />;

function number(key: 'n' | 'pending' | 'missing' | 'invalid', header: string): Column<SpanSummary> {
  return { key, header, align: 'right', cell: (span) => formatNumber(span[key]) };
}

/** Every span with its statistics, and how many incidents are not in them and why; below it what is left out altogether. */
export function SpanTable({ summary }: { summary: LearningSummary }) {
  return (
    <>
      <DataTable
        caption="Spans of the incidents of this window"
        rows={summary.spans}
        rowKey={({ id }) => id}
        columns={[
          {
            key: 'span',
            header: 'Span',
            cell: ({ label, anchors }) => (
              <span className={classes.span}>
                <span>{label}</span>
                <span className={classes.anchors}>{anchors}</span>
              </span>
            ),
          },
          { key: 'median', header: 'Median', align: 'right', cell: ({ medianSeconds }) => seconds(medianSeconds) },
          { key: 'p90', header: 'p90', align: 'right', cell: ({ p90Seconds }) => seconds(p90Seconds) },
          { key: 'mean', header: 'Mean', align: 'right', cell: ({ meanSeconds }) => seconds(meanSeconds) },
          number('n', 'n, counted'),
          number('pending', 'Pending'),
          number('missing', 'Missing'),
          number('invalid', 'Invalid'),
        ]}
        empty={null}
      />
      <SpanRules summary={summary} />
    </>
  );
}

function SpanRules({ summary: { incidents, reopened, backfilled, leftOut } }: { summary: LearningSummary }) {
  const { drills, declined, merged, cancelled } = leftOut;
  return (
    <ul className={classes.rules}>
      <li>
        Only values with both times count. Pending: the end can still come. Missing: a time was never told. Invalid: it
        ends before it begins.
      </li>
      <li>
        Re-opened, here {formatNumber(reopened)} of {formatCount(incidents, 'incident')}: one incident all the same,
        from its first detection; its first mitigation and its last resolution count. While it is open again, its time
        to restore is pending.
      </li>
      <li>
        Left out: {formatCount(drills, 'drill or test', 'drills and tests')}, {formatNumber(declined)} declined,{' '}
        {formatNumber(merged)} merged, {formatNumber(cancelled)} cancelled.
        {backfilled > 0 && ` ${formatNumber(backfilled)} were over when they were reported; they count.`}
      </li>
      <li>
        Incidents are in the window by their detection, in every environment. The metric “Time to restore” goes by
        resolution in production, so the two can differ.
      </li>
    </ul>
  );
}

/** The medians for each severity by itself. */
export function SeveritySpans({ summary }: { summary: LearningSummary }) {
  const columns = summary.spans.map(({ id, label }) => ({
    key: id,
    header: label,
    align: 'right' as const,
    cell: ({ spans }: LearningSummary['bySeverity'][number]) => {
      const span = spans.find((each) => each.id === id);
      if (!span || span.medianSeconds === null) return <span className={classes.none}>no value</span>;
      return (
        <>
          <Duration seconds={span.medianSeconds} /> <span className={classes.none}>n {formatNumber(span.n)}</span>
        </>
      );
    },
  }));
  return (
    <DataTable
      caption="Medians by severity"
      rows={summary.bySeverity}
      rowKey={({ severity }) => severity}
      columns={[
        { key: 'severity', header: 'Severity', cell: ({ severity }) => severity },
        {
          key: 'incidents',
          header: 'Incidents',
          align: 'right',
          cell: ({ incidents }) => formatNumber(incidents),
        },
        ...columns,
      ]}
      empty={null}
    />
  );
}
