import { place } from '@/components/charts/plot';
import { DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import type { Completion } from '@/lib/actions/queries/completion';
import { formatNumber, formatPercent, formatShare } from '@/lib/core/format';
import type { TargetCount } from '@/lib/incidents/queries/learning';
import classes from './learning.module.css';

/** A share as a bar with its counts; words where there is nothing to share. */
function Share({ part, whole, absent }: { part: number; whole: number; absent: string }) {
  if (whole === 0) return <span className={classes.none}>{absent}</span>;
  const ratio = part / whole;
  return (
    <span className={classes.share}>
      <span className={classes.track} aria-hidden="true">
        <span className={classes.bar} style={place({ '--share': `${ratio * 100}%` })} />
      </span>
      <span>
        {formatPercent(ratio)} <span className={classes.none}>{formatShare(part, whole)}</span>
      </span>
    </span>
  );
}

const targetNames: Record<string, string> = {
  commander: 'Commander seated',
  rollback_started: 'Rollback started',
  rollback_verified: 'Rollback verified',
  cause_or_hotfix: 'Cause or hotfix',
  resolved: 'Resolved',
  postmortem: 'Post-mortem published',
};

/** Response targets by code: met of those that were due and applied. */
export function TargetTable({ targets }: { targets: TargetCount[] }) {
  return (
    <DataTable
      caption="Response targets met"
      rows={targets}
      rowKey={({ code }) => code}
      columns={[
        { key: 'target', header: 'Target', cell: ({ code }) => targetNames[code] ?? code },
        {
          key: 'met',
          header: 'Met',
          cell: ({ met, missed }) => <Share part={met} whole={met + missed} absent="none was due" />,
        },
        { key: 'missed', header: 'Missed', align: 'right', cell: ({ missed }) => formatNumber(missed) },
        { key: 'pending', header: 'Pending', align: 'right', cell: ({ pending }) => formatNumber(pending) },
        {
          key: 'rest',
          header: 'Waived or not applicable',
          align: 'right',
          cell: ({ waived, notApplicable }) => formatNumber(waived + notApplicable),
        },
      ]}
      empty={
        <EmptyState title="No response target in this window">
          A SEV1 or SEV2 opens its targets when it is declared, and again when it is re-opened.
        </EmptyState>
      }
    />
  );
}

/** Action items done within the term of their severity. */
export function CompletionTable({ completion }: { completion: Completion[] }) {
  return (
    <DataTable
      caption="Action items done in time"
      rows={completion}
      rowKey={({ severity }) => severity}
      columns={[
        {
          key: 'severity',
          header: 'Severity',
          cell: ({ severity, termDays }) => `${severity}, within ${termDays / 7} weeks`,
        },
        {
          key: 'share',
          header: 'Done in time',
          cell: ({ inTime, decided }) => <Share part={inTime} whole={decided} absent="none came due" />,
        },
        {
          key: 'late',
          header: 'Not in time',
          align: 'right',
          cell: ({ inTime, decided }) => formatNumber(decided - inTime),
        },
      ]}
      empty={
        <EmptyState title="No action item came due in this window">
          Action items of a SEV1 have 4 weeks, those of a SEV2 8 weeks, from when they were written.
        </EmptyState>
      }
    />
  );
}
