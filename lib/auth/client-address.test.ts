import { describe, expect, it } from 'vitest';
import { clientAddress } from './client-address';

const of = (chain: string | null, proxies: number) =>
  clientAddress(new Headers(chain === null ? {} : { 'x-forwarded-for': chain }), proxies);

describe('clientAddress (the last entry is the socket, see notePeerAddresses)', () => {
  it.each([
    ['no proxy: the socket, whatever the client claims', '1.1.1.1, 2.2.2.2, 10.0.0.9', 0, '10.0.0.9'],
    ['one proxy: what it saw', '1.1.1.1, 2.2.2.2, 10.0.0.9', 1, '2.2.2.2'],
    ['two proxies', '1.1.1.1, 2.2.2.2, 3.3.3.3, 10.0.0.9', 2, '2.2.2.2'],
    ['fewer entries than proxies: the first', '10.0.0.9', 3, '10.0.0.9'],
    ['an IPv4 address in IPv6 form', '::ffff:10.0.0.9', 0, '10.0.0.9'],
    ['IPv6 counts by its /64', '2001:db8:0:7:a:b:c:d', 0, '2001:db8:0:7::/64'],
    ['a shortened IPv6', '2001:db8::1', 0, '2001:db8:0:0::/64'],
    ['nothing known', null, 1, 'unknown'],
  ])('%s', (_what, chain, proxies, expected) => {
    expect(of(chain, proxies)).toBe(expected);
  });

  it('gives a client that rotates its claims one and the same bucket', () => {
    const seen = Array.from({ length: 50 }, (_, i) => of(`203.0.113.${i}, 198.51.100.${i}, 10.0.0.9`, 0));
    expect(new Set(seen).size).toBe(1);
  });
});
