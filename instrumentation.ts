import type { Instrumentation } from 'next';

/** Next.js calls this once per server process, before the first request. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { boot } = await import('@/lib/boot/start');
  boot();
}

/** Next.js tells of every error that a page, an action or a handler let through. */
export const onRequestError: Instrumentation.onRequestError = async (
  error,
  { path, method },
  { routePath, routeType },
) => {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { logRequestError } = await import('@/lib/boot/framework-log');
  logRequestError(error, { path, method, routePath, routeType });
};
