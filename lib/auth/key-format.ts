import { randomInt } from 'node:crypto';
import { sha256 } from '@/lib/core/ids';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const nameLength = 8;
const secretLength = 32; // 32 × log2(62) = 190 bits
const checksumLength = 6;

function randomLetters(length: number): string {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');
}

/**
 * For secret scanners, which tell a leaked key from a similar text by it. The check of a key does not look at it: a key of
 * the environment (FAIRLEAD_ADMIN_API_KEY) has none.
 */
function checksum(text: string): string {
  return [...sha256(text).subarray(0, checksumLength)].map((byte) => alphabet[byte % alphabet.length]).join('');
}

/** A new key `fl_<8 letters>_<32 letters><checksum>`, and its first part, which may be shown to tell keys apart. */
export function newApiKey(): { key: string; prefix: string } {
  const prefix = `fl_${randomLetters(nameLength)}`;
  const body = `${prefix}_${randomLetters(secretLength)}`;
  return { key: `${body}${checksum(body)}`, prefix };
}
