import type { ActionPriority, ActionStatus, ActionType } from '@/lib/actions/schema';
import { addDays, localDate } from '@/lib/core/time';
import type { Severity } from '@/lib/incidents/schema';
import { peopleOf } from './company';
import { randomFrom } from './random';

export type DemoIncident = { key: string; severity: Severity; service: string; team: string; endedAt: Date };
export type DemoActionItem = {
  incident: string;
  text: string;
  type: ActionType;
  owner: string | null;
  dueOn: string | null;
  priority: ActionPriority;
  issueUrl: string | null;
  createdAt: Date;
  /** What it became, and when; null while it is as it was written. */
  became: { status: Exclude<ActionStatus, 'open'>; at: Date } | null;
};

const kinds: readonly [ActionType, (service: string) => string][] = [
  ['prevent', (service) => `Release connections of ${service} after each query`],
  ['detect', (service) => `Alert on ${service} pool usage above 80\u202f%`],
  ['prevent', (service) => `Extend the load test of ${service} to 30\u202fmin`],
  ['mitigate', (service) => `Canary 1\u202f% for 15\u202fmin on each deploy of ${service}`],
  ['process', (service) => `Add read-only mode to the ${service} runbook`],
  ['prevent', (service) => `Rate-limit retries of ${service}`],
  ['detect', (service) => `Show the p95 of ${service} at each canary step`],
  ['mitigate', (service) => `Add a kill switch to the new flow of ${service}`],
  ['process', (service) => `Name a second reviewer for migrations of ${service}`],
];
const terms: Record<Severity, number> = { SEV1: 28, SEV2: 42, SEV3: 60 };
const dayMs = 86_400_000;

/** What the post-mortems of the demo company promised, and what became of it by `now`: most of it kept, some of it late. */
export function demoActionItems(incidents: DemoIncident[], now: Date): DemoActionItem[] {
  const random = randomFrom('action items');
  return incidents.flatMap((incident) => {
    const count = incident.severity === 'SEV1' ? Math.round(random.between(1, 3.4)) : Number(random.chance(0.5));
    return Array.from({ length: count }, (): DemoActionItem => {
      const [type, words] = kinds[Math.floor(random.unit() * kinds.length)] ?? kinds[0] ?? ['prevent', String];
      const createdAt = new Date(incident.endedAt.getTime() + random.between(0.5, 3) * dayMs);
      const days = terms[incident.severity] * random.between(0.4, 1);
      const doneAt = new Date(createdAt.getTime() + days * random.around(0.85, 0.55) * dayMs);
      const begunAt = new Date(createdAt.getTime() + days * random.between(0.2, 0.6) * dayMs);
      const isCancelled = random.chance(0.06);
      const isStuck = random.chance(0.08);
      const over = { status: isCancelled ? ('cancelled' as const) : ('done' as const), at: doneAt };
      const begun = { status: 'in_progress' as const, at: begunAt };
      const number = 100 + Math.floor(random.unit() * 900);
      return {
        incident: incident.key,
        text: words(incident.service),
        type,
        owner: random.chance(0.95) ? random.pick(peopleOf(incident.team)) : null,
        dueOn: random.chance(0.96) ? addDays(localDate(createdAt, 'UTC'), Math.round(days)) : null,
        priority: random.chance(incident.severity === 'SEV1' ? 0.6 : 0.25) ? 'P1' : random.chance(0.6) ? 'P2' : 'P3',
        issueUrl: random.chance(0.75) ? `https://git.example/acme/${incident.service}/issues/${number}` : null,
        createdAt,
        became: !isStuck && doneAt <= now ? over : begunAt <= now ? begun : null,
      };
    }).filter(({ createdAt }) => createdAt <= now);
  });
}
