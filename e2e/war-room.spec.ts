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

test('two people run an incident: command, notes from both, one of them offline, hand-over, and it is resolved', async ({
  page: ana,
  browser,
  baseURL,
  request,
}) => {
  test.setTimeout(120_000);
  await addResponder('ben@example.com', 'Ben Responder');
  const declared = await request.post('/api/v1/incidents', {
    headers: { authorization: `Bearer ${adminKey}` },
    data: {
      id: 'e2e-war-room',
      title: 'Checkout returns 503',
      severity: 'SEV1',
      services: ['checkout'],
      environment: 'production',
      detected_at: new Date().toISOString(),
      kind: 'test',
    },
  });
  const { key } = await declared.json();
  const theirs = await browser.newContext(baseURL ? { baseURL } : {});
  const ben = await theirs.newPage();
  await signIn(ben, { email: 'ben@example.com', password: admin.password });
  for (const page of [ana, ben]) {
    await page.goto(`/incidents/${key}`);
    await expect(page.getByText(/^Live \d/).first()).toBeVisible();
  }
  const rows = (page: typeof ana) => page.getByRole('region', { name: 'Rows of the timeline' });

  await ana.getByRole('button', { name: /^Take command/ }).click();
  await expect(rows(ben)).toContainText('accepted command', { timeout: 2_000 });

  const write = async (page: typeof ana, text: string) => {
    await page.getByLabel('Write into the timeline').fill(text);
    await page.keyboard.press('Enter');
  };
  await write(ana, '! Roll back to v1.5.1');
  await expect(rows(ben)).toContainText('Roll back to v1.5.1', { timeout: 2_000 });
  await write(ben, 'Pool is exhausted');
  await expect(rows(ana)).toContainText('Pool is exhausted', { timeout: 2_000 });

  // What is written without a network waits in sight, and becomes one row.
  await theirs.setOffline(true);
  await write(ben, 'Written without a network');
  await expect(ben.getByText('sending…')).toBeVisible();
  await expect(ben.getByText(/1 unsent/)).toBeVisible();
  await write(ana, 'Meanwhile');
  await theirs.setOffline(false);
  await expect(rows(ana)).toContainText('Written without a network', { timeout: 20_000 });
  await expect(rows(ben)).toContainText('Meanwhile', { timeout: 20_000 });
  await expect(ben.getByText('sending…')).toHaveCount(0);
  for (const page of [ana, ben]) await expect(rows(page).getByText('Written without a network')).toHaveCount(1);

  await write(ana, '/sev 2');
  await expect(ben.getByText('SEV2').first()).toBeVisible();

  await ana.getByLabel('Hand over: Commander').selectOption({ label: 'Ben Responder' });
  await expect(ana.getByText('Waiting for acceptance by Ben Responder')).toBeVisible();
  await ben.getByRole('button', { name: 'Accept', exact: true }).click();
  await expect(ana.getByText('Ben Responder accepted command')).toBeVisible();

  for (const step of ['Mark identified', 'Mark mitigating', 'Mark mitigated', 'Resolve incident']) {
    await ben.getByRole('button', { name: new RegExp(`^${step}`) }).click();
    if (step === 'Mark identified' || step === 'Mark mitigating') continue;
    // These ask for the time first; as it stands, it is now.
    await ben.getByRole('dialog').getByRole('button', { name: step }).click();
  }
  await expect(ana.getByText('Status changed from mitigated to resolved')).toBeVisible();
  await expectAccessible(ana);
  await theirs.close();

  const { timeline } = await (
    await request.get(`/api/v1/incidents/${key}`, { headers: { authorization: `Bearer ${adminKey}` } })
  ).json();
  expect(timeline.map(({ seq }: { seq: number }) => seq)).toEqual(
    timeline.map((_row: unknown, index: number) => index + 1),
  );
  expect(timeline.filter(({ text }: { text: string }) => text === 'Written without a network')).toHaveLength(1);
});
