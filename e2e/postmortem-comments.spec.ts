import type { Page } from '@playwright/test';
import pg from 'pg';
import { admin, adminKey, expect, expectAccessible, overflowPixels, signIn, test } from './fixtures';

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
const comments = (page: Page) => page.locator('#comments');
const saved = (page: Page) =>
  page.getByTestId('save-status').filter({ hasText: /saved/i }).filter({ hasNotText: 'Not' });
/** The words that are marked as commented on, without others' carets in them. */
const marked = (page: Page) =>
  lessons(page).evaluate((text) => {
    const copy = text.cloneNode(true) as HTMLElement;
    // A selection of theirs has their colour too, and is text.
    for (const each of copy.querySelectorAll('[data-tint]')) if (each.textContent?.startsWith('\u2060')) each.remove();
    return [...copy.querySelectorAll('mark')].map((mark) => mark.textContent ?? '').join('');
  });

/** Selects words of the lessons with the pointer's own selection. */
async function select(page: Page, words: string): Promise<void> {
  await lessons(page).evaluate((text, wanted) => {
    const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const at = (node.textContent ?? '').indexOf(wanted);
      if (at < 0) continue;
      (text as HTMLElement).focus();
      document.getSelection()?.setBaseAndExtent(node, at, node, at + wanted.length);
      return;
    }
    throw new Error(`no "${wanted}"`);
  }, words);
}

test('two people talk about a passage: it is marked for both, moves with its text, is settled, and outlives the text', async ({
  page: ana,
  browser,
  baseURL,
  request,
}) => {
  test.setTimeout(240_000);
  await addResponder('rio@example.com', 'Rio Reviewer');
  const authorization = `Bearer ${adminKey}`;
  const declared = await request.post('/api/v1/incidents', {
    headers: { authorization },
    data: {
      id: 'e2e-comments',
      title: 'Search answers slowly',
      severity: 'SEV1',
      services: ['checkout'],
      environment: 'production',
      detected_at: new Date(Date.now() - 40 * 60_000).toISOString(),
      kind: 'test',
    },
  });
  const { key } = await declared.json();
  await request.patch(`/api/v1/incidents/${key}`, { headers: { authorization }, data: { status: 'resolved' } });
  const address = `/incidents/${key}/postmortem`;
  const theirs = await browser.newContext(baseURL ? { baseURL } : {});
  const rio = await theirs.newPage();
  await signIn(rio, { email: 'rio@example.com', password: admin.password });
  await ana.goto(address);
  await ana.getByRole('button', { name: 'Start post-mortem' }).click();
  await expect(saved(ana)).toBeVisible();
  await lessons(ana).click();
  await ana.keyboard.type('The leak appears after 15 minutes of load.');
  await expect(saved(ana)).toBeVisible();
  await rio.goto(address);
  await expect(lessons(rio)).toContainText('15 minutes');

  await select(rio, 'appears after 15 minutes');
  await rio.getByRole('button', { name: 'Comment', exact: true }).click();
  await rio.keyboard.type('Which graph shows it?');
  await rio.getByRole('button', { name: 'Add comment' }).click();
  // Neither of them loads the page again.
  for (const page of [rio, ana]) {
    await expect(comments(page)).toContainText('1 open');
    await expect(comments(page)).toContainText('Which graph shows it?');
    await expect.poll(() => marked(page)).toBe('appears after 15 minutes');
  }

  await lessons(ana).click();
  await ana.keyboard.press('Control+Home');
  await ana.keyboard.type('Measured in staging. ');
  await expect(lessons(rio)).toContainText('Measured in staging.');
  for (const page of [rio, ana]) await expect.poll(() => marked(page)).toBe('appears after 15 minutes');

  await comments(ana).getByRole('button', { name: 'Reply' }).click();
  await ana.keyboard.type('That of the pool.');
  await comments(ana).getByRole('button', { name: 'Add reply' }).click();
  await expect(comments(rio)).toContainText('That of the pool.');
  await expect(comments(rio).getByRole('button', { name: 'Edit' })).toHaveCount(0);
  await expect(comments(ana).getByRole('button', { name: 'Edit' })).toBeVisible();
  await expectAccessible(ana);

  // A whole line by the keyboard, and longer than it may be: all of it stays to be shortened.
  await lessons(ana).click();
  await ana.keyboard.press('Control+Alt+m');
  const box = comments(ana).getByRole('textbox', { name: 'Comment on Lessons Learned' });
  await box.fill('x'.repeat(4_001));
  await expect(comments(ana)).toContainText('4,001 of 4,000 characters');
  await ana.getByRole('button', { name: 'Add comment' }).click();
  await expect(comments(ana)).toContainText('longer than the 4,000 characters');
  await expect(box).toHaveValue('x'.repeat(4_001));
  await comments(ana).getByRole('button', { name: 'Cancel' }).click();
  await expect(lessons(ana)).toBeFocused();

  await ana.getByRole('button', { name: 'Confirm timeline' }).click();
  await ana.getByRole('button', { name: /^Confirm \d+ rows?$/ }).click();
  await ana.getByRole('button', { name: 'Submit for review' }).click();
  await ana.getByRole('dialog').getByRole('button', { name: 'Submit for review' }).click();
  await rio.getByRole('button', { name: 'Approve' }).click();
  await expect(rio.getByRole('dialog')).toContainText('1 open comment');
  await rio.getByRole('dialog').getByRole('button', { name: 'Keep as it is' }).click();

  await comments(rio).getByRole('button', { name: 'Resolve' }).click();
  await expect(comments(ana)).toContainText('0 open');
  await expect.poll(() => marked(ana)).toBe('');
  await comments(ana).getByText('1 resolved').click();
  await comments(ana).getByRole('button', { name: 'Re-open' }).click();
  await expect(comments(rio)).toContainText('1 open');

  await select(ana, 'appears after 15 minutes');
  await ana.keyboard.press('Delete');
  for (const page of [ana, rio]) {
    await expect(comments(page)).toContainText('This text was removed.');
    await expect(comments(page)).toContainText('appears after 15 minutes');
  }
  await ana.keyboard.press('Control+z');
  await expect(comments(rio).getByText('This text was removed.')).toHaveCount(0);

  await ana.setViewportSize({ width: 390, height: 844 });
  expect(await overflowPixels(ana)).toBe(0);
  await expectAccessible(ana);
  await ana.emulateMedia({ media: 'print' });
  await expect(comments(ana)).toBeHidden();
  const exported = await request.get(`/api/v1/incidents/${key}/postmortem?format=markdown`, {
    headers: { authorization },
  });
  expect(await exported.text()).not.toContain('Which graph');
  await theirs.close();
});
