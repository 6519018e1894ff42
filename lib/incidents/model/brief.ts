import { formatInZone } from '@/lib/core/time';
import type { Incident } from './incident';
import type { Room } from './room';

/** What the one who takes over must know: state, the last decisions, open tasks, what is promised next (incidents.md §8). Times in UTC. */
export function handOverBrief(
  incident: Pick<Incident, 'severity' | 'status' | 'detectedAt'>,
  room: Room,
  decisions: { text: string; at: Date }[],
): string {
  const clock = (at: Date) => `${formatInZone(at, 'UTC', 'clock')} UTC`;
  const open = room.tasks.filter((task) => task.doneAt === null);
  const next = room.targets
    .filter(({ state }) => state === 'pending')
    .sort((a, b) => a.dueAt.getTime() - b.dueAt.getTime())[0];
  return [
    `${incident.severity}, ${incident.status}, detected ${clock(incident.detectedAt)}.`,
    decisions.length > 0
      ? `Decisions: ${decisions.map(({ text, at }) => `${clock(at)} ${text}`).join('; ')}.`
      : 'No decision is on record.',
    open.length > 0
      ? `Open tasks: ${open.map(({ text, assignee }) => (assignee ? `${text} (${assignee.name})` : text)).join('; ')}.`
      : 'No task is open.',
    room.nextUpdateDueAt ? `Next update is due at ${clock(room.nextUpdateDueAt)}.` : 'No update is promised.',
    ...(next ? [`Next target: ${next.code.replaceAll('_', ' ')} by ${clock(next.dueAt)}.`] : []),
  ].join('\n');
}
