import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { env } from '@/lib/config/env';
import { sha256 } from '@/lib/core/ids';

/** AES-256-GCM under FAIRLEAD_ENCRYPTION_KEY; `place` (table, column) is bound to the text, so that it cannot be moved elsewhere. */
export function seal(secret: string, place: string): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', sha256(env().FAIRLEAD_ENCRYPTION_KEY), nonce).setAAD(Buffer.from(place));
  const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
  return ['v1', nonce, sealed, cipher.getAuthTag()]
    .map((part) => (typeof part === 'string' ? part : part.toString('base64url')))
    .join('.');
}

/** The secret again. Throws when it was tampered with, moved, or sealed under another key. */
export function unseal(text: string, place: string): string {
  const [version, nonce = '', sealed = '', tag = ''] = text.split('.');
  if (version !== 'v1') throw new Error('A sealed secret has an unknown form.');
  const decipher = createDecipheriv(
    'aes-256-gcm',
    sha256(env().FAIRLEAD_ENCRYPTION_KEY),
    Buffer.from(nonce, 'base64url'),
  );
  decipher.setAAD(Buffer.from(place)).setAuthTag(Buffer.from(tag, 'base64url'));
  return Buffer.concat([decipher.update(Buffer.from(sealed, 'base64url')), decipher.final()]).toString('utf8');
}
