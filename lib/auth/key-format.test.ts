import { describe, expect, it } from 'vitest';
import { sha256 } from '@/lib/core/ids';
import { redact } from '@/lib/core/log';
import { newApiKey } from './key-format';

describe('API keys', () => {
  it('are well formed, differ, and begin with their shown prefix', () => {
    const keys = Array.from({ length: 200 }, newApiKey);
    for (const { key, prefix } of keys) {
      expect(key).toMatch(/^fl_[0-9A-Za-z]{8}_[0-9A-Za-z]{38}$/);
      expect(key.startsWith(`${prefix}_`)).toBe(true);
      expect(prefix).toHaveLength(11);
    }
    expect(new Set(keys.map(({ key }) => key)).size).toBe(200);
  });

  it('end with a checksum of the rest, by which a scanner knows them', () => {
    const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
    const { key } = newApiKey();
    const digest = sha256(key.slice(0, -6));
    expect(key.slice(-6)).toBe([...digest.subarray(0, 6)].map((byte) => alphabet[byte % 62]).join(''));
  });

  it('never reach a log line', () => {
    const { key } = newApiKey();
    expect(redact(`wrong key ${key} given`)).toBe('wrong key fl_*** given');
  });
});
