'use client';

import { Button } from '@/components/ui/button';
import { clockSpan } from '@/lib/incidents/model/elapsed';
import { offerMinutes } from '@/lib/incidents/model/hand-over';
import type { IncidentDetail } from '@/lib/incidents/schema';
import type { SeatRun } from './people';
import classes from './room.module.css';

const offerMs = offerMinutes * 60_000;

type OfferBannerProps = {
  incident: IncidentDetail;
  self: string;
  now: Date;
  run: SeatRun;
  onProblem: (problem: string | null) => void;
};

/** "Accept command?", with what must be known to take it; gone when it lapses. */
export function OfferBanner({ incident, self, now, run, onProblem }: OfferBannerProps) {
  const offer = incident.roles.find(({ seat }) => seat === 'commander')?.offer;
  if (!offer || offer.to.id !== self) return null;
  const left = new Date(offer.offered_at).getTime() + offerMs - now.getTime();
  const answer = async (does: 'accept' | 'decline') => onProblem(await run({ seat: 'commander', do: does }));
  return (
    <section className={classes.offer} aria-label="Accept command?">
      <div className={classes.grow}>
        <strong>Accept command?</strong>{' '}
        <span className={classes.muted} suppressHydrationWarning>
          offered by {offer.from?.name ?? 'nobody in command'}, lapses in {clockSpan(Math.max(0, left))}
        </span>
        <p className={classes.brief}>{offer.brief}</p>
      </div>
      <Button kind="primary" onClick={() => void answer('accept')}>
        Accept command
      </Button>
      <Button onClick={() => void answer('decline')}>Decline</Button>
    </section>
  );
}
