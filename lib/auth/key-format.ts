import { randomInt } from 'node:crypto';
import { sha256 } from '@/lib/core/ids';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const nameLength = 8;
const secretLength = 32; // 32 × log2(62) = 190 bits
const checksumLength = 6;

function randomLetters(length: number): string {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');
}

function checksum(text: string): string {
  return [...sha256(text).subarray(0, checksumLength)].map((byte) => alphabet[byte % alphabet.length]).join('');
}

/** A new key `fl_<8 letters>_<32 letters><checksum>`, and its first part, which may be shown to tell keys apart. */
export function newApiKey(): { key: string; prefix: string } {
  const prefix = `fl_${randomLetters(nameLength)}`;
  const body = `${prefix}_${randomLetters(secretLength)}`;
  return { key: `${body}${checksum(body)}`, prefix };
}

/** True for a text that is one of our keys and not a mistyped or cut one; secret scanners use the same rule. */
export function isWellFormedKey(key: string): boolean {
  const body = key.slice(0, -checksumLength);
  return /^fl_[0-9A-Za-z]{8}_[0-9A-Za-z]{38}$/.test(key) && checksum(body) === key.slice(-checksumLength);
}
