import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { type HotfixFacts, hotfixClock, hotfixOf } from './hotfix';

const good = '9fceb02d0ae598e95dc970b74767f19372d61af8';
const fix = 'a'.repeat(40);
const facts = (more: Partial<HotfixFacts> = {}): HotfixFacts => ({
  repository: 'acme/checkout',
  lastGood: { version: 'v1.2.0', commit: null },
  takenVersions: [],
  fixCommits: [fix],
  ...more,
});

test('the handbook’s own example', () => {
  expect(hotfixOf(facts())).toEqual({
    branch: 'hotfix/v1.2.1',
    commands: [
      'cd ./checkout',
      'git fetch --tags origin',
      'git checkout -b hotfix/v1.2.1 refs/tags/v1.2.0',
      `git cherry-pick -x ${fix}`,
      'git push origin hotfix/v1.2.1',
    ],
    needsFixCommit: false,
  });
});

test('a commit is more exact than a tag, and two fixes go in the order they were made', () => {
  const commands = hotfixOf(
    facts({ lastGood: { version: 'v1.2.0', commit: good }, fixCommits: ['1234567', 'abcdef0'] }),
  )?.commands;
  expect(commands).toContain(`git checkout -b hotfix/v1.2.1 ${good}`);
  expect(commands).toContain('git cherry-pick -x 1234567 abcdef0');
});

test('without a commit of the fix, or with one that is none, its place is marked', () => {
  for (const fixCommits of [[], ['--upload-pack=id'], ['abcdef0', 'HEAD; id']]) {
    const hotfix = hotfixOf(facts({ fixCommits }));
    expect(hotfix).toMatchObject({ needsFixCommit: true });
    expect(hotfix?.commands).toContain('git cherry-pick -x FIX_COMMIT');
  }
});

test.each([
  ['v1.2.0', ['v1.2.1', '1.2.2', 'v1.3.0'], 'hotfix/v1.2.3'],
  ['1.5.9', ['1.5.10'], 'hotfix/1.5.11'],
  ['2026.03.02-4', [], 'hotfix/2026-03-02-4-fix'],
  ['v2.0.0-rc.1', [], 'hotfix/v2-0-0-rc-1-fix'],
  [good, [], 'hotfix/9fceb02d0ae5-fix'],
  ['release/spring', [], 'hotfix/release-spring-fix'],
  ['-f', [], 'hotfix/f-fix'],
])('the branch off %s when %j exist is %s', (version, takenVersions, branch) => {
  expect(hotfixOf(facts({ lastGood: { version, commit: null }, takenVersions }))?.branch).toBe(branch);
});

test.each(['', 'a b', 'v1..2', '../x', 'x.lock', 'a\nb', 'v1\u202e2', '@{u}', 'x/', 'a:b'])(
  '%j is no tag: without a commit nobody knows where to begin',
  (version) => {
    expect(hotfixOf(facts({ lastGood: { version, commit: null } }))).toBeNull();
    expect(hotfixOf(facts({ lastGood: { version, commit: good } }))).not.toBeNull();
  },
);

test.each([
  ['https://git.example/acme/checkout.git', 'cd ./checkout'],
  ['git@git.example:acme/checkout.git', 'cd ./checkout'],
  ['acme/my shop', "cd './my shop'"],
  ["acme/x'; id; '", "cd './x'\\''; id; '\\'''"],
  ['acme/-', 'cd ./-'],
])('a clone of %s', (repository, command) => {
  expect(hotfixOf(facts({ repository }))?.commands[0]).toBe(command);
});

test.each([null, '', '/', '..', 'acme/..', 'acme/a\u202eb'])('%j names no directory', (repository) => {
  expect(hotfixOf(facts({ repository }))?.commands[0]).toBe('git fetch --tags origin');
});

test('whatever the names hold, a real shell reads them as names', () => {
  const hostile = fc
    .array(
      fc.constantFrom('v1', "'", '"', '`id`', '$(id)', ';', '&', '|', '>x', '-', '#', '!', '(', ' ', '\n', '..', '/'),
      { maxLength: 8 },
    )
    .map((parts) => parts.join(''));
  const echo = 'cd() { printf "cd<%s>\\n" "$@"; }; git() { printf "git<%s>\\n" "$@"; }\n';
  fc.assert(
    fc.property(hostile, hostile, hostile, (repository, version, commit) => {
      const hotfix = hotfixOf(facts({ repository, lastGood: { version, commit }, fixCommits: [fix, commit] }));
      if (!hotfix) return;
      const seen = execFileSync('/bin/sh', ['-c', echo + hotfix.commands.join('\n')], { encoding: 'utf8' });
      const words = seen.split('\n').slice(0, -1);
      // One word for each that was meant: nothing split, ran, or was an option.
      const meant = 13 + (hotfix.commands[0]?.startsWith('cd ') ? 1 : 0);
      expect(words).toHaveLength(meant);
      expect(words.filter((each) => each === `git<${hotfix.branch}>`)).toHaveLength(2);
      expect(words.filter((each) => /<-/.test(each))).toEqual(['git<--tags>', 'git<-b>', 'git<-x>']);
      expect(hotfix.branch).toMatch(/^hotfix\/[\w.]+[\w.-]*$/);
    }),
    { numRuns: 60 },
  );
});

test.each([
  [0, 'early', 3600],
  [899, 'early', 2701],
  [900, 'due', 2700],
  [3599, 'due', 1],
  [3600, 'late', 0],
  [9000, 'late', 0],
  [-5, 'early', 3600],
])('%s s after its start a hot-fix is %s, with %s s left', (seconds, state, leftSeconds) => {
  const start = new Date(Date.UTC(2026, 2, 2, 14));
  expect(hotfixClock(start, new Date(start.getTime() + seconds * 1000))).toMatchObject({ state, leftSeconds });
});

const hasGit = (() => {
  try {
    return execFileSync('git', ['--version']).length > 0;
  } catch {
    return false;
  }
})();

describe.skipIf(!hasGit)('pasted into a shell with git', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), 'hotfix-'));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it('they make the branch, with the fix and without the bad change, also off a tag with a bad name', () => {
    // Nothing of the machine's own settings takes part.
    const env = { PATH: process.env.PATH, HOME: root, GIT_CONFIG_NOSYSTEM: '1', NODE_ENV: 'test' as const };
    const git = (cwd: string, ...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=ana', '-c', 'user.email=ana@example.test', ...args], {
        cwd,
        env,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      }).trim();
    const origin = path.join(root, 'origin.git');
    const clone = path.join(root, 'my shop');
    git(root, 'init', '-q', '--bare', origin);
    git(root, 'clone', '-q', origin, clone);
    git(clone, 'config', 'user.name', 'ana');
    git(clone, 'config', 'user.email', 'ana@example.test');
    const commit = (file: string) => {
      writeFileSync(path.join(clone, file), file);
      git(clone, 'add', file);
      git(clone, 'commit', '-qm', file);
      return git(clone, 'rev-parse', 'HEAD');
    };
    commit('base');
    const tag = "v1.2.0';id>owned;$(id)'";
    git(clone, 'tag', tag);
    commit('bad-change');
    const fixed = commit('fix');
    const hotfix = hotfixOf({
      repository: 'acme/my shop',
      lastGood: { version: tag, commit: null },
      takenVersions: [],
      fixCommits: [fixed],
    });
    execFileSync('/bin/sh', ['-ec', hotfix?.commands.join('\n') ?? ''], { cwd: root, env, stdio: 'pipe' });
    const files = git(origin, 'ls-tree', '--name-only', hotfix?.branch ?? '').split('\n');
    expect(files).toEqual(['base', 'fix']);
    expect(git(clone, 'status', '--porcelain')).toBe('');
  });
});
