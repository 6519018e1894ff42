import { admin, expect, signIn, test } from './fixtures';

test('a page asks to sign in and leads back to itself', async ({ anonymousPage: page }) => {
  await page.goto('/services?range=90d');
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await page.getByLabel('E-mail address').fill(admin.email);
  await page.locator('input[name="password"]').fill('not the password');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByRole('alert').first()).toBeVisible();
  await expect(page.getByLabel('E-mail address')).toHaveValue(admin.email);
  await page.locator('input[name="password"]').fill(admin.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page).toHaveURL(/\/services\?range=90d$/);
});

test('an administrator invites a viewer, who reads and is told what needs another role, until disabled', async ({
  page,
  anonymousPage: theirs,
}) => {
  const viewer = { email: 'vera@example.com', password: 'a long enough password' };
  await page.goto('/settings/users');
  await page.getByRole('button', { name: 'Create account' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Vera');
  await dialog.getByLabel('E-mail address').fill(viewer.email);
  await dialog.getByLabel('First password').fill('short');
  await dialog.getByRole('button', { name: 'Create account' }).click();
  // Refused, with what was typed still there.
  await expect(dialog.getByLabel('First password')).toHaveAttribute('aria-invalid', 'true');
  await expect(dialog.getByLabel('Name')).toHaveValue('Vera');
  await dialog.getByLabel('First password').fill(viewer.password);
  await dialog.getByRole('button', { name: 'Create account' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Vera' })).toBeVisible();

  await signIn(theirs, viewer);
  await expect(theirs.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
  await theirs.goto('/settings/keys');
  await expect(theirs.getByRole('heading', { name: 'Administrators can open this page' })).toBeVisible();
  await expect(theirs.getByRole('button', { name: 'Create API key' })).toHaveCount(0);

  await page.getByRole('button', { name: 'Disable account' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Disable account' }).click();
  await expect(page.getByRole('button', { name: 'Enable account' })).toBeVisible();
  await theirs.goto('/');
  await expect(theirs).toHaveURL(/\/sign-in/);
});
