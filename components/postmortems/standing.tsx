import type { ReactNode } from 'react';
import { Timestamp } from '@/components/ui/timestamp';
import { formatDuration } from '@/lib/core/format';
import type { PostmortemView } from '@/lib/postmortems/load';
import classes from './standing.module.css';
import { type TakeAction, TakeButton } from './take-button';

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** Whose it is, who reviews it, by when it is due. */
export function Standing({ view, take }: { view: PostmortemView; take: TakeAction | null }) {
  const { owner, dueAt, lateSeconds, publishedAt, isOverdue, reviews, seats, key } = view;
  const approvals = reviews.filter(({ isApproval, isCurrent }) => isApproval && isCurrent);
  const seat = seats.find(({ name }) => name === owner)?.seat;
  return (
    <div className={classes.standing}>
      <dl className={classes.facts}>
        <Fact label="Owner">{owner ? (seat ? `${owner} · ${seat.replace('_', ' ')}` : owner) : 'nobody yet'}</Fact>
        <Fact label="Reviewers">
          {approvals.length > 0
            ? approvals.map(({ reviewer }) => reviewer).join(', ')
            : 'approved by one who held no role in the incident'}
        </Fact>
        {publishedAt ? (
          <Fact label="Published">
            <Timestamp at={publishedAt} zone="UTC" /> UTC
            {lateSeconds !== null && `, ${formatDuration(lateSeconds)} late`}
          </Fact>
        ) : (
          <Fact label="Publishing due">
            {isOverdue && lateSeconds !== null && (
              <strong className={classes.late}>{formatDuration(lateSeconds)} late</strong>
            )}
            {dueAt ? (
              <>
                <Timestamp at={dueAt} zone="UTC" /> UTC
              </>
            ) : (
              'no date'
            )}
          </Fact>
        )}
      </dl>
      {take && !view.isOwn && view.state !== 'published' && <TakeButton incidentKey={key} take={take} />}
    </div>
  );
}
