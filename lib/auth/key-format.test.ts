import { describe, expect, it } from 'vitest';
import { redact } from '@/lib/core/log';
import { isWellFormedKey, newApiKey } from './key-format';

describe('API keys', () => {
  it('are well formed, differ, and begin with their shown prefix', () => {
    const keys = Array.from({ length: 200 }, newApiKey);
    for (const { key, prefix } of keys) {
      expect(isWellFormedKey(key)).toBe(true);
      expect(key.startsWith(`${prefix}_`)).toBe(true);
      expect(prefix).toHaveLength(11);
    }
    expect(new Set(keys.map(({ key }) => key)).size).toBe(200);
  });

  it('carry a checksum that finds a changed or cut letter', () => {
    const { key } = newApiKey();
    for (let at = 3; at < key.length; at += 1) {
      const other = key[at] === 'A' ? 'B' : 'A';
      expect(isWellFormedKey(key.slice(0, at) + other + key.slice(at + 1))).toBe(false);
    }
    expect(isWellFormedKey(key.slice(0, -1))).toBe(false);
  });

  it('never reach a log line', () => {
    const { key } = newApiKey();
    expect(redact(`wrong key ${key} given`)).toBe('wrong key fl_*** given');
  });
});
