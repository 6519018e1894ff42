'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { clockSpan } from '@/lib/incidents/model/elapsed';
import { offerMinutes } from '@/lib/incidents/model/hand-over';
import { seatWords } from '@/lib/incidents/model/seat-words';
import type { IncidentDetail } from '@/lib/incidents/schema';
import type { Person, Seat } from '@/lib/incidents/schema/room';
import type { SeatInput } from './room-actions';
import classes from './sections.module.css';

export type SeatRun = (input: SeatInput) => Promise<string | null>;

type PeopleProps = {
  incident: IncidentDetail;
  self: string;
  people: Person[];
  now: Date;
  /** Ids of those who have this open. */
  here: string[];
  run: SeatRun | null;
  onTakeOver: (seat: Seat) => void;
};

const offerMs = offerMinutes * 60_000;

const initial = (name: string) => name.trim().charAt(0).toUpperCase() || '?';

/** The four seats: who holds them, who may take them, what is offered to whom. */
export function People({ incident, self, people, now, here, run, onTakeOver }: PeopleProps) {
  const [problem, setProblem] = useState<string | null>(null);
  const act = async (input: SeatInput) => setProblem(run ? await run(input) : null);
  const commanderDue = incident.targets.find(({ code, state }) => code === 'commander' && state === 'pending');
  return (
    <section className={classes.section} aria-labelledby="room-people">
      <h2 id="room-people" tabIndex={-1} className={classes.heading}>
        People <span className={classes.aside}>{here.length} here</span>
      </h2>
      {problem && <Notice tone="danger">{problem}</Notice>}
      <ul className={classes.list}>
        {incident.roles.map(({ seat, holder, offer }) => (
          <li key={seat} className={classes.seat}>
            <span
              className={classes.avatar}
              data-empty={!holder || undefined}
              data-here={(holder && here.includes(holder.id)) || undefined}
              aria-hidden="true"
            >
              {holder ? initial(holder.name) : '+'}
            </span>
            <span className={classes.grow}>
              <span className={classes.strong}>
                {holder ? holder.name : seatWords[seat]}
                {holder?.id === self && <span className={classes.muted}> (you)</span>}
              </span>
              <span className={classes.muted}>
                {holder ? seatWords[seat] : 'Nobody yet'}
                {holder && !here.includes(holder.id) && ', not here'}
                {!holder && seat === 'commander' && commanderDue && (
                  <span suppressHydrationWarning>
                    , due in {clockSpan(new Date(commanderDue.due_at).getTime() - now.getTime())}
                  </span>
                )}
              </span>
              {offer && (
                <span className={classes.muted}>
                  {offer.to.id === self ? `Offered to you` : `Waiting for acceptance by ${offer.to.name}`}
                  <span suppressHydrationWarning>
                    , lapses in {clockSpan(Math.max(0, new Date(offer.offered_at).getTime() + offerMs - now.getTime()))}
                  </span>
                </span>
              )}
            </span>
            {run && (
              <span className={classes.seatButtons} data-offered={offer?.to.id === self || undefined}>
                {offer?.to.id === self ? (
                  <>
                    <Button kind="primary" onClick={() => void act({ seat, do: 'accept' })}>
                      Accept
                    </Button>
                    <Button onClick={() => void act({ seat, do: 'decline' })}>Decline</Button>
                  </>
                ) : offer?.from?.id === self ? (
                  <Button onClick={() => void act({ seat, do: 'decline' })} aria-label={`Withdraw: ${seatWords[seat]}`}>
                    Withdraw
                  </Button>
                ) : holder ? (
                  <OfferTo
                    seat={seat}
                    onTakeOver={holder.id === self ? null : () => onTakeOver(seat)}
                    people={people.filter(({ id }) => id !== holder.id)}
                    offer={(user) => void act({ seat, do: 'offer', user })}
                  />
                ) : (
                  <Button onClick={() => void act({ seat, do: 'take' })} aria-label={`Take ${seatWords[seat]}`}>
                    Take
                  </Button>
                )}
              </span>
            )}
            {offer?.to.id === self && seat !== 'commander' && <p className={classes.brief}>{offer.brief}</p>}
          </li>
        ))}
      </ul>
    </section>
  );
}

const takeOver = 'take over';

/** A person chosen from a list; the seat changes hands when they accept. */
function OfferTo({
  seat,
  onTakeOver,
  people,
  offer,
}: {
  seat: Seat;
  /** null: whoever looks holds it. */
  onTakeOver: (() => void) | null;
  people: Person[];
  offer: (id: string) => void;
}) {
  const label = onTakeOver ? 'Offer' : 'Hand over';
  return (
    <select
      className={classes.offer}
      id={`room-hand-over-${seat}`}
      aria-label={`${label}: ${seatWords[seat]}`}
      value=""
      onChange={({ currentTarget: { value } }) => (value === takeOver ? onTakeOver?.() : value && offer(value))}
    >
      <option value="">{label}</option>
      {onTakeOver && <option value={takeOver}>Take it over myself</option>}
      {people.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </select>
  );
}
