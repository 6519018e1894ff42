import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { adminKey, expect, expectAccessible, overflowPixels, test } from './fixtures';

/**
 * Every page of the build, with and without data: no accessibility violation in light and dark, one h1, and nothing to scroll
 * sideways at 320 px. A page without an example here fails.
 */
const examples: Record<string, string[]> = {
  '/': ['/', '/?range=7d&team=payments&tz=Asia/Kolkata', '/?range=never'],
  '/metrics/[metric]': [
    '/metrics/deployment-frequency',
    '/metrics/lead-time?range=90d&definition=dora',
    '/metrics/change-failure-rate?benchmark=dora-quickcheck-2025',
    '/metrics/time-to-restore?service=session-store&range=7d',
    '/metrics/rework-rate?q=rollback',
  ],
  '/services': ['/services'],
  '/services/[slug]': ['/services/checkout', '/services/notification-preferences-and-digest-delivery-scheduler'],
  '/services/[slug]/rollback': ['/services/checkout/rollback?environment=production'],
  '/rollbacks': ['/rollbacks', '/rollbacks?state=verified&service=checkout&drills=1'],
  // Made and seen by e2e/rollback.spec.ts.
  '/rollbacks/[id]': [],
  '/teams': ['/teams'],
  '/teams/[slug]': ['/teams/payments'],
  '/deployments': ['/deployments', '/deployments?status=failed&service=checkout'],
  '/deployments/[id]': ['/deployments/1'],
  '/incidents': [
    '/incidents',
    '/incidents?severity=SEV1&q=503',
    '/incidents?tab=resolved&drills=1',
    '/incidents?tab=postmortem',
  ],
  '/incidents/[key]': ['/incidents/INC-1'],
  '/incidents/learning': ['/incidents/learning?range=90d', '/incidents/learning?severity=SEV1&range=7d'],
  '/actions': ['/actions', '/actions?view=board', '/actions?show=over'],
  '/incidents/[key]/verify': ['/incidents/INC-1/verify'],
  '/incidents/[key]/postmortem': ['/incidents/INC-1/postmortem'],
  '/postmortems': ['/postmortems', '/postmortems?view=published'],
  '/docs/api': ['/docs/api'],
  '/settings': ['/settings'],
  '/settings/account': ['/settings/account'],
  '/settings/keys': ['/settings/keys'],
  '/settings/users': ['/settings/users'],
  '/settings/users/[id]': [],
  '/settings/notifications': ['/settings/notifications', '/settings/notifications?state=failed'],
  '/settings/severities': ['/settings/severities'],
  '/settings/sources': ['/settings/sources'],
  '/settings/sources/[id]': [],
  '/settings/clusters': ['/settings/clusters'],
  '/settings/clusters/[id]': [],
  '/settings/services': ['/settings/services'],
  '/settings/environments': ['/settings/environments'],
  '/settings/deliveries': ['/settings/deliveries'],
  '/settings/audit': ['/settings/audit'],
  '/sign-in': [],
  '/status': ['/status'],
  '/_not-found': ['/nowhere', '/services/nowhere', '/metrics/nothing'],
};
/** What a fresh installation shows differs here: its pages teach. */
const emptyPages = [
  '/',
  '/metrics/lead-time',
  '/services',
  '/teams',
  '/deployments',
  '/incidents',
  '/actions',
  '/incidents/learning',
  '/settings/deliveries',
  '/settings/clusters',
  '/postmortems',
  '/rollbacks',
];

async function expectSound(page: Page, path: string): Promise<void> {
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.emulateMedia({ colorScheme: 'light' });
  await page.goto(path);
  await expect(page.locator('h1')).toHaveCount(1);
  await expectAccessible(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  await expectAccessible(page);
  await page.setViewportSize({ width: 320, height: 640 });
  expect(await overflowPixels(page), `pixels to scroll sideways on ${path}`).toBe(0);
}

test('every page of the build has an example', () => {
  const routes = JSON.parse(readFileSync('.next/app-path-routes-manifest.json', 'utf8')) as Record<string, string>;
  const pages = Object.entries(routes).flatMap(([file, route]) =>
    file.endsWith('/page') && route !== '/_global-error' ? [route] : [],
  );
  expect(Object.keys(examples).sort()).toEqual([...new Set([...pages, '/_not-found'])].sort());
});

for (const [route, paths] of Object.entries(examples)) {
  if (paths.length === 0) continue;
  test.describe(() => {
    // A page that is not there answers 404, which the browser's console repeats; where that turns out while a page is on its way,
    // React says at times (error 419) that the browser rendered what the server could not.
    test.use({ ignoredErrors: route === '/_not-found' ? /404|React error #419/ : null });
    test(`${route} with data`, async ({ page }) => {
      test.setTimeout(120_000);
      for (const path of paths) await expectSound(page, path);
    });
  });
}

test('names as long as they may be fit every width', async ({ page, request }) => {
  test.setTimeout(120_000);
  const report = async (path: string, data: object) => {
    const answer = await request.post(path, { headers: { authorization: `Bearer ${adminKey}` }, data });
    expect(answer.status()).toBeLessThan(300);
    return answer.json();
  };
  const service = 's'.repeat(63);
  const deployment = {
    id: 'd'.repeat(255),
    service,
    environment: 'e'.repeat(63),
    team: 't'.repeat(100),
    repository: `git.example/${'r'.repeat(243)}`,
    version: 'v'.repeat(255),
    actor: 'a'.repeat(255),
    status: 'failed',
    finished_at: '2026-03-02T10:00:00Z',
    changes: [
      {
        sha: 'f'.repeat(64),
        committed_at: '2026-03-01T10:00:00Z',
        title: 'c'.repeat(500),
        author: 'b'.repeat(255),
      },
    ],
  };
  const { url } = await report('/api/v1/deployments', deployment);
  const incident = {
    id: 'i'.repeat(255),
    title: 'w'.repeat(200),
    severity: 'SEV3',
    services: [service],
    environment: deployment.environment,
    detected_at: '2026-03-02T10:10:00Z',
    caused_by: deployment.id,
  };
  const { key } = await report('/api/v1/incidents', incident);
  const paths = ['/', '/services', `/services/${service}`, '/deployments', new URL(url).pathname];
  for (const path of [...paths, '/incidents', `/incidents/${key}`, '/settings/deliveries']) {
    await page.goto(path);
    for (const width of [1440, 768, 390, 320]) {
      await page.setViewportSize({ width, height: 800 });
      expect(await overflowPixels(page), `pixels to scroll sideways on ${path} at ${width}`).toBe(0);
    }
  }
  await report('/api/v1/incidents', { ...incident, resolved_at: '2026-03-02T11:00:00Z' });
});

test('a person and the sign-in page', async ({ page, anonymousPage }) => {
  await page.goto('/settings/users');
  const person = await page.locator('main a[href^="/settings/users/"]').first().getAttribute('href');
  await expectSound(page, person ?? '');
  await expectSound(anonymousPage, '/sign-in');
});

test('a cluster and what runs on it', async ({ page }) => {
  await page.goto('/settings/clusters');
  const cluster = await page.locator('main a[href^="/settings/clusters/"]').first().getAttribute('href');
  await expectSound(page, cluster ?? '');
});

test.describe('a fresh installation', () => {
  test.use({ installation: 'empty' });
  test('its pages without data', async ({ page }) => {
    test.setTimeout(180_000);
    for (const path of emptyPages) await expectSound(page, path);
  });
});
