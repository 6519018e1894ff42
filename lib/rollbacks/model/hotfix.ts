import { shellQuote } from '@/lib/core/shell-quote';
import { methodBudgets } from './method';

export type HotfixFacts = {
  /** As deployments name it, 'acme/checkout' or a URL; null when nobody said. */
  repository: string | null;
  lastGood: { version: string | null; commit: string | null };
  /** Versions that exist, the bad one among them: the hot-fix is none of these. */
  takenVersions: string[];
  /** Commits of the fix, oldest first. */
  fixCommits: string[];
};

export type Hotfix = {
  branch: string;
  /** Lines for a POSIX shell, in a directory that holds a clone of the repository; each is safe to paste, whatever the names hold. */
  commands: string[];
  /** No commit of the fix is known: its place in the commands is marked FIX_COMMIT. */
  needsFixCommit: boolean;
};

const anyCommit = /^[0-9a-f]{7,64}$/;
const semantic = /^(v?)(\d{1,9})\.(\d{1,9})\.(\d{1,9})$/;
// Nothing to see, or something that makes what is seen another thing.
const unseen = /[\p{Cc}\p{Cf}\p{Cs}]/u;

/** The commands of handbook §4.1 for a branch off the last good version; null when no commit and no tag says where that is. */
export function hotfixOf({ repository, lastGood, takenVersions, fixCommits }: HotfixFacts): Hotfix | null {
  const start = startOf(lastGood);
  if (start === null) return null;
  const branch = `hotfix/${nameOf(lastGood, takenVersions)}`;
  const commits = fixCommits.filter((commit) => anyCommit.test(commit));
  const needsFixCommit = commits.length === 0 || commits.length < fixCommits.length;
  const directory = directoryOf(repository);
  const commands = [
    ...(directory === null ? [] : [`cd ${word(`./${directory}`)}`]),
    'git fetch --tags origin',
    `git checkout -b ${word(branch)} ${word(start)}`,
    `git cherry-pick -x ${needsFixCommit ? 'FIX_COMMIT' : commits.join(' ')}`,
    `git push origin ${word(branch)}`,
  ];
  return { branch, commands, needsFixCommit };
}

/** Quoted where a shell would read more into it. */
function word(value: string): string {
  return /^[\w./-]+$/.test(value) ? value : shellQuote(value);
}

/** A commit says exactly what ran; a tag is named in full, so that none is taken for an option or a branch. */
function startOf({ version, commit }: HotfixFacts['lastGood']): string | null {
  if (commit !== null && anyCommit.test(commit)) return commit;
  if (version === null) return null;
  if (anyCommit.test(version)) return version;
  return isTagName(version) ? `refs/tags/${version}` : null;
}

/** What git takes as the name of a tag (git check-ref-format), without characters that cannot be seen. */
function isTagName(name: string): boolean {
  if (name === '' || unseen.test(name) || /[\s~^:?*[\\]|\.\.|@\{|\/\/|[./]$|^\//.test(name)) return false;
  return name.split('/').every((part) => !part.startsWith('.') && !part.endsWith('.lock'));
}

/** v1.2.0 → v1.2.1, or the next one that is free; other names are kept as far as a branch can hold them. */
function nameOf({ version, commit }: HotfixFacts['lastGood'], takenVersions: string[]): string {
  const [, v = '', major, minor, patch] = semantic.exec(version ?? '') ?? [];
  if (patch !== undefined) {
    const taken = new Set(takenVersions.map((each) => each.replace(/^v/, '')));
    let next = Number(patch) + 1;
    while (taken.has(`${major}.${minor}.${next}`)) next += 1;
    return `${v}${major}.${minor}.${next}`;
  }
  const isReadable = version !== null && !anyCommit.test(version);
  const readable = isReadable ? version.replace(/[^A-Za-z0-9]+/g, '-').replace(/^-|-$/g, '') : '';
  return `${readable.slice(0, 60) || (commit ?? version ?? '').slice(0, 12).replace(/[^0-9a-f]/g, '') || 'last-good'}-fix`;
}

/** Where a clone of it lies by default. */
function directoryOf(repository: string | null): string | null {
  const last = repository
    ?.replace(/\/+$/, '')
    .replace(/\.git$/, '')
    .split(/[/:]/)
    .at(-1);
  return !last || /^\.*$/.test(last) || unseen.test(last) ? null : last;
}

/** Where a hot-fix stands against the 15 to 60 min that the handbook gives it (§4.1). `late` from the 60th minute on. */
export function hotfixClock(
  startedAt: Date,
  now: Date,
): { elapsedSeconds: number; leftSeconds: number; state: 'early' | 'due' | 'late' } {
  const { fromSeconds, belowSeconds } = methodBudgets.hotfix;
  const elapsedSeconds = Math.max(0, (now.getTime() - startedAt.getTime()) / 1000);
  const state = elapsedSeconds < fromSeconds ? 'early' : elapsedSeconds < belowSeconds ? 'due' : 'late';
  return { elapsedSeconds, leftSeconds: Math.max(0, belowSeconds - elapsedSeconds), state };
}
