import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from './fixtures';

test.use({ installation: 'empty' });

test('from nothing to a number: make a key, paste the command, see it on the open overview', async ({
  page,
  context,
}) => {
  const overview = await context.newPage();
  await overview.goto('/');
  await expect(overview.getByRole('heading', { name: 'Report the first deployment' })).toBeVisible();
  await expect(overview.locator('main').getByText(/^Live/).first()).toBeVisible();
  const command = (await overview.locator('main pre').first().textContent()) ?? '';
  expect(command).toContain('/api/v1/deployments');

  await page.goto('/');
  await page.getByRole('link', { name: 'Settings, API keys' }).click();
  await page.getByRole('button', { name: 'Create API key' }).click();
  await page.getByLabel('Name').fill('CI of the shop');
  await page.getByRole('button', { name: 'Create key' }).click();
  const key = (await page.getByRole('dialog').locator('pre').first().textContent()) ?? '';
  expect(key).toMatch(/^fl_/);
  // The browser's Back would lose it.
  await page.goBack();
  await expect(page.getByRole('dialog')).toContainText('The key is gone once this closes');

  const { stdout } = await promisify(execFile)('sh', ['-c', command], {
    env: { ...process.env, FAIRLEAD_API_KEY: key.trim() },
  });
  expect(stdout).toContain('"status":"succeeded"');

  // Without a reload: the page refreshes itself.
  const card = overview.getByRole('region', { name: 'Deployment frequency', exact: true });
  await card.getByRole('link', { name: '1 deployment', exact: true }).click();
  await expect(overview).toHaveURL(/\/metrics\/deployment-frequency.*#records/);
  await expect(overview.locator('#records').getByRole('row')).toHaveCount(2); // its header and the one that was reported
});
