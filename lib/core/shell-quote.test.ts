import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shellQuote } from './shell-quote';

const hostile = fc.array(
  fc.constantFrom(
    "'",
    '"',
    '\\',
    '$(id)',
    '`id`',
    '; exit 3',
    '\n',
    ' ',
    '*',
    '~',
    '!!',
    '-rf',
    '#',
    '&',
    '|',
    '>x',
    'é',
  ),
  { maxLength: 12 },
);

test('a real shell reads back exactly what was quoted', () => {
  fc.assert(
    fc.property(fc.array(hostile, { minLength: 1, maxLength: 20 }), (lists) => {
      const values = lists.map((parts) => parts.join(''));
      const command = `printf '%s\\0' ${values.map(shellQuote).join(' ')}`;
      const read = execFileSync('/bin/sh', ['-c', command], { encoding: 'utf8' });
      expect(read.split('\0').slice(0, -1)).toEqual(values);
    }),
    { numRuns: 30 },
  );
});
