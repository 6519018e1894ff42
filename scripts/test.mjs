// npm test: sets everything up and runs every check, going on after a failure. Its last line is "N passed, N failed".
// usage: node scripts/test.mjs [types|lint|drift|unit|engine|db|build|server|e2e …]
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { build, fail, generateClient, installPackages, prismaCli, prismaEnv, requireNode, shows } from './setup.mjs';

const begun = Date.now();
const scratch = path.join(os.tmpdir(), `fairlead-test-${process.pid}`);
const clusterDir = path.join(scratch, 'pg');
const seconds = (since) => `${((Date.now() - since) / 1000).toFixed(0)} s`;
const node = (script, args, env) => shows(process.execPath, [script, ...args], env);
const total = { passed: 0, failed: 0 };
let env = {};

const checks = {
  types: {
    title: 'Types',
    run() {
      // Writes next-env.d.ts and the route types that tsconfig includes.
      spawnSync(process.execPath, ['node_modules/next/dist/bin/next', 'typegen'], {
        env: { ...process.env, ...prismaEnv },
      });
      return node('node_modules/typescript/bin/tsc', ['--noEmit', '-p', '.']);
    },
  },
  lint: {
    title: 'Lint and format',
    run: () => node('node_modules/@biomejs/biome/bin/biome', ['check', '--error-on-warnings', '.']),
  },
  drift: {
    title: 'Schema against migrations',
    run() {
      const sides = ['--from-migrations', 'prisma/migrations', '--to-schema', 'prisma/schema'];
      const arguments_ = ['migrate', 'diff', ...sides, '--exit-code'];
      return node(prismaCli, arguments_, { ...prismaEnv, DATABASE_URL: env.FAIRLEAD_TEST_CLUSTER });
    },
  },
  unit: { title: 'Unit tests and architecture rules', run: () => vitest('unit') },
  engine: { title: 'Adapters against real engines', run: () => vitest('engine') },
  db: { title: 'Database tests', run: () => vitest('db') },
  build: {
    title: 'Production build',
    run() {
      build({
        onFailure: (message) => {
          throw new Error(message);
        },
      });
      return true;
    },
  },
  server: { title: 'Tests against the production build', needs: 'build', run: () => vitest('server') },
  e2e: { title: 'Browser tests', needs: 'build', run: playwright },
};

function vitest(project) {
  const file = path.join(scratch, `${project}.json`);
  const args = ['run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const succeeded = node('node_modules/vitest/vitest.mjs', args, env);
  if (!fs.existsSync(file)) return false;
  const report = JSON.parse(fs.readFileSync(file, 'utf8'));
  // A file that cannot even be loaded has no tests to count, but it fails the run.
  const broken = report.testResults.filter(
    (result) => result.status === 'failed' && result.assertionResults.length === 0,
  );
  return counts(succeeded, report.numPassedTests, report.numFailedTests + broken.length);
}

async function playwright() {
  const { findChromium } = await import('./chromium.mjs');
  const chromium = await findChromium();
  if (chromium === null) {
    console.error(
      'No Chromium was found and none could be installed. Install one, or set CHROMIUM_PATH to its program.',
    );
    return false;
  }
  const file = path.join(scratch, 'e2e.json');
  const succeeded = node('node_modules/@playwright/test/cli.js', ['test', '--reporter=line,json'], {
    ...env,
    ...(chromium ? { CHROMIUM_PATH: chromium } : {}),
    PLAYWRIGHT_JSON_OUTPUT_FILE: file,
  });
  if (!fs.existsSync(file)) return false;
  const { expected, unexpected, flaky } = JSON.parse(fs.readFileSync(file, 'utf8')).stats;
  return counts(succeeded, expected + flaky, unexpected);
}

/** A run that failed although no test did (a broken set-up, no tests at all) counts as one failure. */
const counts = (succeeded, passed, failed) => ({ passed, failed: succeeded ? failed : Math.max(failed, 1) });

/** Runs one check. It returns true or false, or counts of its own; whatever it throws is a failure. */
async function perform(name, position) {
  const { title, needs, run } = checks[name];
  const since = Date.now();
  console.log(`\n── [${position}] ${title}`);
  let outcome = false;
  if (needs && checks[needs].failed) console.error(`Not run: "${checks[needs].title}" failed.`);
  else outcome = await Promise.resolve().then(run).catch(console.error);
  const { passed, failed } =
    typeof outcome === 'object' ? outcome : { passed: outcome ? 1 : 0, failed: outcome ? 0 : 1 };
  checks[name].failed = failed > 0;
  total.passed += passed;
  total.failed += failed;
  console.log(`── ${title}: ${passed} passed, ${failed} failed (${seconds(since)}, ${seconds(begun)} so far)`);
  await setImmediate(); // lets an interrupt be heard
}

requireNode();
const wanted = process.argv.slice(2);
const unknown = wanted.find((name) => !checks[name]);
if (unknown) fail(`There is no check "${unknown}". There are: ${Object.keys(checks).join(', ')}.`);
const names = Object.keys(checks).filter(
  (name) => wanted.length === 0 || wanted.includes(name) || wanted.some((other) => checks[other].needs === name),
);

installPackages(console.log);
generateClient(console.log);
fs.mkdirSync(scratch, { recursive: true });
const pg = await import('./pg.mjs');
const cleanUp = async () => {
  await pg.stop(clusterDir, 'immediate').catch(() => {});
  fs.rmSync(scratch, { recursive: true, force: true });
};
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => cleanUp().then(() => process.exit(130)));
if (names.some((name) => !['types', 'lint', 'build', 'engine'].includes(name))) {
  console.log('Starting a PostgreSQL for the tests');
  const { url } = await pg
    .start(clusterDir, { fsync: false })
    .catch((error) => fail(`The PostgreSQL for the tests does not start: ${error.message}`));
  env = { FAIRLEAD_TEST_CLUSTER: url };
}
for (const [index, name] of names.entries()) await perform(name, `${index + 1}/${names.length}`);
await cleanUp();
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed === 0 ? 0 : 1);
