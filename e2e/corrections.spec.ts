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

test('saving one field undoes nothing that others corrected while the form was open, and half a time is no time', async ({
  page,
  request,
}) => {
  const declared = await request.post('/api/v1/incidents', {
    headers,
    data: {
      id: 'e2e-corrected-together',
      title: 'Search answers slowly',
      severity: 'SEV3',
      detected_at: '2026-03-14T12:10:00Z',
    },
  });
  const { key } = await declared.json();
  const path = `/api/v1/incidents/${key}`;
  const current = async () => (await request.get(path, { headers })).json();
  await page.goto(`/incidents/${key}`);
  const dialog = page.getByRole('dialog');
  const open = async () => {
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('button', { name: 'Correct incident' }).click();
    await expect(dialog.getByLabel('Title')).toBeVisible();
  };
  const save = () => dialog.getByRole('button', { name: 'Save correction' }).click();

  await open();
  await request.patch(path, {
    headers,
    data: { title: 'Search answers with errors', caused_by: 'e2e-together-cause' },
  });
  await expect(page.locator('h1')).toHaveText('Search answers with errors');
  await dialog.getByLabel('Severity').selectOption('SEV2');
  await save();
  await expect(dialog).toBeHidden();
  expect(await current()).toMatchObject({
    title: 'Search answers with errors',
    caused_by: 'e2e-together-cause',
    severity: 'SEV2',
  });

  // The same field: told what it is now, and saved on top of that.
  await open();
  await request.patch(path, { headers, data: { title: 'Search is down' } });
  await dialog.getByLabel('Title').fill('Search is slow');
  await save();
  await expect(dialog).toContainText('Somebody changed this to “Search is down” in the meantime.');
  await save();
  await expect(dialog).toBeHidden();
  expect((await current()).title).toBe('Search is slow');

  await open();
  await dialog.getByLabel(/^Detected/).focus();
  await page.keyboard.press('Backspace');
  await save();
  await expect(dialog).toContainText('This is not finished.');
  expect((await current()).detected_at).toBe('2026-03-14T12:10:00.000Z');
});
