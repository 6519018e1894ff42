import { DataTable } from '@/components/ui/data-table';
import { Duration } from '@/components/ui/duration';
import { EmptyState } from '@/components/ui/empty-state';
import { Link } from '@/components/ui/link';
import { formatCount } from '@/lib/core/format';
import classes from './carried-changes.module.css';

export type ShownChange = {
  sha: string;
  title: string | null;
  author: string | null;
  authorKind: 'human' | 'bot';
  url: string | null;
  committedAt: string;
  mergedAt: string | null;
  isFirst: boolean;
  mergeSeconds: number | null;
  commitSeconds: number | null;
  first: { key: number; id: string } | null;
  leftOut: { handbook: string | null; dora: string | null };
};

const mostListed = 1000;

/** The changes that a deployment carried: how long each took on its way here, and whether that counts. */
export function CarriedChanges({ changes }: { changes: ShownChange[] }) {
  return (
    <DataTable
      caption="Changes"
      rows={changes}
      rowKey={({ sha }) => sha}
      columns={[
        { key: 'change', header: 'Change', cell: (change) => <ChangeName change={change} /> },
        {
          key: 'author',
          header: 'Author',
          cell: ({ author, authorKind }) => (
            <span>
              {author ?? <span className={classes.muted}>not reported</span>}
              {authorKind === 'bot' && <span className={classes.muted}> · bot</span>}
            </span>
          ),
        },
        {
          key: 'review',
          header: 'Commit → merge',
          align: 'right',
          cell: ({ committedAt, mergedAt }) =>
            mergedAt ? (
              <Duration seconds={(new Date(mergedAt).getTime() - new Date(committedAt).getTime()) / 1000} />
            ) : (
              <span className={classes.muted}>no pull request</span>
            ),
        },
        {
          key: 'merge',
          header: 'Merge → production',
          align: 'right',
          cell: (change) => <Lead change={change} seconds={change.mergeSeconds} />,
        },
        {
          key: 'commit',
          header: 'Commit → production',
          align: 'right',
          cell: (change) => <Lead change={change} seconds={change.commitSeconds} />,
        },
        { key: 'counts', header: 'In lead time', cell: (change) => <Counted change={change} /> },
      ]}
      empty={
        <EmptyState title="It names no changes">
          Send <code>changes</code> with the deployment, or report commits to <code>/api/v1/changes</code> and name{' '}
          <code>commit</code>, and their lead times appear here.
        </EmptyState>
      }
      {...(changes.length >= mostListed
        ? { paging: { first: null, next: null, note: `The first ${formatCount(mostListed, 'change')} by commit time` } }
        : {})}
    />
  );
}

function ChangeName({ change: { sha, title, url } }: { change: ShownChange }) {
  const name = title ?? 'No title reported';
  return (
    <span className={classes.name}>
      {url ? (
        <a href={url} rel="noreferrer" className={classes.title}>
          {name}
        </a>
      ) : (
        <span className={classes.title}>{name}</span>
      )}
      <code className={classes.sha}>{sha.slice(0, 12)}</code>
    </span>
  );
}

function Lead({ change, seconds }: { change: ShownChange; seconds: number | null }) {
  if (!change.isFirst || seconds === null) return <span className={classes.muted}>not with this one</span>;
  return <Duration seconds={seconds} />;
}

/** By both definitions, which nearly always agree. */
function Counted({ change: { leftOut, isFirst, first } }: { change: ShownChange }) {
  const { handbook, dora } = leftOut;
  const link = !isFirst && first && (
    <>
      {' · first with '}
      <Link href={`/deployments/${first.key}`}>{first.id}</Link>
    </>
  );
  if (handbook === dora) {
    return handbook === null ? (
      'Counts'
    ) : (
      <span className={classes.muted}>
        No: {handbook}
        {link}
      </span>
    );
  }
  return (
    <span className={classes.muted}>
      {handbook === null ? 'By the handbook' : 'By DORA'} only: {handbook ?? dora}
    </span>
  );
}
