import fs from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Browser, chromium, type Page } from '@playwright/test';
import { monotonicMs, now } from '@/lib/core/time';
import { startServer, testAdminKey } from '@/lib/testing/server';
import { findChromium } from '@/scripts/chromium.mjs';
import { deploymentEvent } from './events';
import { ms, type Row, time } from './table';

const openPages = 3;
const events = 100;
const loads = 200;
const card = 'section[aria-label="Deployment frequency"]';
const account = { email: 'bench@example.com', password: 'only for the benchmark' };

/**
 * The overview of the production build on this database, as browsers get it: time of the server for a whole page, JavaScript of a
 * first load, and how long an acknowledged event takes to be read on every open page. Null when there is no build or no Chromium.
 */
export async function measurePage(databaseUrl: string): Promise<Row[] | null> {
  const executablePath = await findChromium();
  if (executablePath === null || !fs.existsSync('.next/standalone/server.js')) {
    console.log('The page is not measured: it needs a build (npm run build) and a Chromium.');
    return null;
  }
  const server = await startServer(databaseUrl, {
    NEXTAUTH_SECRET: 'only for the benchmark, of 32 characters',
    FAIRLEAD_ENCRYPTION_KEY: 'only for the benchmark, of 32 characters',
    FAIRLEAD_ADMIN_EMAIL: account.email,
    FAIRLEAD_ADMIN_PASSWORD: account.password,
    LOG_LEVEL: 'error',
  });
  const browser = await chromium.launch({
    ...(executablePath ? { executablePath } : {}),
    args: ['--disable-gpu', '--disable-background-networking', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
  });
  try {
    return await rowsOf(browser, server.url);
  } catch (error) {
    // What was measured before is worth more than a clean end.
    console.error(error, server.output().slice(-1000));
    return [{ what: 'the overview in browsers', figure: 'not measured', target: 'see the error above', holds: false }];
  } finally {
    await browser.close();
    await server.stop();
  }
}

async function rowsOf(browser: Browser, url: string): Promise<Row[]> {
  const context = await browser.newContext({ baseURL: url });
  const first = await context.newPage();
  await first.goto('/sign-in');
  await first.getByLabel('E-mail address').fill(account.email);
  await first.locator('input[name="password"]').fill(account.password);
  await first.getByRole('button', { name: 'Sign in', exact: true }).click();
  await first.waitForURL((address) => address.pathname === '/');

  const cookie = (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
  const html = async () => (await fetch(`${url}/`, { headers: { cookie } })).text();
  const served = await time(html, loads, 20);
  const kilobytes = firstLoadKilobytes(await html());

  const pages = [first];
  while (pages.length < openPages) pages.push(await context.newPage());
  await Promise.all(pages.map((page) => page.goto('/')));
  await Promise.all(pages.map((page) => page.locator('main').getByText(/^Live/).first().waitFor()));
  const shownMs = await untilShown(pages, url);
  return [
    {
      what: 'overview as a page, over HTTP, p95',
      figure: ms(served.p95Ms),
      target: '< 150 ms',
      holds: served.p95Ms < 150,
    },
    {
      what: 'JavaScript of its first load, gzip',
      figure: `${kilobytes.toFixed(0)} KB`,
      target: '≤ 230 KB',
      holds: kilobytes <= 230,
    },
    {
      what: `acknowledged → on ${openPages} open overviews, p99`,
      figure: ms(shownMs),
      target: '< 1,000 ms',
      holds: shownMs < 1000,
    },
  ];
}

/** What the page's own HTML makes a browser fetch before it is interactive. */
function firstLoadKilobytes(html: string): number {
  const sources = new Set(
    [...html.matchAll(/<script[^>]+src="(\/_next\/static\/[^"?]+)/g)].map((match) => match[1] ?? ''),
  );
  const bytes = [...sources].map((source) => {
    const file = path.join('.next', 'static', decodeURIComponent(source.slice('/_next/static/'.length)));
    return gzipSync(fs.readFileSync(file), { level: 9 }).byteLength;
  });
  return bytes.reduce((sum, each) => sum + each, 0) / 1024;
}

/** Reports deployments one by one; p99 of the time from an answer until the last page shows the new count. */
async function untilShown(pages: Page[], url: string): Promise<number> {
  const spans: number[] = [];
  for (let index = 0; index < events; index += 1) {
    const before = await shownCount(pages[0]);
    const seen = Promise.all(
      pages.map((page) =>
        page.waitForFunction(
          ({ card, last }) =>
            Number(
              /([\d,]+) deployments/.exec(document.querySelector(card)?.textContent ?? '')?.[1]?.replaceAll(',', ''),
            ) !== last,
          // Not "more": on the hour the window moves, and what falls out of it outweighs one event.
          { card, last: before },
          { polling: 10 },
        ),
      ),
    );
    seen.catch(() => undefined); // awaited below, or outlived by another error
    const answer = await fetch(`${url}/api/v1/deployments`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${testAdminKey}` },
      // Not a multiple of 13, so it reached production.
      body: JSON.stringify(deploymentEvent('shown', index * 13 + 1, now().getTime() - 60_000)),
    });
    if (answer.status !== 201) throw new Error(`answered ${answer.status}`);
    const acknowledged = monotonicMs();
    await seen;
    spans.push(monotonicMs() - acknowledged);
    // Irregular, so that events meet pages that refreshed just before as well as pages at rest.
    await new Promise((resolve) => setTimeout(resolve, (index * 137) % 900));
  }
  spans.sort((a, b) => a - b);
  return spans[Math.ceil(spans.length * 0.99) - 1] ?? 0;
}

/** How many deployments the card of the deployment frequency says it counts. */
async function shownCount(page: Page | undefined): Promise<number> {
  const text = await page?.locator(card).textContent();
  return Number(/([\d,]+) deployments/.exec(text ?? '')?.[1]?.replaceAll(',', ''));
}
