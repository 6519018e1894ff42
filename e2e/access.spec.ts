import pg from 'pg';
import { admin, expect, expectAccessible, signIn, test } from './fixtures';

async function onDatabase(statement: string, values: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: process.env.DEMO_DATABASE_URL });
  await client.connect();
  await client.query(statement, values);
  await client.end();
}

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

test('a key takes a fresh proof: the dialog asks for the password, keeps what was typed, and goes on by itself', async ({
  anonymousPage: page,
}) => {
  // Somebody of their own: nobody else's sessions grow old.
  const otto = { email: 'otto@example.com', password: admin.password };
  await onDatabase(
    `INSERT INTO user_account (email, name, role, password_hash)
     SELECT $1, 'Otto', role, password_hash FROM user_account WHERE email = $2`,
    [otto.email, admin.email],
  );
  await signIn(page, otto);
  await onDatabase(
    `UPDATE session SET authenticated_at = now() - interval '16 minutes'
     WHERE user_id = (SELECT id FROM user_account WHERE email = $1)`,
    [otto.email],
  );
  await page.goto('/settings/keys');
  await page.getByRole('button', { name: 'Create API key' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('CI of Otto');
  await dialog.getByLabel('Name').press('Enter');
  const password = dialog.getByLabel('Your password');
  await expect(password).toBeFocused();
  await expectAccessible(page);
  await password.fill('not the password');
  await password.press('Enter');
  await expect(password).toHaveAttribute('aria-invalid', 'true');
  await expect(password).toBeFocused();
  await expect(dialog.getByLabel('Name')).toHaveValue('CI of Otto');
  await password.fill(otto.password);
  await password.press('Enter');
  await expect(page.getByRole('dialog', { name: 'Copy the key “CI of Otto”' })).toBeVisible();
  await page.getByRole('button', { name: 'Close, the key is copied' }).click();

  // It counts for what comes next, too.
  const row = page.getByRole('row', { name: /CI of Otto/ });
  await row.getByRole('button', { name: 'Revoke key' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke key' }).click();
  await expect(row.getByText('Revoked').first()).toBeVisible();
});
