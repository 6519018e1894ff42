import { type Column, DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { StatusBadge, type StatusTone } from '@/components/ui/status-badge';
import { Timestamp } from '@/components/ui/timestamp';
import type { KeyState } from '@/lib/keys/model';
import type { ListedKey } from '@/lib/keys/schema';
import classes from './key.module.css';
import { RevokeKey, type RevokeKeyProps } from './revoke-key';

type KeyRow = ListedKey & { state: KeyState; fromEnvironment: boolean };
type KeyTableProps = {
  keys: KeyRow[];
  zone: string;
  revoke: RevokeKeyProps['revoke'];
  paging: { first: string | null; next: string | null };
};

const states: Record<KeyState, { tone: StatusTone; word: string }> = {
  live: { tone: 'good', word: 'Live' },
  expired: { tone: 'warning', word: 'Expired' },
  revoked: { tone: 'stopped', word: 'Revoked' },
};

/** Keys with what they may do and whether they still work. */
export function KeyTable({ keys, zone, revoke, paging }: KeyTableProps) {
  const columns: Column<KeyRow>[] = [
    {
      key: 'name',
      header: 'Name, begins with',
      cell: ({ name, prefix }) => (
        <span className={classes.stack}>
          <span className={classes.name}>{name}</span>
          <code className={classes.note}>{prefix}</code>
        </span>
      ),
    },
    {
      key: 'scopes',
      header: 'Scopes',
      cell: ({ scopes }) => (
        <span className={classes.scopes}>
          {scopes.map((scope) => (
            <span key={scope} className={classes.scope}>
              {scope}
            </span>
          ))}
        </span>
      ),
    },
    {
      key: 'created',
      header: 'Created',
      cell: ({ created_at, created_by }) => (
        <span className={classes.stack}>
          <Timestamp at={created_at} zone={zone} style="date" />
          <span className={classes.note}>by {created_by}</span>
        </span>
      ),
    },
    {
      key: 'used',
      header: 'Last used',
      cell: ({ last_used_at }) => (last_used_at ? <Timestamp at={last_used_at} zone={zone} relative /> : 'never used'),
    },
    {
      key: 'expires',
      header: 'Expires',
      cell: ({ expires_at }) => (expires_at ? <Timestamp at={expires_at} zone={zone} style="date" /> : 'never'),
    },
    {
      key: 'state',
      header: 'State',
      cell: ({ state, revoked_at }) => (
        <span className={classes.stack}>
          <StatusBadge tone={states[state].tone}>{states[state].word}</StatusBadge>
          {revoked_at && (
            <span className={classes.note}>
              <Timestamp at={revoked_at} zone={zone} style="date" />
            </span>
          )}
        </span>
      ),
    },
    {
      key: 'revoke',
      header: 'Action',
      align: 'right',
      cell: ({ id, name, state, fromEnvironment }) =>
        state === 'live' ? <RevokeKey id={id} name={name} fromEnvironment={fromEnvironment} revoke={revoke} /> : null,
    },
  ];
  return (
    <DataTable
      caption="API keys"
      rows={keys}
      rowKey={({ id }) => id}
      columns={columns}
      paging={paging}
      empty={
        <EmptyState title="No API keys yet" headingLevel={2}>
          A pipeline or an alerting tool reports with a key. Create one with the scope “ingest”; the dialog shows the
          command to paste.
        </EmptyState>
      }
    />
  );
}
