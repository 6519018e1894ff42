import type { APIRequestContext, Page } from '@playwright/test';
import { adminKey, expect, test } from './fixtures';

const ask = async (request: APIRequestContext, path: string) => {
  const answer = await request.get(path, { headers: { authorization: `Bearer ${adminKey}` } });
  expect(answer.status()).toBe(200);
  return answer.json();
};
const card = (page: Page, name: string) => page.getByRole('region', { name, exact: true });
const grouped = (value: number) => value.toLocaleString('en');

test('a leader clicks a number down to its records, and it is the same number everywhere', async ({
  page,
  request,
}) => {
  await page.goto('/?range=90d&team=checkout');
  const { change_failure_rate: rate } = await ask(request, '/api/v1/metrics/dora?range=90d&team=checkout');
  const counts = `${grouped(rate.failed)} of ${grouped(rate.deployments)}`;
  await expect(card(page, 'Change failure rate')).toContainText(counts);

  await card(page, 'Change failure rate').getByRole('button', { name: /^Why/ }).click();
  const why = page.getByRole('dialog');
  await expect(why).toContainText(grouped(rate.failed));
  await expect(why).toContainText(grouped(rate.deployments));
  await page.keyboard.press('Escape');
  await expect(why).toBeHidden();

  await card(page, 'Change failure rate').getByRole('link', { name: counts }).click();
  await expect(page).toHaveURL(/\/metrics\/change-failure-rate\?.*range=90d.*#records/);
  await page
    .locator('#records')
    .getByRole('link', { name: `Failed ${grouped(rate.failed)}` })
    .click();
  await expect(page).toHaveURL(/part=numerator/);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.locator('#records').getByRole('link', { name: 'CSV' }).click(),
  ]);
  const csv = await (await download.createReadStream()).toArray();
  const lines = Buffer.concat(csv).toString('utf8').trim().split('\r\n');
  expect(lines.length - 1).toBe(rate.failed);
});

test('another definition is another number, and the address keeps the choice', async ({ page, request }) => {
  await page.goto('/metrics/lead-time?range=30d');
  await page.getByRole('link', { name: 'DORA', exact: true }).first().click();
  await expect(page).toHaveURL(/definition=dora/);
  const { lead_time: lead } = await ask(request, '/api/v1/metrics/dora?range=30d&definition=dora');
  await expect(page.locator('main')).toContainText(`${grouped(lead.changes)} changes`);
  await page.reload();
  await expect(page.getByRole('link', { name: 'DORA', exact: true }).first()).toHaveAttribute('aria-current', 'true');

  const search = page.locator('#records').getByRole('searchbox');
  await search.fill('payment-gateway');
  await expect(page).toHaveURL(/q=payment-gateway/);
  await expect(page.locator('#records').getByRole('row').nth(1)).toContainText('payment-gateway');
});

test('filters by range, dates and zone live in the address; charts are tables too; keys lead around', async ({
  page,
}) => {
  await page.goto('/');
  await page.getByRole('button', { name: /90 d/ }).click();
  await expect(page).toHaveURL(/range=90d/);
  await page.getByRole('button', { name: /Time zone/ }).click();
  await page.getByRole('searchbox', { name: 'Find a time zone' }).fill('Kolkata');
  await page
    .getByRole('button', { name: /Kolkata/ })
    .last()
    .click();
  await expect(page).toHaveURL(/tz=Asia%2FKolkata/);

  await page.getByRole('button', { name: 'Show as table' }).first().click();
  await expect(page.getByRole('table').first()).toBeVisible();

  await page.keyboard.press('g');
  await page.keyboard.press('s');
  await expect(page).toHaveURL(/\/services/);
  // The zone was remembered for the next page.
  await expect(page.getByRole('button', { name: /Time zone/ })).toContainText('Kolkata');
  await page.keyboard.press('ControlOrMeta+k');
  await page
    .getByRole('searchbox', { name: /Go to a page/ })
    .or(page.getByPlaceholder(/Go to a page/))
    .first()
    .fill('audit');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/settings\/audit/);
});

test.describe('an explanation that cannot be read', () => {
  test.use({ ignoredErrors: /Failed to load resource/ });

  test('says so and can be asked for again', async ({ page, request }) => {
    await page.goto('/?range=90d&team=checkout');
    const { lead_time } = await ask(request, '/api/v1/metrics/dora?range=90d&team=checkout');
    const addresses = '**/api/v1/metrics/dora/lead-time/why?*';
    await page.route(addresses, (route) => route.abort());
    await card(page, 'Lead time for changes').getByRole('button', { name: /^Why/ }).click();
    const why = page.getByRole('dialog');
    await expect(why.getByRole('alert')).toContainText('could not be read');
    await page.unroute(addresses);
    await why.getByRole('button', { name: 'Read them again' }).click();
    await expect(why).toContainText(`${grouped(lead_time.changes)} changes`);
    await expect(why.getByRole('alert')).toBeHidden();
  });
});

test('for an event an open page asks for itself again, and for nothing else', async ({ page, request }) => {
  await page.goto('/');
  await expect(page.locator('main').getByText(/^Live/).first()).toBeVisible();
  await page.waitForLoadState('networkidle').catch(() => undefined);
  const asked: string[] = [];
  page.on('request', (each) => asked.push(each.url()));
  const answer = await request.post('/api/v1/deployments', {
    headers: { authorization: `Bearer ${adminKey}` },
    data: { id: 'e2e-one-event', service: 'checkout', environment: 'staging', status: 'in_progress' },
  });
  expect(answer.status()).toBe(201);
  await expect.poll(() => asked.length).toBeGreaterThan(0);
  await page.waitForTimeout(1500); // what links fetch ahead comes after the page
  // Not how often: tests beside this one report events, too.
  expect(asked.filter((url) => new URL(url).pathname !== '/')).toEqual([]);
});

test('keys typed into an open filter search it', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('button', { name: 'All services' }).click();
  const field = page.getByRole('searchbox', { name: 'Find services' });
  await expect(field).toBeFocused();
  await page.keyboard.type('gd');
  await expect(field).toHaveValue('gd');
  await page.getByRole('button', { name: 'Show all' }).focus();
  await page.keyboard.type('gd');
  // The control: the same keys lead on once it is closed, and what lies before that is still this page.
  await page.keyboard.press('Escape');
  await expect(field).toBeHidden();
  await page.keyboard.type('gi');
  await expect(page).toHaveURL((url) => url.pathname === '/incidents');
  await page.goBack();
  await expect(page).toHaveURL((url) => url.pathname === '/');
});
