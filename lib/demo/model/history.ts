import { changeWords, type DemoService, demoServices, incidentWords, peopleOf } from './company';
import { type Random, randomFrom } from './random';

/** One line as /api/v1/bulk takes it, with the instant at which it was sent. */
export type DemoEvent = { at: number; line: Record<string, unknown> };

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const demoDays = 730;

const iso = (ms: number) => new Date(ms).toISOString();

/** Weekdays are busy, weekends nearly still; Fridays and the last days of December slow. */
function workload(dayStart: number): number {
  const date = new Date(dayStart);
  const holidays =
    (date.getUTCMonth() === 11 && date.getUTCDate() > 22) || (date.getUTCMonth() === 0 && date.getUTCDate() < 3);
  const weekday = [0.06, 1.15, 1.2, 1.2, 1.1, 0.65, 0.06][date.getUTCDay()] ?? 1;
  return holidays ? weekday * 0.15 : weekday;
}

/** Everything one service reported in two years, in no particular order. */
function serviceHistory(service: DemoService, end: number): DemoEvent[] {
  const random = randomFrom(service.slug);
  const events: DemoEvent[] = [];
  const first = Math.floor(end / dayMs) * dayMs - (demoDays - 1) * dayMs;
  let build = 100 + Math.floor(random.between(0, 400));
  let minor = 0;
  let running = 'v2.0.0';

  for (let day = 0; day < demoDays; day += 1) {
    const dayStart = first + day * dayMs;
    const progress = day / demoDays;
    const along = ([from, to]: readonly [number, number]) => from + (to - from) * progress;
    const times = Array.from({ length: random.count(along(service.deploysPerDay) * workload(dayStart)) }, () =>
      Math.round(dayStart + (7.5 + 10 * random.unit()) * hourMs + random.between(0, hourMs)),
    ).sort((a, b) => a - b);
    for (const finished of times) {
      if (finished > end) continue;
      build += 1;
      minor += 1;
      const id = `${service.slug}-${build}`;
      const made = release(service, random, { id, version: `v2.${minor}.0`, running, finished, end }, along);
      running = runningAfter(made) ?? running;
      events.push(...made);
    }
    if (random.chance(0.0012))
      events.push(outage(service, random, dayStart + random.between(0, 24) * hourMs, end, along));
  }
  return events.filter((event) => event.at <= end);
}

/** `running`: the version that it replaces, and that a rollback puts back. */
type Release = { id: string; version: string; running: string; finished: number; end: number };
type Along = (trend: readonly [number, number]) => number;

/** The version that production serves after these events; undefined when none of them reached it. */
function runningAfter(events: DemoEvent[]): string | undefined {
  const served = events
    .filter(
      ({ line }) => line.environment === 'production' && line.status === 'succeeded' && line.type === 'deployment',
    )
    .sort((a, b) => a.at - b.at);
  return served.at(-1)?.line.version as string | undefined;
}

/** One release: perhaps staging first, then production, and what followed when it was bad. */
function release(
  service: DemoService,
  random: Random,
  { id, version, running, finished, end }: Release,
  along: Along,
): DemoEvent[] {
  const duration = Math.round(random.around(6, 0.4) * minuteMs);
  const changes = changesOf(service, random, finished, along);
  const base = {
    type: 'deployment',
    service: service.slug,
    team: service.team,
    repository: `acme/${service.slug}`,
    version,
  };
  const deployment = (overrides: Record<string, unknown>, at: number): DemoEvent => ({
    at,
    line: {
      ...base,
      id,
      environment: 'production',
      status: 'succeeded',
      started_at: iso(at - duration),
      finished_at: iso(at),
      commit: changes[0]?.sha,
      actor: 'release-bot',
      strategy: random.pick(['rolling', 'rolling', 'canary', 'blue_green']),
      url: `https://ci.example.com/acme/${service.slug}/runs/${id}`,
      changes,
      ...overrides,
    },
  });

  const staging = service.hasStaging
    ? [
        deployment(
          { id: `${id}-staging`, environment: 'staging' },
          finished - Math.round(random.between(0.5, 3) * hourMs),
        ),
      ]
    : [];
  const outcome = random.unit();
  if (outcome < 0.012) return [...staging, deployment({ status: 'cancelled' }, finished)];
  if (outcome < 0.012 + along(service.failed)) {
    const again = finished + Math.round(random.between(0.4, 3) * hourMs);
    return [...staging, deployment({ status: 'failed' }, finished), deployment({ id: `${id}-retry` }, again)];
  }
  if (!random.chance(along(service.bad))) return [...staging, deployment({}, finished)];
  return [...staging, ...badRelease(service, random, { id, version, running, finished, end }, along, deployment)];
}

function badRelease(
  service: DemoService,
  random: Random,
  { id, version, running, finished, end }: Release,
  along: Along,
  deployment: (overrides: Record<string, unknown>, at: number) => DemoEvent,
): DemoEvent[] {
  const rolledBack = random.chance(0.55);
  const detected = finished + Math.round(random.around(6, 0.7) * minuteMs);
  const restored = detected + Math.round(random.around(along(service.restoreMinutes), 0.6) * minuteMs);
  const fixAt = detected + Math.round((restored - detected) * 0.7);
  const fix = rolledBack
    ? deployment(
        {
          id: `${id}-rollback`,
          version: running,
          is_rollback: true,
          rollback_of: id,
          changes: [],
          actor: random.pick(peopleOf(service.team)),
        },
        fixAt,
      )
    : deployment(
        {
          id: `${id}-hotfix`,
          version: version.replace(/0$/, '1'),
          is_hotfix: true,
          changes: hotfixChange(service, random, fixAt),
        },
        fixAt,
      );
  const original = rolledBack ? deployment({ status: 'rolled_back' }, finished) : deployment({}, finished);
  if (!random.chance(0.7)) return [original, fix]; // noticed by the team before anybody declared an incident
  const incident: DemoEvent = {
    at: detected,
    line: {
      type: 'incident',
      id: `inc-${id}`,
      title: `${random.pick(incidentWords.caused)} in ${service.slug}`,
      severity: severity(random),
      services: [service.slug],
      environment: 'production',
      started_at: iso(finished + minuteMs),
      detected_at: iso(detected),
      ...(restored <= end ? { mitigated_at: iso(fixAt), resolved_at: iso(restored), fixed_by: fix.line.id } : {}),
      caused_by: id,
      kind: 'real',
    },
  };
  return [original, fix, incident];
}

/** An incident that no release caused; now and then a drill. */
function outage(service: DemoService, random: Random, detected: number, end: number, along: Along): DemoEvent {
  const resolved = detected + Math.round(random.around(along(service.restoreMinutes) * 1.3, 0.7) * minuteMs);
  const drill = random.chance(0.25);
  const title = drill ? `Rollback drill for ${service.slug}` : `${random.pick(incidentWords.other)}: ${service.slug}`;
  return {
    at: detected,
    line: {
      type: 'incident',
      id: `out-${service.slug}-${Math.floor(detected / hourMs)}`,
      title,
      severity: severity(random),
      services: [service.slug],
      environment: 'production',
      detected_at: iso(detected),
      ...(resolved <= end ? { resolved_at: iso(resolved) } : {}),
      kind: drill ? 'drill' : 'real',
    },
  };
}

const severity = (random: Random) => random.pick(['SEV1', 'SEV2', 'SEV2', 'SEV2', 'SEV3', 'SEV3', 'SEV3', 'SEV3']);

function changesOf(service: DemoService, random: Random, finished: number, along: Along): Record<string, unknown>[] {
  return Array.from({ length: 1 + random.count(0.7) }, () => {
    const merged = finished - Math.round(random.around(along(service.leadHours), 0.9) * hourMs) - minuteMs;
    const committed = merged - Math.round(random.around(9, 1.1) * hourMs);
    return change(service, random, committed, merged);
  });
}

function hotfixChange(service: DemoService, random: Random, finished: number): Record<string, unknown>[] {
  const merged = finished - Math.round(random.between(8, 20) * minuteMs);
  return [change(service, random, merged - Math.round(random.between(5, 20) * minuteMs), merged)];
}

function change(service: DemoService, random: Random, committed: number, merged: number): Record<string, unknown> {
  const bot = random.chance(service.botShare);
  const sha = Array.from({ length: 5 }, () =>
    Math.floor(random.unit() * 0x1_0000_0000)
      .toString(16)
      .padStart(8, '0'),
  ).join('');
  const pull = 100 + Math.floor(random.between(0, 9_000));
  return {
    sha,
    committed_at: iso(committed),
    merged_at: iso(merged),
    title: bot
      ? `Update dependency to ${Math.floor(random.between(1, 9))}.${Math.floor(random.between(0, 20))}`
      : `${random.pick(changeWords.verbs)} ${random.pick(changeWords.objects)}`,
    author: bot ? 'dependency-bot' : random.pick(peopleOf(service.team)),
    author_kind: bot ? 'bot' : 'human',
    url: `https://git.example.com/acme/${service.slug}/pull/${pull}`,
  };
}

/** What is going on at this very moment: releases under way, and one incident nobody has resolved yet. */
function present(end: number): DemoEvent[] {
  const running = ['checkout', 'search-api', 'mobile-bff'].map((slug, index) => ({
    at: end - (index + 1) * 3 * minuteMs,
    line: {
      type: 'deployment',
      id: `${slug}-current`,
      service: slug,
      environment: 'production',
      status: index === 2 ? 'queued' : 'in_progress',
      started_at: iso(end - (index + 1) * 3 * minuteMs),
      version: 'v3.0.0',
      actor: 'release-bot',
      url: `https://ci.example.com/acme/${slug}/runs/current`,
    },
  }));
  const open: DemoEvent = {
    at: end - 24 * minuteMs,
    line: {
      type: 'incident',
      id: 'open-promotions',
      title: 'Discount codes are refused at checkout',
      severity: 'SEV2',
      services: ['promotions', 'checkout'],
      environment: 'production',
      started_at: iso(end - 31 * minuteMs),
      detected_at: iso(end - 24 * minuteMs),
      summary:
        'About one in eight discount codes is answered with "not valid". Orders without a code are not affected.',
    },
  };
  return [...running, open];
}

/** Two years of the whole company up to `end`, in the order in which it happened. Deterministic in `end`. */
export function demoHistory(end: Date): DemoEvent[] {
  const until = end.getTime();
  return [...demoServices.flatMap((service) => serviceHistory(service, until)), ...present(until)].sort(
    (a, b) => a.at - b.at,
  );
}
