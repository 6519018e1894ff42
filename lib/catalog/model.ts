import type { EnvironmentKind } from './schema';

const kindByName: Record<string, EnvironmentKind> = {
  production: 'production',
  prod: 'production',
  live: 'production',
  staging: 'staging',
  stage: 'staging',
  preprod: 'staging',
  'pre-production': 'staging',
  uat: 'staging',
  development: 'development',
  dev: 'development',
  test: 'development',
  local: 'development',
  qa: 'development',
};

/** The kind that an environment gets when it is first named (metrics.md, "What is counted"); editable afterwards. */
export function environmentKindOf(name: string): EnvironmentKind {
  return Object.hasOwn(kindByName, name) ? (kindByName[name] ?? 'other') : 'other';
}

/** The slug under which a team's name is known: 'Team Payments' is 'team-payments'. Names without a Latin letter get a stable hash. */
export function teamSlugOf(name: string): string {
  const slug = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[^a-z0-9._]+/g, '-')
    .replace(/^[-._]+|[-._]+$/g, '')
    .slice(0, 63);
  return slug || `team-${fingerprint(name.trim().toLowerCase())}`;
}

/** FNV-1a, 32 bits: runs in browsers too, and need only tell a handful of names apart. */
function fingerprint(value: string): string {
  let hash = 0x811c9dc5;
  for (const char of value) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return hash.toString(16).padStart(8, '0');
}
