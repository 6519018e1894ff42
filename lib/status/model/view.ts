import { addDays, localDate } from '@/lib/core/time';
import type { PublicIncident, PublicState, PublicUpdate, StatusView } from '../schema';

/** A public update as it lies in an incident's log. */
export type UpdateRow = PublicUpdate & { incident: string; status: string };

const shownDays = 30;
const active = ['triage', 'investigating', 'identified', 'mitigating'];

/** The three words that outsiders need; the steps of the response are the team's own. */
export function publicState(status: string): PublicState {
  if (active.includes(status)) return 'ongoing';
  return status === 'mitigated' ? 'monitoring' : 'over';
}

/** The page from its rows, in any order. */
export function statusView(rows: UpdateRow[], now: Date): StatusView {
  const byIncident = new Map<string, UpdateRow[]>();
  for (const row of rows) byIncident.set(row.incident, [...(byIncident.get(row.incident) ?? []), row]);
  const incidents = [...byIncident.values()].map(incidentOf).sort((a, b) => (a.since < b.since ? 1 : -1));
  const isOver = ({ state }: PublicIncident) => state === 'over';
  const today = localDate(now, 'UTC');
  return {
    open: incidents.filter((incident) => !isOver(incident)),
    days: Array.from({ length: shownDays }, (_each, back) => {
      const date = addDays(today, -back);
      const begun = ({ since }: PublicIncident) => since.startsWith(date);
      // What goes on still, went on every day since; of what is over, its last update is the last that is known.
      const wentOn = (incident: PublicIncident) =>
        incident.since.slice(0, 10) <= date && (!isOver(incident) || (incident.updates[0]?.at ?? '') >= date);
      return {
        date,
        incidents: incidents.filter((incident) => isOver(incident) && begun(incident)),
        ongoing: incidents
          .filter((incident) => wentOn(incident) && !(isOver(incident) && begun(incident)))
          .map(({ id, headline }) => ({ id, headline })),
      };
    }),
    readAt: now.toISOString(),
  };
}

function incidentOf(rows: UpdateRow[]): PublicIncident {
  const updates = rows.toSorted((a, b) => (a.at < b.at ? 1 : -1));
  const [latest] = updates;
  return {
    id: latest?.incident ?? '',
    state: publicState(latest?.status ?? ''),
    headline: updates.find(({ headline }) => headline !== null)?.headline ?? null,
    since: updates.at(-1)?.at ?? '',
    updates: updates.map(({ incident: _incident, status: _status, ...update }) => update),
  };
}
