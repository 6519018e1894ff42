import { type AlertStep, stepOf, timesOf } from '../model';
import type { GradedAlert } from '../schema';
import type { AlertRow, LockedGroup } from './alert-rows';

/** An alert of a delivery with the group that it belongs to. */
export type PlacedAlert = { alert: GradedAlert; group: LockedGroup };
/** What became of it. */
export type Told = { step: AlertStep; row: AlertRow; group: LockedGroup; attachesOnly: boolean };
export type Folded = { told: Told[]; changed: AlertRow[]; isSkewed: boolean };

/**
 * Takes the alerts of a delivery one after the other on top of what is known. An alert that fires anew ends an older firing of the same
 * identity, whose end was never told.
 */
export function foldAlerts(placed: PlacedAlert[], known: AlertRow[], receivedAt: Date): Folded {
  const byKey = new Map(known.toSorted((a, b) => (a.id ?? 0) - (b.id ?? 0)).map((row) => [row.dedupKey, row]));
  const rows = [...known];
  const told: Told[] = [];
  const changed = new Set<AlertRow>();
  let isSkewed = false;
  const tell = (step: AlertStep, row: AlertRow, { alert, group }: PlacedAlert) => {
    told.push({ step, row, group, attachesOnly: alert.severity === null });
    if (step !== 'stale') changed.add(row);
  };
  for (const each of placed) {
    const { alert } = each;
    const times = timesOf(alert, receivedAt);
    isSkewed ||= times.isSkewed;
    const before = byKey.get(alert.dedupKey) ?? null;
    const step = stepOf(before, alert, times);
    if (!before || step === 'new' || step === 'early') {
      const row = newRow(each, times, receivedAt);
      if (step === 'new') {
        const older = rows.filter(
          (one) => one.identity === row.identity && one.state === 'firing' && one.startsAt <= row.startsAt,
        );
        for (const one of older) {
          Object.assign(one, { state: 'resolved', endsAt: row.startsAt });
          tell('clear', one, each);
        }
      }
      byKey.set(alert.dedupKey, row);
      rows.push(row);
      tell(step, row, each);
      continue;
    }
    if (step === 'clear') {
      const end = times.endsAt && times.endsAt > before.startsAt ? times.endsAt : before.startsAt;
      Object.assign(before, { state: 'resolved', endsAt: end });
    } else if (step === 'late') {
      before.firedAt = receivedAt;
      if (times.startsAt < before.startsAt) before.startsAt = times.startsAt;
    } else if (step === 'repeat' && alert.state === 'firing') {
      before.count += 1;
    }
    if (step !== 'stale' && receivedAt > before.lastSeenAt) before.lastSeenAt = receivedAt;
    tell(step, before, each);
  }
  return { told, changed: [...changed], isSkewed };
}

function newRow(
  { alert, group }: PlacedAlert,
  { startsAt, endsAt }: { startsAt: Date; endsAt: Date | null },
  receivedAt: Date,
): AlertRow {
  const { dedupKey, identity, state, title, summary, url, level, severity, labels } = alert;
  return {
    id: null,
    groupId: group.id,
    dedupKey,
    identity,
    state,
    title,
    summary,
    url,
    level,
    severity,
    labels,
    startsAt,
    endsAt,
    firedAt: state === 'firing' ? receivedAt : null,
    firstSeenAt: receivedAt,
    lastSeenAt: receivedAt,
    count: 1,
  };
}
