import AxeBuilder from '@axe-core/playwright';
import { test as base, expect, type Page } from '@playwright/test';
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
  const { violations } = await new AxeBuilder({ page }).analyze();
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

/** `page` is signed in as the administrator; `anonymousPage` is not. A page that logs an error or breaks the CSP fails its test. */
export const test = base.extend<Options & { anonymousPage: Page }>({
  installation: ['demo', { option: true }],
  ignoredErrors: [null, { option: true }],
  baseURL: async ({ installation }, use) => {
    await use(installation === 'empty' ? process.env.EMPTY_URL : process.env.BASE_URL);
  },
  anonymousPage: async ({ browser, baseURL }, use) => {
    const context = await browser.newContext(baseURL ? { baseURL } : {});
    await use(await context.newPage());
    await context.close();
  },
  page: async ({ page, ignoredErrors }, use) => {
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text());
    });
    await signIn(page);
    await use(page);
    expect(
      errors.filter((error) => !ignoredErrors?.test(error)),
      'errors in the console',
    ).toEqual([]);
  },
});
export { expect };
