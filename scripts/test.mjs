// npm test: sets everything up and runs every check. Ends with the line "N passed, N failed". Needs Node and nothing else.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { build, generateClient, installPackages, prismaCli, prismaEnv, requireNode, shows } from './setup.mjs';

const begun = Date.now();
const results = path.join(os.tmpdir(), `fairlead-test-results-${process.pid}`);
fs.mkdirSync(results, { recursive: true });
let passed = 0;
let failed = 0;

const seconds = (since) => `${((Date.now() - since) / 1000).toFixed(0)} s`;

/** Runs one check. It returns true or false, or counts of its own; whatever it throws is a failure. */
async function check(name, run) {
  const since = Date.now();
  console.log(`\n── ${name}`);
  let counts;
  try {
    const outcome = await run();
    counts = typeof outcome === 'object' ? outcome : { passed: outcome ? 1 : 0, failed: outcome ? 0 : 1 };
  } catch (error) {
    console.error(error);
    counts = { passed: 0, failed: 1 };
  }
  passed += counts.passed;
  failed += counts.failed;
  console.log(
    `── ${name}: ${counts.passed} passed, ${counts.failed} failed (${seconds(since)}, ${seconds(begun)} in all)`,
  );
  return counts.failed === 0;
}

const node = (script, args, env) => shows(process.execPath, [script, ...args], env);

function vitest(project, env) {
  const file = path.join(results, `${project}.json`);
  const args = ['run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const succeeded = node('node_modules/vitest/vitest.mjs', args, env);
  if (!fs.existsSync(file)) return false;
  const report = JSON.parse(fs.readFileSync(file, 'utf8'));
  // A file that cannot even be loaded has no tests to count, but it fails the run.
  const broken = report.testResults.filter(
    (result) => result.status === 'failed' && result.assertionResults.length === 0,
  ).length;
  const counts = { passed: report.numPassedTests, failed: report.numFailedTests + broken };
  return succeeded || counts.failed > 0 ? counts : { ...counts, failed: 1 };
}

function playwright(env) {
  const file = path.join(results, 'e2e.json');
  const succeeded = node('node_modules/@playwright/test/cli.js', ['test', '--reporter=line,json'], {
    ...env,
    PLAYWRIGHT_JSON_OUTPUT_FILE: file,
  });
  if (!fs.existsSync(file)) return false;
  const { expected, unexpected, flaky } = JSON.parse(fs.readFileSync(file, 'utf8')).stats;
  const counts = { passed: expected + flaky, failed: unexpected };
  return succeeded || counts.failed > 0 ? counts : { ...counts, failed: 1 };
}

requireNode();
console.log('Installing packages and generating the database client');
installPackages();
generateClient();

const pg = await import('./pg.mjs');
const clusterDir = path.join(os.tmpdir(), `fairlead-test-${process.pid}`, 'pg');
const { url } = await pg.start(clusterDir, { fsync: false });
const env = { FAIRLEAD_TEST_CLUSTER: url };

try {
  await check('Types', () => {
    // Writes next-env.d.ts and the route types that tsconfig includes.
    spawnSync(process.execPath, ['node_modules/next/dist/bin/next', 'typegen'], {
      env: { ...process.env, ...prismaEnv },
    });
    return node('node_modules/typescript/bin/tsc', ['--noEmit', '-p', '.']);
  });
  await check('Lint', () => node('node_modules/@biomejs/biome/bin/biome', ['check', '--error-on-warnings', '.']));
  await check('Schema against migrations', () => {
    const args = [
      'migrate',
      'diff',
      '--from-migrations',
      'prisma/migrations',
      '--to-schema',
      'prisma/schema',
      '--exit-code',
    ];
    return node(prismaCli, args, { ...prismaEnv, DATABASE_URL: url });
  });
  await check('Unit tests and architecture rules', () => vitest('unit', env));
  await check('Database tests', () => vitest('db', env));
  const built = await check('Build', () => {
    build({
      onFailure: (message) => {
        throw new Error(message);
      },
    });
    return true;
  });
  if (built) {
    await check('Tests against the production build', () => vitest('server', env));
    await check('Browser tests', async () => {
      const { findChromium } = await import('./chromium.mjs');
      const chromium = await findChromium();
      if (chromium === null) {
        console.error(
          'No Chromium was found and none could be installed. Install one, or set CHROMIUM_PATH to its program.',
        );
        return false;
      }
      return playwright({ ...env, ...(chromium ? { CHROMIUM_PATH: chromium } : {}) });
    });
  }
} finally {
  await pg.stop(clusterDir, 'immediate').catch(() => {});
  for (const dir of [path.dirname(clusterDir), results]) fs.rmSync(dir, { recursive: true, force: true });
}
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
