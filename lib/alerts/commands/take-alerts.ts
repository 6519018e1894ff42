import { ensureCatalog } from '@/lib/catalog/commands/ensure';
import { sha256 } from '@/lib/core/ids';
import { isActive } from '@/lib/incidents/model/status';
import type { Severity } from '@/lib/incidents/schema';
import { summaryOf } from '../model';
import type { Happening, IncomingAlert } from '../schema';
import { type GroupKey, lockAlerts, lockGroups, storeAlerts } from './alert-rows';
import { type Arrival, arrives, attach, type Bundle, lockActive } from './attach';
import { Desk } from './desk';
import { incidentsOf, standingOf } from './find-incidents';
import { type Folded, foldAlerts, type Told } from './fold-alerts';
import { seatsOf, settleCleared, tellHappening } from './settle-alerts';

/** What a source makes of what its alerts do not say, and of the sender's words. */
export type Reading = {
  severityOf: (level: string | null) => Severity | null;
  service: string | null;
  environment: string;
};

export type Delivered = { alerts: IncomingAlert[]; happenings: Happening[] };

export type Taken = {
  outcome: 'applied' | 'ignored' | 'duplicate';
  reason: string;
  incidents: { id: number; number: number }[];
};

/**
 * Takes what one delivery says of alerts into the caller's transaction (incidents.md §9): counts repeats, keeps ends that come before
 * their starts, adds what fires to the open incident of its service and environment or opens one, and settles incidents whose alerts have
 * all cleared. Locks groups, then alerts, then incidents, each in the order of their keys.
 */
export async function takeAlerts(arrival: Arrival, reading: Reading, delivered: Delivered): Promise<Taken> {
  const { tx, actor, sender, receivedAt, now } = arrival;
  const { alerts, happenings } = delivered;
  const keys = await groupKeys(arrival, reading, alerts);
  const groups = await lockGroups(tx, keys, now);
  const known = await lockAlerts(tx, {
    sourceId: sender.sourceId,
    dedupKeys: alerts.map((alert) => alert.dedupKey),
    identities: alerts.map((alert) => alert.identity),
    mentioned: happenings.map((happening) => happening.identity),
  });
  const placed = alerts.flatMap((alert, index) => {
    const group = groups.get(keys[index]?.key ?? '');
    const severity = alert.attachesOnly ? null : reading.severityOf(alert.level);
    return group ? [{ alert: { ...alert, severity }, group }] : [];
  });
  const folded = foldAlerts(placed, known, receivedAt);
  await storeAlerts(tx, sender.sourceId, folded.changed);

  const desk = new Desk(tx, actor, now);
  const { told } = folded;
  const idsOf = (some: Told[]) => some.flatMap(({ row }) => (row.id === null ? [] : [row.id]));
  const ended = told.filter(({ step }) => step === 'clear');
  const mentioned = new Set(happenings.map((happening) => happening.identity));
  const latest = new Map(
    known.filter(({ identity }) => mentioned.has(identity)).map((row) => [row.identity, row.id ?? 0]),
  );
  const concerned = await incidentsOf(tx, [...idsOf(ended), ...latest.values()]);
  await desk.lock(concerned.map(({ incidentId }) => incidentId));
  const arriving = told.filter(arrives);
  // Those that are open already come first, in the order of their ids as far as that can be known; new ones nobody else has seen.
  const bundles: Bundle[] = [];
  for (const group of groups.values()) {
    const own = arriving.filter((each) => each.group === group);
    if (own.length > 0) bundles.push({ group, told: own, present: await lockActive(arrival, desk, group) });
  }
  const standings = await standingOf(tx, desk.ids(), sender.sourceId, now);
  const counts = { opened: 0, joined: 0, unattached: 0 };
  for (const bundle of bundles) {
    const { outcome, count } = await attach(arrival, desk, bundle, standings);
    counts[outcome] += outcome === 'opened' ? 1 : count;
  }

  const endedAt = new Map<number, Date>();
  for (const { incidentId, alertId } of concerned) {
    const end = ended.find(({ row }) => row.id === alertId)?.row.endsAt;
    const before = endedAt.get(incidentId);
    if (end && (!before || end > before)) endedAt.set(incidentId, end);
  }
  const after = await standingOf(tx, [...endedAt.keys()], sender.sourceId, now);
  for (const seat of seatsOf(desk, endedAt.keys())) {
    const standing = after.get(seat.locked.stored.id);
    const end = endedAt.get(seat.locked.stored.id);
    if (standing && end) settleCleared(arrival, seat, standing, end);
  }
  const said = happenings.filter((happening) => {
    const incidentId = concerned.find(({ alertId }) => alertId === latest.get(happening.identity))?.incidentId;
    const seat = incidentId === undefined ? null : desk.get(incidentId);
    if (!seat || !isActive(seat.incident.status)) return false;
    const severity = happening.kind === 'severity' ? reading.severityOf(happening.level) : null;
    const standing = standings.get(seat.locked.stored.id) ?? null;
    return tellHappening(arrival, { happening, seat, standing, severity });
  });
  const incidents = await desk.write();
  return { ...verdict(folded, counts, happenings, said), incidents };
}

/** Where each alert belongs: to its service and environment, or to a group that the sender names. */
async function groupKeys({ tx, sender }: Arrival, reading: Reading, alerts: IncomingAlert[]): Promise<GroupKey[]> {
  const serviceOf = (alert: IncomingAlert) => alert.service ?? reading.service;
  const environmentOf = (alert: IncomingAlert) => alert.environment ?? reading.environment;
  const unique = (names: (string | null)[]) => [...new Set(names.filter((name) => name !== null))];
  const catalog = await ensureCatalog(tx, {
    services: unique(alerts.map(serviceOf)),
    environments: unique(alerts.map(environmentOf)),
    teams: [],
  });
  return alerts.map((alert) => {
    const serviceId = catalog.services.get(serviceOf(alert) ?? '')?.id ?? null;
    const environmentId = catalog.environments.get(environmentOf(alert)) ?? null;
    const isNamed = alert.isGroupExplicit || serviceId === null;
    const own = sha256(`${environmentId} ${alert.groupKey ?? alert.identity}`).toString('hex');
    const key = isNamed ? `source:${sender.sourceId}/${own}` : `service:${serviceId}/${environmentId}`;
    return { key, serviceId, environmentId };
  });
}

function verdict(
  { told, isSkewed }: Folded,
  counts: Record<'opened' | 'joined' | 'unattached', number>,
  happenings: Happening[],
  said: Happening[],
): Pick<Taken, 'outcome' | 'reason'> {
  const count = (step: Told['step']) => told.filter((each) => each.step === step).length;
  const steps = {
    new: count('new'),
    repeat: count('repeat'),
    late: count('late'),
    clear: count('clear'),
    early: count('early'),
    stale: count('stale'),
  };
  const skew = isSkewed ? ' The sender’s clock is ahead: the time of receipt was taken.' : '';
  if (told.length === 0 && happenings.length > 0) {
    return said.length > 0
      ? { outcome: 'applied', reason: 'Put into the timeline.' }
      : { outcome: 'ignored', reason: 'It names nothing that is open here, or says what is known.' };
  }
  const isNews = steps.new + steps.late + steps.clear + steps.early > 0;
  const onlyUnattached =
    isNews && counts.unattached === steps.new + steps.late + steps.clear + steps.early && steps.new > 0;
  const reason = `${summaryOf({ ...steps, ...counts })}${skew}`;
  return { outcome: !isNews ? 'duplicate' : onlyUnattached ? 'ignored' : 'applied', reason };
}
