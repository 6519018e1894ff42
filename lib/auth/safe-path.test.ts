import { describe, expect, it } from 'vitest';
import { safePath } from './safe-path';

describe('safePath', () => {
  it.each(['/', '/metrics/lead-time?from=2026-01-01&service=a', '/settings/audit#row-7', '/services/a.b_c'])(
    'keeps %s',
    (path) => {
      expect(safePath(path)).toBe(path);
    },
  );

  it.each([
    '//evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    'https:evil.example',
    'https://evil.example/',
    'javascript:alert(1)',
    '/\t/evil.example',
    '/\n/evil.example',
    '/%0d%0aSet-Cookie:x=1\r\n',
    '/..//evil.example',
    '/./\\evil.example',
    ' //evil.example',
    'evil',
    '',
    '/sign-in',
    '/sign-in?next=/sign-in',
    '/api/auth/signout',
    `/${'a'.repeat(3000)}`,
    null,
    undefined,
  ])('sends %j to the start page', (path) => {
    expect(safePath(path)).toBe('/');
  });

  it('never leaves the origin, whatever is tried', () => {
    const parts = ['/', '\\', '.', '..', '%2f', '%5c', 'evil.example', '@', ':', '?', '#', '\t', '\u0000', ' '];
    for (const a of parts)
      for (const b of parts)
        for (const c of parts)
          for (const d of parts) {
            const target = new URL(safePath(`/${a}${b}${c}${d}`), 'https://fairlead.example');
            expect(target.origin).toBe('https://fairlead.example');
          }
  });
});
