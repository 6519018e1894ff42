import type { BrowserContext, Page } from '@playwright/test';
import pg from 'pg';
import { admin, adminKey, expect, expectAccessible, signIn, test } from './fixtures';

/** A responder with the administrator's password. */
async function addResponder(email: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: process.env.DEMO_DATABASE_URL });
  await client.connect();
  await client.query(
    `INSERT INTO user_account (email, name, role, password_hash)
     SELECT $1, $2, 'responder', password_hash FROM user_account WHERE email = $3`,
    [email, name, admin.email],
  );
  await client.end();
}

const lessons = (page: Page) => page.getByRole('textbox', { name: 'Lessons Learned' });
const saved = (page: Page) =>
  page.getByTestId('save-status').filter({ hasText: /saved/i }).filter({ hasNotText: 'Not' });

/** What a section says, without others' carets in it. */
const read = (page: Page) =>
  lessons(page).evaluate((text) => {
    const copy = text.cloneNode(true) as HTMLElement;
    for (const caret of copy.querySelectorAll('[data-tint]')) caret.remove();
    return (copy.textContent ?? '').replaceAll('\u00a0', ' ');
  });

async function confirm(page: Page, button: string): Promise<void> {
  await page.getByRole('button', { name: button, exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: button, exact: true }).click();
}

/** Away from the network: what is typed is kept, also over a reload that finds no page. */
async function awayAndBack(page: Page, context: BrowserContext, address: string, meanwhile: () => Promise<void>) {
  await context.setOffline(true);
  await page.keyboard.type('Written offline. ');
  await meanwhile();
  await expect(page.getByTestId('save-status')).toContainText('Not saved', { timeout: 10_000 });
  await page.reload().catch(() => undefined);
  await context.setOffline(false);
  await page.goto(address);
}

test('two people write a post-mortem, one of them offline for a while: nothing is lost or doubled, it is reviewed and published', async ({
  page: ana,
  browser,
  baseURL,
  request,
}) => {
  test.setTimeout(120_000);
  await addResponder('pia@example.com', 'Pia Responder');
  const authorization = `Bearer ${adminKey}`;
  const at = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
  const declared = await request.post('/api/v1/incidents', {
    headers: { authorization },
    data: {
      id: 'e2e-postmortem',
      title: 'Checkout returns 503',
      severity: 'SEV1',
      services: ['checkout'],
      environment: 'production',
      detected_at: at(40),
      kind: 'test',
    },
  });
  const { key } = await declared.json();
  await request.patch(`/api/v1/incidents/${key}`, { headers: { authorization }, data: { status: 'resolved' } });

  const address = `/incidents/${key}/postmortem`;
  const theirs = await browser.newContext(baseURL ? { baseURL } : {});
  const pia = await theirs.newPage();
  await signIn(pia, { email: 'pia@example.com', password: admin.password });
  await ana.goto(address);
  await ana.getByRole('button', { name: 'Start post-mortem' }).click();
  await pia.goto(address);
  for (const page of [ana, pia]) {
    await expect(saved(page)).toBeVisible();
    await lessons(page).click();
  }

  // Both into one empty line at once: each text stays in one piece.
  await Promise.all([
    ana.keyboard.type('Alpha by Ana. ', { delay: 15 }),
    pia.keyboard.type('Beta by Pia. ', { delay: 15 }),
  ]);
  for (const page of [ana, pia]) {
    await expect.poll(() => read(page)).toMatch(/Alpha by Ana\. ?/);
    await expect.poll(() => read(page)).toMatch(/Beta by Pia\. ?/);
  }
  await expect(ana.getByText('Pia Responder', { exact: true }).first()).toBeAttached();

  await awayAndBack(pia, theirs, address, () => ana.keyboard.type('Meanwhile online. ', { delay: 15 }));
  await expect(saved(pia)).toBeVisible();
  await expect.poll(() => read(ana)).toContain('Written offline.');
  await expect.poll(() => read(pia)).toContain('Meanwhile online.');
  const text = await read(ana);
  expect(await read(pia)).toBe(text);
  for (const typed of ['Alpha by Ana.', 'Beta by Pia.', 'Written offline.', 'Meanwhile online.'])
    expect(text.split(typed)).toHaveLength(2);
  await expectAccessible(ana);

  await ana.getByRole('button', { name: 'Confirm timeline' }).click();
  await ana.getByRole('button', { name: /^Confirm \d+ rows?$/ }).click();
  await expect(ana.getByText(/^confirmed by/)).toBeVisible();
  await expect(saved(ana)).toBeVisible();
  await confirm(ana, 'Submit for review');
  await pia.getByRole('button', { name: 'Request changes' }).click();
  await pia.getByRole('dialog').getByLabel('What is missing').fill('Say who was hit');
  await pia.getByRole('dialog').getByRole('button', { name: 'Request changes' }).click();
  await expect(ana.getByText('Say who was hit')).toBeVisible();
  await ana.getByRole('textbox', { name: 'Impact' }).fill('Nobody could pay');
  await expect(saved(ana)).toBeVisible();
  await confirm(ana, 'Submit for review');
  await expect(pia.getByRole('textbox', { name: 'Impact' })).toContainText('Nobody could pay');
  await confirm(pia, 'Approve');
  await expect(pia.getByText(/frozen at log row/)).toBeVisible();
  await confirm(ana, 'Publish');
  await expect(ana.getByText('Published', { exact: true }).first()).toBeVisible();
  await expectAccessible(ana);
  await theirs.close();

  const markdown = await (
    await request.get(`/api/v1/incidents/${key}/postmortem?format=markdown`, { headers: { authorization } })
  ).text();
  expect(markdown).toContain('**Impact:** Nobody could pay');
  for (const typed of ['Alpha by Ana.', 'Beta by Pia.', 'Written offline.', 'Meanwhile online.'])
    expect(markdown.split(typed)).toHaveLength(2);
});
