import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from './fixtures';

test.use({ installation: 'empty' });

test('from nothing to a number: make a key, paste the command, see it on the open overview', async ({
  page,
  context,
}) => {
  await page.getByRole('link', { name: 'Settings, API keys' }).click();
  await page.getByRole('button', { name: 'Create API key' }).click();
  await page.getByLabel('Name').fill('CI of the shop');
  await page.getByRole('button', { name: 'Create key' }).click();
  const command = (await page.getByRole('dialog').locator('pre').filter({ hasText: 'curl' }).textContent()) ?? '';
  expect(command).toContain('/api/v1/deployments');

  const overview = await context.newPage();
  await overview.goto('/');
  await expect(overview.getByRole('heading', { name: 'Report the first deployment' })).toBeVisible();
  await expect(overview.getByText('Live', { exact: false }).first()).toBeVisible();

  const { stdout } = await promisify(execFile)('sh', ['-c', command]);
  expect(stdout).toContain('"status":"succeeded"');

  // Without a reload: the page refreshes itself.
  const card = overview.getByRole('region', { name: 'Deployment frequency' });
  await expect(card).toContainText('1 deployment');
  await card.getByRole('link', { name: '1 deployment' }).click();
  await expect(overview).toHaveURL(/\/metrics\/deployment-frequency.*#records/);
  await expect(overview.locator('#records').getByRole('row')).toHaveCount(2); // its header and the one that was reported
});
