import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

/** The rules of layout, layers and file names, told by the code itself. A message says what to do instead. */
type Import = { target: string; isType: boolean };
type Source = { file: string; text: string; imports: Import[] };

const importPattern = /(?:^|\n)\s*(import|export)\s+(type\s)?(?:([^'";]*?)\sfrom\s)?'([^']+)'|\bimport\('([^']+)'\)/g;

const sources: Source[] = ['app', 'components', 'lib', 'proxy.ts', 'instrumentation.ts'].flatMap(walk);
const program = sources.filter(({ file }) => !isTest(file));

function isTest(file: string): boolean {
  return /\.test\.tsx?$/.test(file) || file.startsWith('lib/testing/');
}

function walk(entry: string): Source[] {
  if (entry === 'lib/generated') return [];
  if (/\.tsx?$/.test(entry)) return [read(entry)];
  if (/\.\w+$/.test(entry)) return [];
  return readdirSync(entry).flatMap((name) => walk(`${entry}/${name}`));
}

function read(file: string): Source {
  const text = readFileSync(file, 'utf8');
  const imports = [...text.matchAll(importPattern)].map(([, , type, names, from, dynamic]) => {
    const target = from ?? dynamic ?? '';
    const parts = /^\{(.*)\}$/s
      .exec(names?.trim() ?? '')?.[1]
      ?.split(',')
      .filter((part) => part.trim());
    return {
      target: target.startsWith('.') ? path.posix.join(path.posix.dirname(file), target) : target.replace(/^@\//, ''),
      isType: Boolean(type) || Boolean(parts?.every((part) => part.trim().startsWith('type '))),
    };
  });
  // What is said in comments is not code.
  return { file, imports, text: text.replace(/\/\*[\s\S]*?\*\/|(^|\s)\/\/.*$/gm, '$1') };
}

/** One line for each import that breaks a rule. */
function imported(breaks: (file: string, target: string, isType: boolean) => boolean, from = program): string[] {
  return from.flatMap(({ file, imports }) =>
    imports.filter(({ target, isType }) => breaks(file, target, isType)).map(({ target }) => `${file} → ${target}`),
  );
}

/** Files other than `allowed` whose code has the pattern. */
function having(pattern: RegExp, allowed: RegExp): string[] {
  return program.filter(({ file, text }) => !allowed.test(file) && pattern.test(text)).map(({ file }) => file);
}

// Lower layers know nothing of higher ones; a folder that is not named here is a domain.
const layers = [['core'], ['config'], ['db'], ['auth', 'audit'], ['server']];
const domainLayer = layers.length;
const above: Record<string, number> = { live: 6, jobs: 6, api: 6, demo: 6, boot: 7 };
// Signing in is a command of users and sessions, and next-auth is configured where it is used.
const signInGlue = /^lib\/auth\/(options|credentials)$/;

function layerOf(file: string): number {
  const folder = /^lib\/([\w-]+)\//.exec(file)?.[1] ?? '';
  const index = layers.findIndex((names) => names.includes(folder));
  return index >= 0 ? index : (above[folder] ?? domainLayer);
}

it('imports go down: app → components → lib; core ← config ← db ← auth, audit ← server ← domains ← live, jobs, api', () => {
  const upward = imported((file, target, isType) => {
    if (target.startsWith('app/')) return !file.startsWith('app/');
    if (!file.startsWith('lib/')) return false;
    if (target.startsWith('components/')) return true;
    if (isType || !/^lib\/(?!generated\/)/.test(target) || signInGlue.test(file.replace('.ts', ''))) return false;
    return layerOf(target) > layerOf(file);
  });
  expect(upward, 'Move what is needed down a layer, or pass it in as an argument').toEqual([]);
});

it('components take from lib only core, schemas, models and types', () => {
  const found = imported(
    (file, target, isType) =>
      file.startsWith('components/') &&
      target.startsWith('lib/') &&
      !isType &&
      !/^lib\/core\/|\/(schema|model)(\/|$)/.test(target),
  );
  expect(found, 'Load it in the page (load.ts) and hand it over as a prop').toEqual([]);
});

it('models are pure: they import core, schemas and other models', () => {
  const found = imported(
    (file, target, isType) =>
      /^lib\/.*\/model(\/|\.ts$)/.test(file) &&
      /^(lib|components)\//.test(target) &&
      !isType &&
      !/^lib\/core\/|\/(schema|model)(\/|$)/.test(target),
  );
  expect(found, 'Take what was read as an argument; the clock too').toEqual([]);
});

it('pages and layouts read through load.ts', () => {
  const found = imported(
    (file, target, isType) =>
      /\/(page|layout)\.tsx$/.test(file) && !isType && /^lib\/.*\/(queries|commands)(\/|$)/.test(target),
  );
  expect(found, 'Add a function to the load.ts of that domain: it asks for permission and returns plain data').toEqual(
    [],
  );
});

it('the Prisma client is for queries, commands and the foundation', () => {
  const found = imported(
    (file, target) =>
      /^lib\/(generated\/prisma|db\/prisma)/.test(target) &&
      !/^lib\/(db|audit|jobs)\/|^lib\/auth\/actor\.ts$|\/(queries|commands)(\/|\.ts$)/.test(file),
  );
  expect(found, 'Put the read into queries.ts, the write into a command').toEqual([]);
});

it('recharts is imported by components/charts only', () => {
  const found = imported((file, target) => target.startsWith('recharts') && !file.startsWith('components/charts/'));
  expect(found, 'Use or add a chart in components/charts').toEqual([]);
});

it('next/link is imported by components/ui/link only', () => {
  const found = imported((file, target) => target === 'next/link' && file !== 'components/ui/link.tsx');
  expect(found, 'Use Link of components/ui/link: it fetches nothing ahead').toEqual([]);
});

it('no file imports itself through others', () => {
  const byPath = new Map(program.map((source) => [source.file.replace(/\.tsx?$/, ''), source]));
  const found = new Set<string>();
  const done = new Set<string>();
  const visit = (name: string, trail: string[]): void => {
    if (trail.includes(name)) found.add([...trail.slice(trail.indexOf(name)), name].join(' → '));
    if (done.has(name) || trail.includes(name)) return;
    for (const { target, isType } of byPath.get(name)?.imports ?? []) {
      if (!isType && byPath.has(target)) visit(target, [...trail, name]);
    }
    done.add(name);
  };
  for (const name of byPath.keys()) visit(name, []);
  expect([...found], 'Move what both need into a third file below them').toEqual([]);
});

it('lib/<domain>/ holds the closed set of files', () => {
  const known = /^(schema|model|queries|commands|load|adapter|registry)(\/[a-z0-9-]+)*(\.cli)?\.ts$/;
  // An adapter of a large API is a folder, a file per thing that it does.
  const plugIns = /^(sources|operations)\/[a-z0-9-]+\.ts$|^adapters(\/[a-z0-9-]+){1,2}\.ts$/;
  const found = program.filter(({ file }) => {
    const [, folder, rest] = /^lib\/([\w-]+)\/(.+)$/.exec(file) ?? [];
    if (!folder || !rest || layerOf(file) < domainLayer || folder === 'boot') return false;
    // A metric is a file of its own, and `verify.cli.ts` a command line.
    return !known.test(rest) && !plugIns.test(rest) && !(folder === 'metrics' && /^[a-z-]+(\.cli)?\.ts$/.test(rest));
  });
  expect(
    found.map(({ file }) => file),
    'Use schema, model, queries, commands or load; a file that grows becomes a folder: commands/declare.ts',
  ).toEqual([]);
});

it('files are kebab-case, named after what they hold, and no barrels', () => {
  const vague = /(^|\/)(index|utils?|helpers?|types|hooks|misc|common)\.tsx?$/;
  const wellNamed = /^([a-z0-9-]+|\[\[?(\.\.\.)?[a-zA-Z]+\]\]?|\([a-z-]+\)|[a-z-]+\.\w+)$/;
  const found = sources.filter(({ file, text }) => {
    const parts = file.replace(/(\.(db|server))?(\.test)?(\.cli)?\.tsx?$/, '').split('/');
    return vague.test(file) || !parts.every((part) => wellNamed.test(part)) || /^export \* from/m.test(text);
  });
  expect(
    found.map(({ file }) => file),
    'Name the file after what it does; import from where a thing is',
  ).toEqual([]);
});

it('one file each reads the environment, the clock, request bodies, and opens write transactions', () => {
  const env = /\bprocess\.env\b/;
  expect(having(env, /^(lib\/config\/env|instrumentation)\.ts$/), 'Use env() of lib/config/env').toEqual([]);

  const clock = /\bnew Date\(\)|\bDate\.now\(|\bIntl\.DateTimeFormat\(|\.toLocale(Date|Time)?String\(/;
  expect(having(clock, /^lib\/core\/time\.ts$/), 'Use now() and the formatters of lib/core/time').toEqual([]);

  const body = /\b(request|req)\.(json|text|formData|arrayBuffer|blob)\(|\b(request|req)\.body\b/;
  expect(having(body, /^lib\/server\/(route|body)\.ts$/), 'Declare `body` in defineRoute').toEqual([]);

  // Besides commands: what they refused, derived tables and the delivery log, which are nobody's decision, and the batches of a bulk call.
  const transaction = /\binTransaction\(|['"`]BEGIN\b/i;
  const openers =
    /^lib\/(db\/|server\/command\.ts|metrics\/commands|server\/note-(refusal|refused-delivery)\.ts|ingest\/commands\/(bulk|note-refused))/;
  expect(having(transaction, openers), 'Write a command() (lib/server/command)').toEqual([]);
});

it('a "use server" file exports actions made by defineAction, and nothing else', () => {
  const found = program.filter(({ text }) => /^\s*['"]use server['"]/.test(text));
  const stray = found.flatMap(({ file, text }) =>
    [...text.matchAll(/^export\s+(?!type\b|interface\b)(.*)$/gm)]
      .filter(([, rest = '']) => !/^const \w+ = defineAction\(/.test(rest))
      .map(([line]) => `${file}: ${line}`),
  );
  expect(stray, 'Each export is a live endpoint: make it with defineAction, move the rest to another file').toEqual([]);
});

it('gives each advisory lock a number of its own', () => {
  const numbers = program
    .flatMap(({ text }) => text.match(/\w+Lock = [\d_]+/g) ?? [])
    .map((found) => found.split(' = ')[1]);
  expect(numbers.length).toBeGreaterThan(3);
  expect(new Set(numbers).size, numbers.join(', ')).toBe(numbers.length);
});
