import net from 'node:net';

/** Networks that are not the public internet: this host, private, link-local, carrier-grade NAT, documentation, multicast, reserved. */
const closed = new net.BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  closed.addSubnet(network, prefix, 'ipv4');
// Of IPv6 only 2000::/3 is given out; within it these hold other addresses (Teredo, 6to4) or are for documents.
const open6 = new net.BlockList();
open6.addSubnet('2000::', 3, 'ipv6');
const closed6 = new net.BlockList();
for (const [network, prefix] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  closed6.addSubnet(network, prefix, 'ipv6');

/** True for an address of the public internet. Forms of IPv4 inside IPv6 are none. */
export function isPublicAddress(address: string): boolean {
  switch (net.isIP(address)) {
    case 4:
      return !closed.check(address, 'ipv4');
    case 6:
      return open6.check(address, 'ipv6') && !closed6.check(address, 'ipv6');
    default:
      return false;
  }
}

/** One entry of a list of hosts: a name, an address or a network, at one port or at any. */
export type AllowedHost = { host: string; port: number | null; network: net.BlockList | null };

/** Reads 'mail.internal:25, 10.1.0.0/16, [fd00::1]:8443'; throws an Error that names the entry that is none. */
export function parseAllowedHosts(text: string): AllowedHost[] {
  return text
    .split(/[\s,]+/)
    .filter(Boolean)
    .map((entry) => {
      const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/.exec(entry) ?? [];
      const host = bracketed ?? plain ?? (net.isIPv6(entry.split('/')[0] ?? '') ? entry : null);
      if (host === null) throw new Error(`"${entry}" is no host.`);
      return { host: host.toLowerCase(), port: port === undefined ? null : Number(port), network: networkOf(host) };
    });
}

function networkOf(host: string): net.BlockList | null {
  const [address = '', prefix] = host.split('/');
  const family = net.isIP(address);
  if (family === 0) return null;
  const list = new net.BlockList();
  list.addSubnet(address, Number(prefix ?? (family === 4 ? 32 : 128)), family === 4 ? 'ipv4' : 'ipv6');
  return list;
}

/** Is this name or address on the list, at this port? */
export function isAllowedHost(list: AllowedHost[], host: string, port: number): boolean {
  const family = net.isIP(host);
  return list.some((entry) => {
    if (entry.port !== null && entry.port !== port) return false;
    if (entry.network && family !== 0) return entry.network.check(host, family === 4 ? 'ipv4' : 'ipv6');
    return entry.host === host.toLowerCase();
  });
}
