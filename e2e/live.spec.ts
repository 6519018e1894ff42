import { adminKey, expect, test } from './fixtures';

test('the tabs of a browser share one stream; when the tab that keeps it goes, another one takes over', async ({
  page: first,
  context,
  request,
}) => {
  test.setTimeout(120_000);
  const headers = { authorization: `Bearer ${adminKey}` };
  const declared = await request.post('/api/v1/incidents', {
    headers,
    data: {
      id: 'e2e-shared-stream',
      title: 'Search answers slowly',
      severity: 'SEV3',
      services: ['search'],
      detected_at: new Date().toISOString(),
      kind: 'test',
    },
  });
  const { key } = await declared.json();
  const say = async (text: string) =>
    expect((await request.post(`/api/v1/incidents/${key}/timeline`, { headers, data: { text } })).status()).toBe(201);
  const streams: string[] = [];
  context.on('request', (each) => {
    if (each.url().includes('/api/live/incident')) streams.push(each.url());
  });
  const second = await context.newPage();
  for (const page of [first, second]) {
    await page.goto(`/incidents/${key}`);
    await expect(page.getByText(/Live \d\d:/).first()).toBeVisible();
  }
  await say('Heard in both tabs');
  for (const page of [first, second])
    await expect(page.getByText('Heard in both tabs')).toBeVisible({ timeout: 3_000 });
  expect(streams).toHaveLength(1);

  await first.close();
  await say('Heard by the one that is left');
  await expect(second.getByText('Heard by the one that is left')).toBeVisible({ timeout: 3_000 });
  expect(streams).toHaveLength(2);
});
