import pg from 'pg';
import { newWorkload } from '../lib/clusters/model/simulation';
import type { SimulatedRevision } from '../lib/clusters/schema/simulated';
import { adminKey, expect, expectAccessible, overflowPixels, test } from './fixtures';

const headers = { authorization: `Bearer ${adminKey}` };
const hourMs = 3_600_000;

type Api = import('@playwright/test').APIRequestContext;

async function call<T>(request: Api, method: 'POST' | 'PUT', path: string, data: object): Promise<T> {
  const answer = await request.fetch(path, { method, headers, data });
  expect(answer.status(), `${method} ${path}: ${await answer.text()}`).toBeLessThan(300);
  return (await answer.json()) as T;
}

const revision = (service: string, version: string, isBad = false): SimulatedRevision => ({
  key: `${service}-${version}`,
  images: [{ container: service, image: `shop/${service}:${version}` }],
  // Slow enough to be watched.
  behaviour: isBad ? { kind: 'crash-loop', afterMs: 200 } : { kind: 'healthy', afterMs: 600 },
  createdAtMs: Date.now() - hourMs,
});

/** A service on a simulated cluster of its own: v1.5.1 served for hours, v1.5.2 is bad and runs. */
async function simulated(request: Api, service: string): Promise<void> {
  for (const [version, minutesAgo] of [
    ['v1.5.1', 300],
    ['v1.5.2', 8],
  ] as const)
    await call(request, 'POST', '/api/v1/deployments', {
      id: `${service}-${version}`,
      service,
      environment: 'production',
      status: 'succeeded',
      version,
      repository: `acme/${service}`,
      finished_at: new Date(Date.now() - minutesAgo * 60_000).toISOString(),
    });
  const { id } = await call<{ id: string }>(request, 'POST', '/api/v1/clusters', {
    name: `Of ${service}`,
    kind: 'simulated',
  });
  const ref = { kind: 'k8s-deployment' as const, namespace: 'shop', name: service };
  const revisions = [revision(service, 'v1.5.1'), revision(service, 'v1.5.2', true)];
  const workload = newWorkload({ ref, desired: 3, revisions }, Date.now() - hourMs);
  const client = new pg.Client({ connectionString: process.env.DEMO_DATABASE_URL });
  await client.connect();
  await client.query('UPDATE cluster SET simulation = $1 WHERE id = $2', [
    JSON.stringify({ workloads: [workload], faults: [] }),
    id,
  ]);
  await client.end();
  await call(request, 'PUT', `/api/v1/services/${service}/targets/production`, { cluster: id, ...ref });
}

test('from the war room to a verified rollback: planned, begun, watched live, told in the timeline, counted', async ({
  page,
  context,
  request,
}) => {
  test.setTimeout(150_000);
  const service = 'rolled-back';
  await simulated(request, service);
  const { key } = await call<{ key: string }>(request, 'POST', '/api/v1/incidents', {
    id: 'e2e-rollback',
    title: 'Logins return 503',
    severity: 'SEV1',
    services: [service],
    environment: 'production',
    detected_at: new Date(Date.now() - 60_000).toISOString(),
    kind: 'test',
  });
  await page.goto(`/incidents/${key}`);
  await expect(page.getByText(/^Live \d/).first()).toBeVisible();

  // The key goes to the card, which has asked the cluster.
  const undo = page.getByRole('region', { name: 'Undo' });
  await expect(undo).toContainText('v1.5.1');
  await expect(undo).toContainText('Simulated cluster');
  await expect(undo).toContainText('No flag is known');
  await page.locator('h1').first().click();
  await page.keyboard.press('r');
  await expect(undo.getByRole('heading', { name: 'Undo' })).toBeFocused();
  await undo.getByLabel('What is seen').selectOption({ label: 'Data is corrupted' });
  await expect(undo).toContainText('going back is not enough');
  await expect(undo).toContainText(`git checkout -b hotfix/v1.5.3`);
  await undo.getByLabel('What is seen').selectOption({ label: 'Many errors' });
  await expectAccessible(page);

  await undo.getByRole('link', { name: `Roll back ${service} to v1.5.1` }).click();
  const plan = page.getByRole('button', { name: `Roll back ${service} to v1.5.1` });
  await expect(plan).toBeVisible();
  await expect(page.getByText('Healthy for', { exact: false }).first()).toBeVisible();
  await expect(page.getByText(`shop/${service}:v1.5.2`).first()).toBeVisible();
  await expectAccessible(page);
  await page.setViewportSize({ width: 320, height: 640 });
  expect(await overflowPixels(page)).toBe(0);
  await page.setViewportSize({ width: 1280, height: 800 });

  // Without a reason nothing begins.
  await page.getByLabel('Reason').fill('');
  await plan.click();
  await expect(page.getByLabel('Reason')).toBeFocused();
  await page.getByLabel('Reason').fill('Logins return 503 since v1.5.2');
  const watching = await context.newPage();
  await watching.goto(`/incidents/${key}`);
  await expect(watching.getByText(/^Live \d/).first()).toBeVisible();
  await plan.click();

  await page.waitForURL(/\/rollbacks\/[0-9a-f-]{36}/);
  const steps = page.getByRole('list', { name: 'Steps' });
  await expect(watching.getByRole('heading', { name: `Rolling back ${service} to v1.5.1` })).toBeVisible();
  await expect(page.getByText(/\d of 3 updated/).first()).toBeVisible();
  await expect(steps).toContainText('Verified, done', { timeout: 30_000 });
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Rolled back ${service} to v1.5.1`);
  await expect(page.getByText(`shop/${service}:v1.5.1 × 3`)).toBeVisible();
  await expectAccessible(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  await expectAccessible(page);
  await page.setViewportSize({ width: 320, height: 640 });
  expect(await overflowPixels(page)).toBe(0);
  await page.setViewportSize({ width: 1280, height: 800 });

  await expect(watching.getByRole('region', { name: 'Rows of the timeline' })).toContainText(
    /is complete and verified, in \d+ s/,
  );
  await expect(watching.getByRole('region', { name: 'Undo' })).toContainText('Nothing is left to undo');

  await page.getByRole('link', { name: 'this deployment' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`${service} v1.5.1`);
  await page.goto(`/deployments?service=${service}`);
  await expect(page.getByRole('row', { name: /v1\.5\.2/ })).toContainText('Rolled back');
  await page.goto(`/rollbacks?service=${service}`);
  await expect(page.getByRole('row', { name: /v1\.5\.2 → v1\.5\.1/ })).toContainText('Verified');
  await expectAccessible(page);
});

test('a version that is known to be bad takes the name of the service, and a plan of another page says who runs it', async ({
  page,
  request,
}) => {
  test.setTimeout(90_000);
  const service = 'bad-again';
  await simulated(request, service);
  const { plan_id, hash } = await call<{ plan_id: string; hash: string }>(request, 'POST', '/api/v1/rollbacks/plan', {
    service,
    environment: 'production',
  });
  await page.goto(`/services/${service}/rollback?environment=production`);
  await expect(page.getByRole('button', { name: /^Roll back bad-again/ })).toBeVisible();
  const { id } = await call<{ id: string }>(request, 'POST', '/api/v1/rollbacks', { plan_id, hash, reason: 'First' });
  await page.getByLabel('Reason').fill('Second');
  await page.getByRole('button', { name: /^Roll back bad-again/ }).click();
  await expect(page.getByText(/is running already, started \d\d:\d\d:\d\d UTC/)).toBeVisible();
  await expect(page.getByRole('link', { name: 'Follow it' })).toHaveAttribute('href', `/rollbacks/${id}`);

  await page.goto(`/rollbacks/${id}`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^Rolled back/, { timeout: 30_000 });
  await page.goto(`/services/${service}/rollback?environment=production`);
  await expect(page.getByText(/every earlier version is known to be bad/i)).toBeVisible();
  await page.getByRole('button', { name: 'Choose v1.5.2' }).click();
  await expect(page.getByText('This version is known to be bad')).toBeVisible();
  await page.getByLabel('Reason').fill('Try it once more');
  await page.getByRole('button', { name: 'Roll back bad-again to v1.5.2' }).click();
  await expect(page.getByLabel('Name of the service')).toBeFocused();
  await expectAccessible(page);
});
