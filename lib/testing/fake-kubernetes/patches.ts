import { canonicalJson } from '@/lib/core/canonical-json';

/** A patch that cannot be applied. A real server says nothing of which operation, or why. */
export class PatchRefused extends Error {}

type Operation = { op: string; path: string; value?: unknown };
type Parent = Record<string, unknown> | unknown[];

/** RFC 6902 as an API server applies it (test, add, replace, remove); the object that was given stays as it is. */
export function jsonPatched<T>(object: T, operations: Operation[]): T {
  const root: Record<string, unknown> = { root: structuredClone(object) };
  for (const { op, path, value } of operations) {
    const keys = ['root', ...path.split('/').slice(1).map(unescaped)];
    const last = keys.pop() ?? '';
    const parent = keys.reduce<unknown>((at, key) => (isParent(at) ? read(at, key) : undefined), root);
    if (!isParent(parent)) throw new PatchRefused();
    const found = read(parent, last);
    if (op === 'test') {
      if (canonicalJson(found ?? null) !== canonicalJson(value ?? null)) throw new PatchRefused();
    } else if (op === 'add') insert(parent, last, value);
    else if (found === undefined) throw new PatchRefused();
    else if (op === 'replace') write(parent, last, value);
    else if (op === 'remove') drop(parent, last);
    else throw new PatchRefused();
  }
  return root.root as T;
}

/** RFC 7386; with `byName`, lists of named things are merged by name, as a strategic merge does with containers and their variables. */
export function mergePatched<T>(object: T, patch: unknown, byName: boolean): T {
  return merged(object, patch, byName) as T;
}

function merged(before: unknown, patch: unknown, byName: boolean): unknown {
  if (byName && Array.isArray(patch) && Array.isArray(before) && [...patch, ...before].every(isNamed)) {
    const added = patch.filter(({ name }) => !before.some((each) => each.name === name));
    const kept = before.map((each) => {
      const change = patch.find(({ name }) => name === each.name);
      return change ? merged(each, change, byName) : each;
    });
    return [...kept, ...added];
  }
  if (!isObject(patch)) return patch;
  const result: Record<string, unknown> = isObject(before) ? { ...before } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else if (!(byName && key.startsWith('$'))) result[key] = merged(result[key], value, byName);
  }
  return result;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

function isNamed(value: unknown): value is { name: string } {
  return isObject(value) && typeof value.name === 'string';
}

function isParent(value: unknown): value is Parent {
  return value !== null && typeof value === 'object';
}

function unescaped(key: string): string {
  return key.replaceAll('~1', '/').replaceAll('~0', '~');
}

function read(parent: Parent, key: string): unknown {
  return Array.isArray(parent) ? parent[Number(key)] : parent[key];
}

function write(parent: Parent, key: string, value: unknown): void {
  if (Array.isArray(parent)) parent[Number(key)] = value;
  else parent[key] = value;
}

function insert(parent: Parent, key: string, value: unknown): void {
  if (!Array.isArray(parent)) parent[key] = value;
  else parent.splice(key === '-' ? parent.length : Number(key), 0, value);
}

function drop(parent: Parent, key: string): void {
  if (Array.isArray(parent)) parent.splice(Number(key), 1);
  else delete parent[key];
}
