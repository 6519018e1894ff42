import { expect, test } from 'vitest';
import { isAllowedHost, isPublicAddress, parseAllowedHosts } from './addresses';

test.each([
  '127.0.0.1',
  '127.8.9.10',
  '10.0.0.1',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '169.254.169.254',
  '100.64.0.1',
  '0.0.0.0',
  '224.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  'fc00::1',
  'fd12:3456::1',
  'fe80::1',
  'ff02::1',
  '::ffff:127.0.0.1',
  '::ffff:7f00:1',
  '64:ff9b::7f00:1',
  '2002:7f00:1::',
  '2001:db8::1',
  'localhost',
  '',
])('%s is not the public internet', (address) => expect(isPublicAddress(address)).toBe(false));

test.each(['1.1.1.1', '172.15.255.255', '172.32.0.1', '100.128.0.1', '2606:4700:4700::1111'])(
  '%s is the public internet',
  (address) => expect(isPublicAddress(address)).toBe(true),
);

test('a list names hosts, addresses and networks, at one port or at any', () => {
  const list = parseAllowedHosts('mail.internal:25, 10.1.0.0/16 [fd00::1]:8443,127.0.0.1');
  expect(isAllowedHost(list, 'MAIL.internal', 25)).toBe(true);
  expect(isAllowedHost(list, 'mail.internal', 587)).toBe(false);
  expect(isAllowedHost(list, 'other.mail.internal', 25)).toBe(false);
  expect(isAllowedHost(list, '10.1.200.3', 9000)).toBe(true);
  expect(isAllowedHost(list, '10.2.0.1', 9000)).toBe(false);
  expect(isAllowedHost(list, 'fd00::1', 8443)).toBe(true);
  expect(isAllowedHost(list, 'fd00::2', 8443)).toBe(false);
  expect(isAllowedHost(list, '127.0.0.1', 1)).toBe(true);
  expect(isAllowedHost(parseAllowedHosts(''), '127.0.0.1', 80)).toBe(false);
  expect(() => parseAllowedHosts('fine.example, http://x:80')).toThrow('"http://x:80" is no host.');
});
