import type { APIRequestContext } from '@playwright/test';
import { adminKey, expect, expectAccessible, test } from './fixtures';

const headers = { authorization: `Bearer ${adminKey}` };

/** An incident with notes around three tasks, by the API; answers its key and a way to write more. */
async function declared(request: APIRequestContext, id: string) {
  const data = {
    id,
    title: 'Card payments fail',
    severity: 'SEV2',
    kind: 'test',
    detected_at: new Date().toISOString(),
  };
  const { key } = await (await request.post('/api/v1/incidents', { headers, data })).json();
  const post = async (path: string, body: object) => {
    const answer = await request.post(`/api/v1/incidents/${key}/${path}`, { headers, data: body });
    expect(answer.ok(), path).toBe(true);
  };
  await post('timeline', { text: 'Pool is exhausted' });
  for (const text of ['Drain the pool', 'Call the bank', 'Look at the graphs']) await post('tasks', { text });
  await post('timeline', { text: 'Roll back', kind: 'decision' });
  return { key: String(key), post };
}

test('routine rows stand folded between the key rows, open in place by mouse and keyboard, and are no news', async ({
  page,
  request,
}) => {
  const { key, post } = await declared(request, 'e2e-folds');
  await page.goto(`/incidents/${key}`);
  await expect(page.getByText(/^Live \d/).first()).toBeVisible();
  const rows = page.getByRole('region', { name: 'Rows of the timeline' });
  const fold = rows.getByRole('button', { name: '3 routine events' });
  await expect(fold).toHaveAttribute('aria-expanded', 'false');
  await expect(rows).not.toContainText('Call the bank');
  await fold.click();
  await expect(rows).toContainText('Call the bank');
  await expect(fold).toHaveAttribute('aria-expanded', 'true');
  await fold.click();
  await expect(rows).not.toContainText('Call the bank');

  // From nowhere `k` goes to the newest line, the decision; the fold is the line before.
  await page.keyboard.press('k');
  await page.keyboard.press('k');
  await expect(fold).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(rows).toContainText('Call the bank');
  await page.keyboard.press('j');
  await expect(rows.locator('[data-item]:focus')).toContainText('Drain the pool');
  await expectAccessible(page);

  // Whoever reads further up is told of key rows alone, and stays where they are.
  for (let index = 0; index < 12; index += 1) await post('timeline', { text: `What we see, ${index}` });
  await expect(rows).toContainText('What we see, 11');
  await rows.evaluate((frame) => frame.scrollTo(0, 0));
  await post('tasks', { text: 'One more task' });
  await post('timeline', { text: 'It gets worse' });
  await expect(page.getByRole('button', { name: '1 new' })).toBeVisible();
  expect(await rows.evaluate((frame) => frame.scrollTop)).toBe(0);
  await page.getByRole('button', { name: '1 new' }).click();
  await expect(rows).toContainText('It gets worse');
  await expect(page.getByRole('button', { name: /\d new/ })).toHaveCount(0);
  await expect(page.getByRole('log', { name: 'New rows' })).toContainText('It gets worse', { timeout: 12_000 });
});

test('I7: a row is amended, hidden with a reason and redacted; the original is two clicks away, but for what was redacted', async ({
  page,
  request,
}) => {
  const { key } = await declared(request, 'e2e-rows');
  await page.goto(`/incidents/${key}`);
  await expect(page.getByText(/^Live \d/).first()).toBeVisible();
  const rows = page.getByRole('region', { name: 'Rows of the timeline' });
  const row = (text: string) => rows.locator('[data-item]').filter({ hasText: text });
  const act = async (text: string, name: string) => {
    await row(text).hover();
    await row(text).getByRole('button', { name }).click();
  };
  await page.getByLabel('Write into the timeline').fill('Password is hunter2');
  await page.keyboard.press('Enter');
  await expect(row('hunter2')).toBeVisible();

  // What a machine wrote is not this person's to amend while they hold no seat.
  await row('Pool is exhausted').hover();
  await expect(row('Pool is exhausted').getByRole('button', { name: 'Amend' })).toHaveCount(0);
  await act('hunter2', 'Amend');
  await page.getByRole('dialog').getByLabel('Words').fill('Password is in the vault');
  await page.getByRole('dialog').getByRole('button', { name: 'Amend row' }).click();
  await expect(row('Password is in the vault')).toBeVisible();

  await act('Password is in the vault', 'Hide…');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Hide row' }).click();
  await expect(dialog.getByText('Say why it is hidden.')).toBeVisible();
  await dialog.getByLabel('Reason').fill('It is about another incident');
  await dialog.getByRole('button', { name: 'Hide row' }).click();
  await expect(row('Password is in the vault')).toHaveCount(0);

  await rows.getByRole('button', { name: '1 hidden row' }).click();
  await rows.getByText('edited ×1').click();
  await expect(rows.getByText('Before: Password is hunter2')).toBeVisible();

  await act('Password is in the vault', 'Show again');
  await expect(rows.getByRole('button', { name: /hidden row/ })).toHaveCount(0);
  await act('Password is in the vault', 'Redact…');
  await dialog.getByLabel('Reason').fill('A password');
  await dialog.getByRole('button', { name: 'Redact row' }).click();
  await expect(rows.getByText('Redacted: its words were taken away.')).toBeVisible();
  expect(await (await request.get(`/api/v1/incidents/${key}`, { headers })).text()).not.toContain('hunter2');
});

test('times out of order are said in the room, and asked about before a correction makes them so', async ({
  page,
  request,
}) => {
  const { key } = await declared(request, 'e2e-times');
  await page.goto(`/incidents/${key}`);
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('button', { name: 'Correct incident' }).click();
  const dialog = page.getByRole('dialog');
  // Nobody commands it: it is nobody's to resolve by a time.
  await expect(dialog.getByLabel(/^Resolved/)).toHaveCount(0);
  await expect(dialog).toContainText('Not here: resolved. Nobody commands this incident');
  const later = new Date(Date.now() + 120_000).toISOString().slice(0, 19);
  await dialog.getByLabel(/^Impact started/).fill(later);
  await dialog.getByRole('button', { name: 'Save correction' }).click();
  await expect(dialog).toContainText('Times out of order: detected before impact started. Save again');
  await dialog.getByRole('button', { name: 'Save correction' }).click();
  await expect(page.getByText('Times out of order: detected before impact started.')).toBeVisible();
  await page.getByRole('button', { name: 'Correct times' }).click();
  await dialog.getByLabel(/^Impact started/).fill('');
  await dialog.getByRole('button', { name: 'Save correction' }).click();
  await expect(page.getByText('Times out of order')).toHaveCount(0);
});
