import type { AdapterPlan } from '../../adapter';
import { bareTemplate, type Template } from './objects';

type Change = AdapterPlan['changes'][number];

const hidden = '(hidden)';
const mostChanges = 200;
const mostCharacters = 300;

/**
 * Paths whose values may be shown. Everything else can hold a secret (variables, arguments, annotations, headers of probes), so of that
 * only the path is said.
 */
const shown =
  /(^|\.)(image|imagePullPolicy|containerPort|protocol|serviceAccountName|terminationGracePeriodSeconds|restartPolicy)$|\.resources\.|\.(secretKeyRef|configMapKeyRef|secretRef|configMapRef)\.|\.secret\.secretName$|\.configMap\.name$|(Probe)\.\w+Seconds$|Probe\.\w+Threshold$|^metadata\.labels\./;

/** What differs between two templates, by path (`containers[app].image`), without values that can hold secrets. At most 200. */
export function changesBetween(from: Template, to: Template): Change[] {
  const changes: Change[] = [];
  compare(spread(bareTemplate(from)), spread(bareTemplate(to)), '', changes);
  return changes.slice(0, mostChanges);
}

/** The spec's fields at the top: everybody says `containers[app].image`. */
function spread({ spec, ...rest }: Template): Record<string, unknown> {
  return { ...spec, ...rest };
}

function compare(from: unknown, to: unknown, path: string, changes: Change[]): void {
  if (JSON.stringify(from) === JSON.stringify(to)) return;
  const [before, after] = [partsOf(from), partsOf(to)];
  if (!before && !after) {
    changes.push({ path, from: said(from, path), to: said(to, path) });
    return;
  }
  const keys = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]);
  for (const key of keys) {
    const inner = key.startsWith('[') || path === '' ? `${path}${key}` : `${path}.${key}`;
    compare(before?.[key], after?.[key], inner, changes);
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

function said(value: unknown, path: string): string | null {
  if (value === undefined) return null;
  return shown.test(path) ? String(value).slice(0, mostCharacters) : hidden;
}
