import { expect, test } from 'vitest';
import { externalId, httpUrl, instant, parseInstant, requiredText, serviceSlug, text } from './fields';

test.each([
  ['2026-03-02T10:00:00Z', '2026-03-02T10:00:00.000Z'],
  ['2026-03-02T10:00:00+05:30', '2026-03-02T04:30:00.000Z'],
  ['2026-03-02t10:00:00.123456789z', '2026-03-02T10:00:00.123Z'],
  ['2026-03-02 10:00:00-08:00', '2026-03-02T18:00:00.000Z'],
])('%s is %s', (given, expected) => {
  expect(parseInstant(given)?.toISOString()).toBe(expected);
});

test.each([
  '2026-03-02T10:00:00', // no offset
  '2026-03-02',
  'now',
  'infinity',
  '2026-02-30T10:00:00Z',
  '2026-03-02T24:00:00Z',
  '2026-03-02T10:60:00Z',
  '2026-03-02T10:00:61Z',
  '+275760-09-13T00:00:00Z',
  '0000-01-01T00:00:00Z',
  '2026-03-02T10:00:00+25:00',
  '1772445600',
  '9999-12-31T23:59:59-14:00', // year 10000 in UTC
  '1970-01-01T00:00:00+14:00', // year 1969 in UTC
])('%s is no instant', (given) => {
  expect(instant.safeParse(given).success).toBe(false);
});

test('text keeps emoji and line breaks, and refuses NUL, control characters and half surrogates', () => {
  for (const fine of ['Retry 🚀 tokenisation', 'two\nlines\t', 'שלום ‏RTL', 'a\u200dz'])
    expect(text(99).parse(fine)).toBe(fine);
  for (const bad of ['a\u0000b', '\u0007', 'x\ud800', '\udc00y', '\u007f'])
    expect(text(99).safeParse(bad).success).toBe(false);
});

test.each([
  '',
  ' \n\t',
  '\u200b',
  '\u200b\u200d\ufeff',
  '\u2060',
  '\u3164',
  '\u00a0\u3000',
  '\u00ad',
  '\u2800',
  '\ufe0f',
])('%j shows nothing: it is no name', (value) => {
  expect(requiredText(99).safeParse(value).success).toBe(false);
});

test.each(['a', '0', '.', '🚀', '👩\u200d👩\u200d👧', '\u200bx', 'שלום', 'ก'])('%j shows something', (value) => {
  expect(requiredText(99).parse(value)).toBe(value);
});

test.each(['javascript:alert(1)', 'data:text/html,x', 'ftp://x', '//evil.example', 'not a url'])(
  '%s is no link',
  (url) => {
    expect(httpUrl.safeParse(url).success).toBe(false);
  },
);

test('service slugs follow the contract', () => {
  expect(serviceSlug.safeParse('checkout-api.v2').success).toBe(true);
  expect(serviceSlug.safeParse('a'.repeat(63)).success).toBe(true);
  for (const bad of ['', '-a', 'Checkout', 'a'.repeat(64), 'a b', 'a/b'])
    expect(serviceSlug.safeParse(bad).success).toBe(false);
});

test.each(['.', '..', '...', '', '  '])('%j is no id: nothing could be fetched or deleted by it', (given) => {
  expect(externalId.safeParse(given).success).toBe(false);
});

test.each(['.1', 'v1..', '../..', 'INC-1', '%2e%2e', 'a b'])('%j is an id', (given) => {
  expect(externalId.parse(given)).toBe(given);
});
