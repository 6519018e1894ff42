import { newWorkload } from '@/lib/clusters/model/simulation';
import type { SimulatedRevision, SimulatedWorkload } from '@/lib/clusters/schema/simulated';
import { randomFrom } from './random';

/** The simulated cluster of the demo company: what its deployments say runs there, and the release that is to be rolled back. */

/** A deployment that reached production, as it was reported. */
export type ServedVersion = { version: string; status: 'succeeded' | 'rolled_back'; finishedAt: Date };

/** What would be on record of a revision had somebody watched since it was deployed. */
export type DemoRevision = {
  key: string;
  images: SimulatedRevision['images'];
  firstSeenAt: Date;
  lastCurrentAt: Date;
  isCurrent: boolean;
  healthySeconds: number;
  rolledBackAt: Date | null;
};

/** The service whose newest release does not start. */
export const brokenService = 'payment-gateway';

const pods = 3;
const mostRevisions = 6;
const starts: SimulatedRevision['behaviour'] = { kind: 'healthy', afterMs: 4_000 };
const crashes: SimulatedRevision['behaviour'] = { kind: 'crash-loop', afterMs: 5_000 };
const minuteMs = 60_000;

/** Where a service of the company runs. */
export const demoRef = (team: string, service: string): SimulatedWorkload['ref'] => ({
  kind: 'k8s-deployment',
  namespace: team,
  name: service,
});

const keyOf = (service: string, version: string) => `${service}-${version}`;
const imagesOf = (service: string, version: string) => [
  { container: service, image: `registry.example/acme/${service}:${version}` },
];

/** A release that is ready for a moment and then crashes, over and over. */
export function crashingRevision(service: string, version: string, at: Date): SimulatedRevision {
  return {
    key: keyOf(service, version),
    images: imagesOf(service, version),
    behaviour: crashes,
    createdAtMs: at.getTime(),
  };
}

/**
 * What runs of a service by its deployments, oldest first: the version that was deployed last, after at most five earlier ones. One that was
 * rolled back crashes here, too. Throws without a deployment.
 */
export function demoWorkload(
  { service, team, isBroken }: { service: string; team: string; isBroken: boolean },
  deployments: ServedVersion[],
  now: Date,
): { workload: SimulatedWorkload; revisions: DemoRevision[] } {
  const seen = new Map<string, DemoRevision>();
  deployments.forEach(({ version, status, finishedAt }, index) => {
    const key = keyOf(service, version);
    const until = deployments[index + 1]?.finishedAt ?? now;
    const before = seen.get(key);
    const seconds = Math.floor((until.getTime() - finishedAt.getTime()) / 1000);
    // Taken out first: what came into use again is the newest.
    seen.delete(key);
    seen.set(key, {
      key,
      images: imagesOf(service, version),
      firstSeenAt: before?.firstSeenAt ?? finishedAt,
      lastCurrentAt: until,
      isCurrent: index === deployments.length - 1,
      healthySeconds: (before?.healthySeconds ?? 0) + (status === 'succeeded' ? seconds : 0),
      rolledBackAt: status === 'rolled_back' ? until : (before?.rolledBackAt ?? null),
    });
  });
  const latest = [...seen.values()].slice(-mostRevisions);
  const current = latest.at(-1);
  if (!current) throw new Error(`${service} was never deployed`);
  const crashing = (each: DemoRevision) => each.rolledBackAt !== null || (isBroken && each === current);
  const workload = newWorkload(
    {
      ref: demoRef(team, service),
      desired: pods,
      revisions: latest.map((each) => ({
        key: each.key,
        images: each.images,
        behaviour: crashing(each) ? crashes : starts,
        createdAtMs: each.firstSeenAt.getTime(),
      })),
    },
    deployments.at(-1)?.finishedAt.getTime() ?? now.getTime(),
  );
  const revisions = latest.map((each) => (isBroken && each === current ? { ...each, healthySeconds: 0 } : each));
  return { workload, revisions };
}

/** The next bad release after the versions that were reported: the company's second year was v2, what does not start is v3. */
export function nextBadVersion(reported: string[]): string {
  const minors = reported.flatMap((version) => {
    const minor = /^v3\.(\d+)\.0$/.exec(version)?.[1];
    return minor === undefined ? [] : [Number(minor)];
  });
  return `v3.${minors.length === 0 ? 0 : Math.max(...minors) + 1}.0`;
}

/** The report of a bad release that ended at `finishedAt`, as POST /api/v1/deployments takes it. */
export function badDeployment(service: string, version: string, finishedAt: Date) {
  const random = randomFrom(`${service} ${version}`);
  const iso = (minutesBefore: number) => new Date(finishedAt.getTime() - minutesBefore * minuteMs).toISOString();
  const sha = Array.from({ length: 40 }, () => Math.floor(random.unit() * 16).toString(16)).join('');
  return {
    id: `${service}-${version}`,
    service,
    environment: 'production',
    status: 'succeeded',
    version,
    commit: sha,
    actor: 'release-bot',
    strategy: 'rolling',
    started_at: iso(6),
    finished_at: iso(0),
    url: `https://ci.example.com/acme/${service}/runs/${service}-${version}`,
    changes: [
      {
        sha,
        committed_at: iso(190),
        merged_at: iso(41),
        title: 'Read acquirer credentials from the new vault path',
        author: 'jonas.weber',
        author_kind: 'human',
        url: `https://git.example.com/acme/${service}/pull/9104`,
      },
    ],
  };
}

/** The incident that the first bad release caused, as POST /api/v1/incidents takes it. */
export function badReleaseIncident(service: string, version: string, startedAt: Date, detectedAt: Date) {
  return {
    id: `open-${service}-${version}`,
    title: `Card payments fail: ${service} keeps restarting`,
    severity: 'SEV2',
    services: [service],
    environment: 'production',
    started_at: startedAt.toISOString(),
    detected_at: detectedAt.toISOString(),
    caused_by: `${service}-${version}`,
    summary: `All pods of ${service} have crashed again and again since ${version} was deployed. Payments by card are answered with 503.`,
    kind: 'real',
  };
}
