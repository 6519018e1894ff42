import { type BrowserContext, test as base, expect, type Page } from '@playwright/test';
import axe from 'axe-core';
import { testAdminKey } from '../lib/testing/server';

/** Whom e2e/global-setup.ts makes the first administrator of both servers. */
export const admin = { email: 'admin@example.com', password: 'a test password' };
export const adminKey = testAdminKey;

/** Signs in by the form, as a person does. */
export async function signIn(page: Page, { email, password } = admin): Promise<void> {
  await page.goto('/sign-in');
  await page.getByLabel('E-mail address').fill(email);
  await page.locator('input[name="password"]').fill(password); // its label ends with the required mark
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.waitForURL((url) => url.pathname !== '/sign-in');
}

/** Fails with rule, element and remedy for each violation of WCAG 2.2 AA and axe's best practices. */
export async function expectAccessible(page: Page): Promise<void> {
  // Straight in the page: four times as fast as the builder, which adds pages and frames that we have none of.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  const violations = await page.evaluate(async () => {
    const loaded = (window as unknown as { axe: typeof axe }).axe;
    const result = await loaded.run(document, { resultTypes: ['violations'] });
    return result.violations.map(({ id, help, nodes }) => ({
      id,
      help,
      nodes: nodes.map(({ target }) => ({ target })),
    }));
  });
  const found = violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target }) => `${id}: ${help} (${target.join(' ')})`),
  );
  expect(found, `on ${page.url()}`).toEqual([]);
}

/** Width of what can be scrolled sideways; 0 on a page that fits its window. */
export function overflowPixels(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

type Options = {
  /** `empty` is a fresh installation without demo data. */
  installation: 'demo' | 'empty';
  /** Errors of the console that the test provokes itself. */
  ignoredErrors: RegExp | null;
};

type Cookies = Awaited<ReturnType<BrowserContext['cookies']>>;
const addressOf = (installation: Options['installation']) =>
  (installation === 'empty' ? process.env.EMPTY_URL : process.env.BASE_URL) ?? '';

/** `page` is signed in as the administrator; `anonymousPage` is not. A page that logs an error or breaks the CSP fails its test. */
export const test = base.extend<
  Options & { anonymousPage: Page },
  { sessionOf: (installation: Options['installation']) => Promise<Cookies> }
>({
  installation: ['demo', { option: true }],
  ignoredErrors: [null, { option: true }],
  baseURL: async ({ installation }, use) => use(addressOf(installation)),
  // One sign-in per worker and installation; its form has a test of its own.
  sessionOf: [
    async ({ browser }, use) => {
      const known = new Map<string, Cookies>();
      await use(async (installation) => {
        const cookies = known.get(installation);
        if (cookies) return cookies;
        const context = await browser.newContext({ baseURL: addressOf(installation) });
        await signIn(await context.newPage());
        const fresh = await context.cookies();
        await context.close();
        known.set(installation, fresh);
        return fresh;
      });
    },
    { scope: 'worker' },
  ],
  anonymousPage: async ({ browser, baseURL }, use) => {
    const context = await browser.newContext(baseURL ? { baseURL } : {});
    await use(await context.newPage());
    await context.close();
  },
  page: async ({ page, context, installation, sessionOf, ignoredErrors }, use) => {
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text());
    });
    await context.addCookies(await sessionOf(installation));
    await use(page);
    expect(
      errors.filter((error) => !ignoredErrors?.test(error)),
      'errors in the console',
    ).toEqual([]);
  },
});
export { expect };
