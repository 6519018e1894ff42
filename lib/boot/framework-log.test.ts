import { afterEach, expect, test, vi } from 'vitest';
import { logger } from '@/lib/core/log';
import { logConsole, logRequestError } from './framework-log';

const nextTurn = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
const request = { path: '/metrics?q=private', method: 'GET', routePath: '/metrics', routeType: 'render' };

function takenOver() {
  const written = vi.spyOn(logger, 'error').mockImplementation(() => undefined);
  const target = { error: () => undefined, warn: () => undefined } as Pick<Console, 'error' | 'warn'>;
  logConsole(target);
  return { target, written };
}
afterEach(() => vi.restoreAllMocks());

test('an error on the console is one line of the log, once, with the request when it is known', async () => {
  const { target, written } = takenOver();
  const known = new Error('in a page');
  target.error('⨯', known);
  logRequestError(known, request);
  const other = new Error('in the background');
  target.error(other);
  target.error(other);
  await nextTurn();
  expect(written.mock.calls).toEqual([
    [{ err: known, path: '/metrics', method: 'GET', routePath: '/metrics', routeType: 'render' }, 'a request failed'],
    [{ err: other }, 'the framework reports'],
  ]);
});

test('words on the console lose their colours and secrets', () => {
  const { target, written } = takenOver();
  target.error('\u001b[31m⨯\u001b[39m', 'cannot reach postgres://app:hunter2@db/x');
  expect(written.mock.calls).toEqual([['⨯ cannot reach postgres://app:***@db/x']]);
});
