import dc from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import { isIPv6 } from 'node:net';
import { env } from '@/lib/config/env';

const store = globalThis as typeof globalThis & { fairleadNotesPeers?: boolean };

/**
 * From now on the last entry of each request's X-Forwarded-For is the address of the socket itself: Next.js hands the socket to
 * nobody and keeps whatever the client wrote into that header.
 */
export function notePeerAddresses(): void {
  if (store.fairleadNotesPeers) return;
  store.fairleadNotesPeers = true;
  dc.subscribe('http.server.request.start', (message) => {
    const { request } = message as { request: IncomingMessage };
    const given = request.headers['x-forwarded-for'];
    const peer = request.socket.remoteAddress ?? 'unknown';
    request.headers['x-forwarded-for'] = given === undefined ? peer : `${given}, ${peer}`;
  });
}

/**
 * The client's address as far as it can be trusted: the peer, or what the last of FAIRLEAD_TRUSTED_PROXIES proxies before it saw.
 * Entries further left are the client's own claim. IPv6 counts by its /64, which one customer owns whole.
 */
export function clientAddress(headers: Headers, trustedProxies = env().FAIRLEAD_TRUSTED_PROXIES): string {
  const chain = (headers.get('x-forwarded-for') ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const address = (chain[Math.max(0, chain.length - 1 - trustedProxies)] ?? 'unknown').replace(/^::ffff:(?=\d+\.)/, '');
  return isIPv6(address) ? `${networkOf(address)}::/64` : address.slice(0, 64);
}

function networkOf(address: string): string {
  const [head = '', tail] = address.split('%')[0]?.split('::') ?? [];
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const gap = tail === undefined ? [] : Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0');
  return [...left, ...gap, ...right]
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}
