import { parseInstant } from '@/lib/core/fields';
import { sha256 } from '@/lib/core/ids';

/**
 * What other systems write is taken as far as it can be stored: control characters and broken surrogates fall away, what is too long
 * is cut. Nothing of it is a reason to refuse an alert.
 */

/** Text on one or several lines, without what cannot be stored; null when nothing is left. */
export function foreignText(value: unknown, max: number): string | null {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return null;
  const text = String(value)
    .toWellFormed()
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g, '')
    .trim();
  if (text === '') return null;
  return text.length <= max
    ? text
    : `${text
        .slice(0, max - 1)
        .toWellFormed()
        .replace(/\ufffd$/, '')}…`;
}

/** Names and values, as many and as long as are worth keeping. */
export function foreignLabels(value: unknown): Record<string, string> {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return {};
  const pairs = Object.entries(value).flatMap(([name, inner]): [string, string][] => {
    const [key, text] = [foreignText(name, 100), foreignText(inner, 500)];
    return key !== null && key !== '__proto__' && text !== null ? [[key, text]] : [];
  });
  return Object.fromEntries(pairs.slice(0, 64));
}

/** An address of the web; a relative one is completed from `base`, anything else is dropped. */
export function foreignUrl(value: unknown, base?: unknown): string | null {
  const text = foreignText(value, 2048);
  if (text === null || text.endsWith('…')) return null;
  try {
    const start = typeof base === 'string' && base !== '' ? base : undefined;
    const { protocol, href } = new URL(text, start);
    return ['http:', 'https:'].includes(protocol) && href.length <= 2048 ? href : null;
  } catch {
    return null;
  }
}

/** An instant with an offset; null for none, for the year 1 that stands for none, and for what is no time. */
export function foreignInstant(value: unknown): Date | null {
  return typeof value === 'string' ? parseInstant(value) : null;
}

/** The slug of a service that another system names in its own way: lower case, other characters become '-' (ingest.md §1.6). */
export function foreignSlug(value: unknown): string | null {
  const slug = foreignText(value, 255)
    ?.toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[^a-z0-9]+/, '')
    .slice(0, 63)
    .replace(/-+$/, '');
  return slug || null;
}

/** The same for an environment, whose name may hold anything on one line. */
export function foreignEnvironment(value: unknown): string | null {
  const name = foreignText(value, 255)?.toLowerCase().replace(/\s+/g, '-').slice(0, 63);
  return name || null;
}

/** A key of at most 255 characters: itself, or a hash of it. */
export function boundedKey(key: string): string {
  return key.length <= 255 ? key : `sha256:${sha256(key).toString('hex')}`;
}
