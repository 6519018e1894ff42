import path from 'node:path';
import { defineConfig } from 'vitest/config';

// vitest's reporter of failures wants it; Node 20 does not have it yet.
Map.groupBy ??= <K, T>(items: Iterable<T>, keyOf: (item: T, index: number) => K): Map<K, T[]> => {
  const groups = new Map<K, T[]>();
  let index = 0;
  for (const item of items) {
    const key = keyOf(item, index++);
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return groups;
};

const root = import.meta.dirname;
const shared = {
  resolve: { alias: { '@': root, 'server-only': path.join(root, 'lib/testing/empty.ts') } },
};
const withDatabase = {
  environment: 'node' as const,
  pool: 'forks' as const,
  globalSetup: ['./lib/testing/global-setup.ts'],
  setupFiles: ['./lib/testing/worker-setup.ts'],
  testTimeout: 60_000,
  hookTimeout: 60_000,
};

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      {
        ...shared,
        test: {
          name: 'unit',
          environment: 'node',
          // Password hashing is slow on purpose, and the machine may be busy.
          testTimeout: 30_000,
          include: ['{lib,components,app}/**/*.test.{ts,tsx}'],
          exclude: ['**/*.db.test.ts', '**/*.server.test.ts', '**/*.engine.test.ts'],
        },
      },
      { ...shared, test: { name: 'db', include: ['{lib,app,scripts}/**/*.db.test.ts'], ...withDatabase } },
      // Against real engines of clusters, which the tests start themselves. Apart from the rest: engines are heavy, and mostly waited for.
      {
        ...shared,
        test: {
          name: 'engine',
          environment: 'node',
          include: ['lib/**/*.engine.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      // Against the production build: run `npm run build` first.
      {
        ...shared,
        test: {
          name: 'server',
          include: ['{lib,app,scripts}/**/*.server.test.ts'],
          ...withDatabase,
          fileParallelism: false,
          testTimeout: 180_000,
        },
      },
    ],
  },
});
