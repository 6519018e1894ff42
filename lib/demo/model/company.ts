/** The company of the demo: fictional teams, people and services, each with a character that its numbers show. */

/** Values at the beginning and at the end of the two years; in between they change evenly. */
type Trend = readonly [first: number, last: number];

export type DemoService = {
  slug: string;
  team: string;
  deploysPerDay: Trend;
  /** Median hours from merge to production. */
  leadHours: Trend;
  /** Share of deployments whose pipeline fails. */
  failed: Trend;
  /** Share of deployments that turn out bad in production. */
  bad: Trend;
  restoreMinutes: Trend;
  hasStaging: boolean;
  botShare: number;
};

const team = <Name extends string>(name: Name, people: readonly [string, ...string[]]) => ({ name, people });

export const demoTeams = [
  team('payments', ['ana.costa', 'jonas.weber', 'mei.tanaka', 'olu.adeyemi']),
  team('checkout', ['sofia.lind', 'raj.patel', 'tom.becker']),
  team('identity', ['nadia.haddad', 'erik.solberg', 'li.chen']),
  team('search', ['marta.nowak', 'diego.ruiz', 'hana.kim', 'paul.okafor']),
  team('logistics', ['ines.moreau', 'karl.jensen', 'amara.diallo']),
  team('platform', ['yuki.sato', 'ben.carter', 'zoe.papadakis', 'ivan.petrov']),
  team('mobile', ['clara.rossi', 'noah.fischer', 'leila.aziz']),
  team('data', ['felix.braun', 'priya.nair', 'sam.oconnor']),
] as const;

/** slug, deploys per day, lead hours, failed, bad, restore minutes; the team is the heading. */
type Row = readonly [string, Trend, Trend, Trend, Trend, Trend];

const rows: Record<(typeof demoTeams)[number]['name'], readonly Row[]> = {
  payments: [
    ['payment-gateway', [0.6, 2.4], [52, 6], [0.14, 0.05], [0.16, 0.05], [130, 38]],
    ['card-vault', [0.1, 0.2], [120, 70], [0.08, 0.05], [0.05, 0.03], [90, 60]],
    ['invoice-service', [0.5, 0.9], [30, 14], [0.08, 0.05], [0.1, 0.07], [95, 55]],
    ['ledger', [0.2, 0.35], [96, 48], [0.06, 0.04], [0.06, 0.04], [150, 80]],
    ['fraud-scoring', [0.8, 1.6], [20, 9], [0.1, 0.07], [0.14, 0.09], [70, 35]],
  ],
  checkout: [
    ['checkout', [1.2, 3.4], [26, 3], [0.12, 0.06], [0.2, 0.08], [85, 24]],
    ['cart', [1.4, 2.6], [14, 4], [0.08, 0.05], [0.1, 0.06], [50, 28]],
    ['promotions', [0.7, 0.6], [18, 40], [0.09, 0.16], [0.1, 0.26], [60, 150]],
    ['tax-calculation', [0.08, 0.1], [160, 150], [0.06, 0.06], [0.08, 0.08], [200, 180]],
    ['order-history', [0.5, 0.8], [24, 16], [0.06, 0.05], [0.06, 0.05], [45, 40]],
  ],
  identity: [
    ['sign-in', [0.8, 1.5], [22, 8], [0.08, 0.05], [0.09, 0.05], [55, 25]],
    ['accounts', [0.6, 1.0], [30, 15], [0.07, 0.05], [0.08, 0.06], [65, 40]],
    ['permissions', [0.3, 0.4], [44, 36], [0.06, 0.06], [0.07, 0.06], [70, 60]],
    ['session-store', [0.04, 0.05], [300, 260], [0.05, 0.05], [0.1, 0.1], [240, 220]],
    ['consent-center', [0.2, 0.5], [60, 22], [0.06, 0.05], [0.05, 0.04], [50, 35]],
  ],
  search: [
    ['search-api', [1.6, 3.2], [12, 2.5], [0.08, 0.04], [0.09, 0.05], [40, 18]],
    ['indexer', [0.7, 1.1], [28, 12], [0.1, 0.08], [0.12, 0.08], [110, 70]],
    ['recommendations', [1.0, 2.0], [18, 6], [0.1, 0.08], [0.12, 0.1], [60, 45]],
    ['autocomplete', [0.6, 1.2], [10, 3], [0.05, 0.04], [0.05, 0.03], [30, 15]],
    ['ranking-experiments', [0.3, 1.4], [36, 5], [0.12, 0.09], [0.14, 0.1], [55, 30]],
  ],
  logistics: [
    ['shipping-rates', [0.5, 0.3], [24, 60], [0.08, 0.14], [0.1, 0.24], [80, 190]],
    ['warehouse-sync', [0.15, 0.12], [110, 170], [0.12, 0.15], [0.16, 0.22], [260, 340]],
    ['route-planner', [0.4, 0.6], [48, 30], [0.09, 0.07], [0.1, 0.08], [120, 90]],
    ['parcel-tracking', [0.9, 1.4], [20, 10], [0.07, 0.05], [0.08, 0.06], [60, 40]],
    ['returns', [0.2, 0.35], [70, 40], [0.07, 0.06], [0.08, 0.07], [100, 75]],
  ],
  platform: [
    ['edge-proxy', [0.4, 0.8], [30, 10], [0.06, 0.03], [0.08, 0.04], [45, 15]],
    ['feature-config', [0.8, 1.8], [8, 2], [0.04, 0.03], [0.04, 0.02], [25, 10]],
    [
      'notification-preferences-and-digest-delivery-scheduler',
      [0.25, 0.3],
      [50, 44],
      [0.08, 0.08],
      [0.1, 0.09],
      [90, 80],
    ],
    ['build-runners', [0.3, 0.5], [26, 18], [0.1, 0.08], [0.08, 0.06], [70, 50]],
    ['secrets-broker', [0.06, 0.08], [200, 120], [0.04, 0.04], [0.06, 0.05], [120, 90]],
  ],
  mobile: [
    ['mobile-bff', [0.9, 1.6], [24, 9], [0.08, 0.06], [0.1, 0.07], [70, 40]],
    ['push-gateway', [0.3, 0.5], [40, 25], [0.07, 0.06], [0.08, 0.06], [80, 55]],
    ['app-config', [0.7, 1.3], [9, 4], [0.04, 0.03], [0.05, 0.04], [30, 20]],
    ['deep-links', [0.1, 0.12], [90, 85], [0.05, 0.05], [0.05, 0.05], [60, 60]],
    ['media-upload', [0.35, 0.4], [48, 52], [0.09, 0.1], [0.12, 0.13], [110, 120]],
  ],
  data: [
    ['event-pipeline', [0.5, 0.9], [36, 14], [0.12, 0.07], [0.14, 0.08], [180, 90]],
    ['reporting-api', [0.4, 0.6], [40, 28], [0.08, 0.07], [0.09, 0.08], [100, 80]],
    ['metrics-store', [0.15, 0.25], [100, 60], [0.07, 0.06], [0.08, 0.06], [160, 110]],
    ['export-jobs', [0.1, 0.08], [180, 260], [0.14, 0.18], [0.16, 0.24], [300, 420]],
    ['ml-features', [0.3, 0.9], [60, 20], [0.14, 0.1], [0.12, 0.09], [120, 70]],
  ],
};

const withStaging = new Set(['payments', 'identity', 'platform']);

export const demoServices: DemoService[] = demoTeams.flatMap(({ name }) =>
  rows[name].map(([slug, deploysPerDay, leadHours, failed, bad, restoreMinutes], index) => ({
    slug,
    team: name,
    deploysPerDay,
    leadHours,
    failed,
    bad,
    restoreMinutes,
    hasStaging: withStaging.has(name),
    botShare: [0.08, 0.2, 0.12, 0.3, 0.05][index] ?? 0.1,
  })),
);

export function peopleOf(teamName: string): readonly [string, ...string[]] {
  return demoTeams.find(({ name }) => name === teamName)?.people ?? demoTeams[0].people;
}

const verbs = ['Add', 'Fix', 'Retry', 'Remove', 'Cache', 'Speed up', 'Validate', 'Log', 'Split', 'Guard'] as const;
const objects = [
  'the rounding of totals',
  'time-outs of the upstream call',
  'an index for the lookup by customer',
  'pagination of long lists',
  'the empty-state message',
  'currency formatting',
  'connection pooling',
  'the audit trail of changes',
  'retries after a lost connection',
  'the feature flag of the new flow',
  'a health check for the cache',
  'address validation',
] as const;

export const changeWords = { verbs, objects };

export const incidentWords = {
  caused: [
    'Error rate above 5 %',
    'Latency p95 above 2 s',
    'Requests time out',
    'Wrong totals shown',
    'Sign-ins fail for some customers',
  ],
  other: [
    'Certificate expired',
    'Traffic above the planned peak',
    'Disk of the primary nearly full',
    'Upstream provider degraded',
    'Queue backlog grows',
  ],
} as const;
