import { Notice } from '@/components/ui/notice';
import { StatusBadge } from '@/components/ui/status-badge';
import classes from './log.module.css';

type Verdict =
  | { ok: true; headSeq: number; headHash: string }
  | { ok: false; seq: number; reason: 'missing' | 'changed' | 'reordered' };

const reasons = {
  missing: 'is missing',
  changed: 'is not as it was written',
  reordered: 'does not follow the row before it',
} as const;

/** Whether the log is as it was written; the head to note elsewhere, since only that shows rows cut off at the end. */
export function AuditChain({ verdict }: { verdict: Verdict }) {
  if (!verdict.ok) {
    return (
      <Notice tone="danger">
        Row #{verdict.seq} of the audit log {reasons[verdict.reason]}. Somebody changed the table past Fairlead: compare
        it with a backup, and find out who has access to the database.
      </Notice>
    );
  }
  if (verdict.headSeq === 0) return <Notice>The audit log has no rows yet.</Notice>;
  return (
    <div className={classes.chain}>
      <StatusBadge tone="good">Chain verified up to #{verdict.headSeq}</StatusBadge>
      <code className={classes.hash}>{verdict.headHash}</code>
    </div>
  );
}
