import { adminKey, expect, test } from './fixtures';

const headers = { authorization: `Bearer ${adminKey}` };
const window = 'service=e2e-corrected&from=2026-03-01&to=2026-03-31';

test('a correction changes the number on every open page: an incident linked to its cause, a deployment deleted', async ({
  page,
  context,
  request,
}) => {
  const report = (path: string, data: object) => request.post(path, { headers, data });
  const deployment = { service: 'e2e-corrected', environment: 'production', status: 'succeeded' };
  for (const day of [10, 11, 12, 13]) {
    const answer = await report('/api/v1/deployments', {
      ...deployment,
      id: `e2e-corrected-${day}`,
      finished_at: `2026-03-${day}T12:00:00Z`,
    });
    expect(answer.status()).toBe(201);
  }
  const declared = await report('/api/v1/incidents', {
    id: 'e2e-corrected-incident',
    title: 'Totals are wrong by a cent',
    severity: 'SEV3',
    services: ['e2e-corrected'],
    environment: 'production',
    detected_at: '2026-03-12T12:10:00Z',
    resolved_at: '2026-03-12T13:10:00Z',
  });
  const { key } = await declared.json();

  const overview = await context.newPage();
  await overview.goto(`/?${window}`);
  const rate = overview.getByRole('region', { name: 'Change failure rate', exact: true });
  await expect(rate).toContainText('0 of 4');
  await expect(overview.locator('main').getByText(/^Live/).first()).toBeVisible();

  const linked = await request.patch(`/api/v1/incidents/${key}`, { headers, data: { caused_by: 'e2e-corrected-12' } });
  expect(linked.status()).toBe(200);
  await expect(rate).toContainText('1 of 4');

  await page.goto(`/deployments?${window}`);
  await page
    .getByRole('link', { name: /e2e-corrected/ })
    .last()
    .click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('e2e-corrected');
  await page.getByRole('button', { name: 'Delete deployment' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete deployment' }).click();
  await expect(rate).toContainText('1 of 3');
});
