import { DataTable } from '@/components/ui/data-table';
import { Duration } from '@/components/ui/duration';
import { RunningDuration } from '@/components/ui/running-duration';
import classes from './spans.module.css';

export type ShownSpan = { label: string; anchors: string; seconds: number | null; missing: string | null };

/** The spans of an incident with both of their anchors, so that no two are taken for each other. */
export function Spans({ spans, openSeconds }: { spans: ShownSpan[]; openSeconds: number | null }) {
  const running =
    openSeconds === null
      ? []
      : [{ label: 'Running for', anchors: 'now − detected', seconds: openSeconds, missing: null }];
  return (
    <DataTable
      caption="Spans of this incident"
      rows={[...running, ...spans]}
      rowKey={({ label }) => label}
      columns={[
        { key: 'label', header: 'Span', cell: ({ label }) => <span className={classes.label}>{label}</span> },
        {
          key: 'anchors',
          header: 'From and to',
          cell: ({ anchors }) => <span className={classes.muted}>{anchors}</span>,
        },
        {
          key: 'value',
          header: 'Value',
          align: 'right',
          cell: ({ label, seconds, missing }) => {
            if (seconds === null) return <span className={classes.muted}>{missing}</span>;
            return label === 'Running for' ? <RunningDuration seconds={seconds} /> : <Duration seconds={seconds} />;
          },
        },
      ]}
      empty={null}
    />
  );
}
