import type { AdapterPlan } from '../adapter';

type Change = AdapterPlan['changes'][number];

const hidden = '(hidden)';
const mostChanges = 200;
const mostCharacters = 300;

/**
 * What differs between two specifications, by path (`containers[app].image`), at most 200. Values are told where `shown` matches the
 * path; everything else can hold a secret, so of that only the path is said.
 */
export function changesBetween(from: unknown, to: unknown, shown: RegExp): Change[] {
  const changes: Change[] = [];
  compare(from, to, '', shown, changes);
  return changes.slice(0, mostChanges);
}

function compare(from: unknown, to: unknown, path: string, shown: RegExp, changes: Change[]): void {
  if (JSON.stringify(from) === JSON.stringify(to)) return;
  const [before, after] = [partsOf(from), partsOf(to)];
  if (!before && !after) {
    const isShown = shown.test(path);
    changes.push({ path, from: said(from, isShown), to: said(to, isShown) });
    return;
  }
  const keys = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]);
  for (const key of keys) {
    const inner = key.startsWith('[') || path === '' ? `${path}${key}` : `${path}.${key}`;
    compare(before?.[key], after?.[key], inner, shown, changes);
  }
}

/** What a value is made of: fields by name, entries of a list by their own name where they have one. Null for what has no parts. */
function partsOf(value: unknown): Record<string, unknown> | null {
  if (value === null || typeof value !== 'object') return null;
  if (!Array.isArray(value)) return { ...value };
  return Object.fromEntries(value.map((entry: unknown, index) => [`[${nameOf(entry) ?? index}]`, entry]));
}

function nameOf(entry: unknown): string | null {
  const name = entry !== null && typeof entry === 'object' && 'name' in entry ? entry.name : null;
  return typeof name === 'string' ? name : null;
}

function said(value: unknown, isShown: boolean): string | null {
  if (value === undefined) return null;
  return isShown ? String(value).slice(0, mostCharacters) : hidden;
}
