import { z } from 'zod';

/**
 * Fields of everything that comes in from outside. PostgreSQL refuses or silently changes some of what JSON allows (NUL, lone
 * surrogates, 'infinity', year 300000), so nothing reaches it that has not passed one of these.
 */

// Control characters other than tab and line ends, and (with the u flag) halves of surrogate pairs.
const forbidden = /(?![\t\n\r])\p{Cc}|\p{Cs}/u;

/** Text of at most `max` characters without control characters or broken surrogates; kept byte for byte. */
export function text(max: number) {
  return z
    .string()
    .max(max, `Use at most ${max} characters.`)
    .refine((value) => !forbidden.test(value), 'Remove control characters and broken surrogate pairs.');
}

// Anything but white space and what is drawn as nothing: zero-width signs, joiners, fillers, the empty Braille pattern.
const visible = /[^\s\p{Z}\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/u;

/** Like `text`, and with something to see in it. */
export function requiredText(max: number) {
  return text(max).refine((value) => visible.test(value), 'This must not be empty.');
}

/** What somebody looks for in a list: a part of a name, of which white space around it is none. */
export const searchText = text(200).trim();

/** An http or https URL; `javascript:` and other schemes are refused. */
export const httpUrl = text(2048).refine((value) => {
  try {
    return ['http:', 'https:'].includes(new URL(value).protocol);
  } catch {
    return false;
  }
}, 'Use a complete URL that starts with https:// or http://.');

const rfc3339 = /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2}):(\d{2})(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})$/;

/** Parses RFC 3339 with an offset, to the millisecond; null when it is anything else, or no such instant exists. */
export function parseInstant(value: string): Date | null {
  const match = rfc3339.exec(value);
  if (!match) return null;
  const [, year, month, day, hour, minute, second, fraction = '', offset = 'Z'] = match;
  const local = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  const asDate = new Date(local);
  const exists = asDate.getUTCMonth() === Number(month) - 1 && asDate.getUTCDate() === Number(day) && Number(hour) < 24;
  if (!exists || Number(minute) > 59 || Number(second) > 59 || Number(year) < 1970) return null;
  const offsetMinutes = /[Zz]/.test(offset) ? 0 : Number(offset.slice(1, 3)) * 60 + Number(offset.slice(4, 6));
  if (offsetMinutes > 14 * 60 || Number(offset.slice(4, 6) || 0) > 59) return null;
  const sign = offset.startsWith('-') ? -1 : 1;
  const at = new Date(local + Math.floor(Number(`0${fraction || '.0'}`) * 1000) - sign * offsetMinutes * 60_000);
  // The offset may carry it over the edge of the years, where its text would get six digits.
  return at.getTime() < 0 || at.getUTCFullYear() > 9999 ? null : at;
}

/** An RFC 3339 instant with an offset, years 1970 to 9999; one without an offset is refused (api.md, Conventions). */
export const instant = z
  .string()
  .meta({ format: 'date-time' })
  .transform((value, context) => {
    const at = parseInstant(value);
    if (at) return at;
    context.addIssue({
      code: 'custom',
      message: 'Use an RFC 3339 time with an offset, for example 2026-03-02T10:00:00Z.',
    });
    return z.NEVER;
  });

/** Services, as in api.md. */
export const serviceSlug = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9._-]{0,62}$/,
    'Use 1 to 63 characters: a-z, 0-9, dot, dash, underscore; not beginning with one of the signs.',
  );

/** Ids that other systems chose. They are parts of addresses, where a dot and two dots mean this place and the one above. */
export const externalId = requiredText(255).refine(
  (value) => !/^\.+$/.test(value),
  'An id must hold something besides dots; addresses cannot name such a one.',
);
