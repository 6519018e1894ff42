import type { LogEntry } from '@/lib/incidents/model/incident';
import { isActive } from '@/lib/incidents/model/status';
import type { Severity } from '@/lib/incidents/schema';
import { isWorse } from '../model';
import type { Happening } from '../schema';
import type { Arrival } from './attach';
import { change, type Desk, hasCommander, isUnaccepted, type Seat, say } from './desk';
import type { Standing } from './find-incidents';

/**
 * What follows when the last alert of an incident clears (incidents.md §9, rule 6): one that alerts opened and nobody accepted is declined;
 * one of a sender whose own lifecycle holds is resolved, until somebody commands it; for any other it is a proposal. Alerts never lower,
 * resolve or close what people are at.
 */
export function settleCleared({ sender, now }: Arrival, seat: Seat, standing: Standing, endedAt: Date): void {
  if (standing.firing > 0 || standing.total === 0 || !isActive(seat.incident.status)) return;
  const at = endedAt > now ? now : endedAt;
  const many = standing.total === 1 ? 'The alert has cleared' : `All ${standing.total} alerts have cleared`;
  const cleared = (proposes: object): LogEntry => ({
    kind: 'alerts_cleared',
    occurredAt: at,
    text: many,
    payload: { alerts: standing.total, source: sender.name, cleared_at: at.toISOString(), ...proposes },
  });
  if (standing.byAlert && isUnaccepted(seat)) {
    say(seat, cleared({}));
    change(seat, { status: 'declined', reason: 'alert_cleared' }, now);
    return;
  }
  if (sender.mode === 'live' && standing.bySource && !hasCommander(seat)) {
    const { detectedAt } = seat.incident;
    say(seat, cleared({}));
    const resolvedAt = at < detectedAt ? detectedAt : at;
    change(seat, { status: 'resolved', resolvedAt }, now);
    return;
  }
  const isStopped = seat.incident.status === 'mitigated';
  say(seat, cleared({ proposed_status: isStopped ? 'resolved' : 'mitigated' }));
}

type Told = { happening: Happening; seat: Seat; standing: Standing | null; severity: Severity | null };

/** Puts what else a sender says of its incident into the log here. Answers whether there was anything to say. */
export function tellHappening({ sender, now }: Arrival, { happening, seat, standing, severity }: Told): boolean {
  const { at } = happening;
  const occurredAt = at === null || at > now ? now : at;
  const payload = { source: sender.name };
  switch (happening.kind) {
    case 'acknowledged': {
      if (seat.locked.stored.room.acknowledgedAt !== null) return false;
      const text = `Acknowledged in ${sender.name}${happening.by ? ` by ${happening.by}` : ''}`;
      say(seat, { kind: 'acknowledged', occurredAt, text, payload: { ...payload, by: happening.by } });
      return true;
    }
    case 'note':
      say(seat, { kind: 'note', occurredAt, text: happening.text, payload });
      return true;
    case 'severity': {
      if (severity === null || !isWorse(severity, seat.incident.severity)) return false;
      if (sender.mode === 'live' && standing?.bySource && !hasCommander(seat)) {
        change(seat, { severity }, now);
        return true;
      }
      const text = `The priority in ${sender.name} is ${happening.level} now: that is ${severity} here`;
      say(seat, { kind: 'note', occurredAt, text, payload: { ...payload, proposed_severity: severity } });
      return true;
    }
  }
}

/** The incidents to look at once their alerts are stored, in the order in which they are locked. */
export function seatsOf(desk: Desk, ids: Iterable<number>): Seat[] {
  return [...new Set(ids)].sort((a, b) => a - b).flatMap((id) => desk.get(id) ?? []);
}
