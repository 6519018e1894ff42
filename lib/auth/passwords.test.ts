import { describe, expect, it } from 'vitest';
import { hashPassword, verifyPassword } from './passwords';

describe('passwords', () => {
  it('verify against their own hash only, and two hashes of one password differ', async () => {
    const [first, second] = await Promise.all([hashPassword('correct horse'), hashPassword('correct horse')]);
    expect(first).not.toBe(second);
    expect(await verifyPassword('correct horse', first)).toBe(true);
    expect(await verifyPassword('correct horsf', first)).toBe(false);
    expect(await verifyPassword('', first)).toBe(false);
  });

  it('name parameters at least as costly as OWASP asks', async () => {
    const [scheme, log2N, r, p] = (await hashPassword('x')).split('$');
    expect([scheme, Number(log2N), Number(r), Number(p)]).toEqual(['scrypt', 15, 8, 3]);
  });

  it('accept the same letters in another Unicode form', async () => {
    expect(await verifyPassword('cafe\u0301 au lait', await hashPassword('caf\u00e9 au lait'))).toBe(true);
  });

  it('cost an unknown account about as much time as a known one, and are never right there', async () => {
    const stored = await hashPassword('correct horse');
    const spent = async (hash: string | null) => {
      // Work of this process, not time: other programs on the machine must not decide.
      const before = process.cpuUsage();
      for (let i = 0; i < 3; i += 1) expect(await verifyPassword('wrong', hash)).toBe(false);
      return process.cpuUsage(before).user;
    };
    await spent(stored);
    const ratio = (await spent(null)) / (await spent(stored));
    expect(ratio).toBeGreaterThan(0.4);
    expect(ratio).toBeLessThan(2.5);
  });
});
