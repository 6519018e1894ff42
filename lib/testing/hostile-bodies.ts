import fc from 'fast-check';

export const bytes = (source: string) => new TextEncoder().encode(source);

const nasty: unknown[] = [
  null,
  true,
  false,
  0,
  -0,
  -1,
  1.5,
  2 ** 53 + 1,
  1e308,
  '',
  ' ',
  'now',
  'infinity',
  'NaN',
  '1999',
  '2026-03-02',
  '2026-02-30T00:00:00Z',
  '0000-01-01T00:00:00Z',
  '+275760-09-13T00:00:00Z',
  '2999-01-01T00:00:00Z',
  '2026-03-02T10:00:00',
  'a\u0000b',
  '\ud800',
  '\udc00x',
  '\u0007',
  '\u202eabc',
  'x'.repeat(300),
  'x'.repeat(9_000),
  [],
  {},
  [[]],
  [null],
  { a: 1 },
  ['a', 1],
  '__proto__',
  'constructor',
  "'; DROP TABLE deployment; --",
  '{}',
  'NULL',
  '{"a":1}',
  '\\',
  '"',
  '{a,b}',
  '\u{10FFFF}',
  'SEV9',
  'succeeded',
  'rolled_back',
  'javascript:alert(1)',
  'https://',
  'https://x/\u0000',
];

/** A valid body with some of its parts replaced, removed, added or nested. */
export const mutated = (valid: Record<string, unknown>) =>
  fc
    .array(
      fc.record({
        at: fc.constantFrom(
          ...Object.keys(valid),
          'extra',
          '__proto__',
          'constructor',
          'toString',
          'changes',
          'status',
          'resolved_at',
          'reason',
          'team',
          'url',
        ),
        value: fc.oneof(
          fc.constantFrom(...nasty),
          fc.jsonValue({ maxDepth: 3 }),
          fc.string({ unit: 'binary' }),
          fc.integer(),
        ),
        how: fc.constantFrom('replace', 'remove', 'inside'),
      }),
      { minLength: 1, maxLength: 3 },
    )
    .map((edits) => {
      const body = structuredClone(valid);
      for (const { at, value, how } of edits) {
        if (how === 'remove') delete body[at];
        else if (how === 'inside' && at === 'changes' && Array.isArray(body[at]))
          body[at] = [{ sha: 'a', committed_at: '2026-03-01T10:00:00Z', title: value }];
        else Object.defineProperty(body, at, { value, enumerable: true, configurable: true, writable: true });
      }
      return JSON.stringify(body);
    });

/** Text that is no JSON any more, or JSON of an unpleasant shape. */
export const broken = (valid: Record<string, unknown>): fc.Arbitrary<Uint8Array> => {
  const whole = JSON.stringify(valid);
  return fc.oneof(
    fc.nat({ max: whole.length - 1 }).map((end) => bytes(whole.slice(0, end))),
    fc.uint8Array({ maxLength: 64 }),
    fc.tuple(fc.nat({ max: whole.length - 1 }), fc.uint8Array({ minLength: 1, maxLength: 3 })).map(([at, junk]) => {
      const copy = bytes(whole);
      copy.set(junk, Math.min(at, copy.length - junk.length));
      return copy;
    }),
    fc
      .constantFrom(
        '[',
        '{"a":',
        '\ufeff{}',
        'null',
        '1e999',
        '"x"',
        '['.repeat(5_000),
        '{"a":'.repeat(200_000),
        '[0,'.repeat(3_000),
      )
      .map(bytes),
    fc.constantFrom(300_000, 262_145).map((size) => bytes(`{"id":"${'x'.repeat(size)}"}`)),
    fc.constant(bytes(`${whole.slice(0, -1)},"id":1,"id":2}`)),
  );
};
