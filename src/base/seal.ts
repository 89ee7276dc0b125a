/**
 * Sealing of secrets at rest: AES-256-GCM under the first key of a ring; older keys still open what
 * they sealed, so a key can be rotated. `context` is bound in (a sealed token can not be moved to
 * another connection). A sealed text is `keyId.nonce.tag.ciphertext`, base64url.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { assert } from './assert.ts';
import { sha256 } from './hash.ts';

export interface SealKey {
  /** First characters of the key's hash. */
  readonly id: string;
  readonly bytes: Buffer;
}

export interface Seal {
  seal(plain: string, context: string): string;
  /** Throws if it was sealed with an unknown key, for another context, or was tampered with. */
  open(sealed: string, context: string): string;
}

/** A key from a secret of any length; the secret itself is kept nowhere. */
export function sealKey(secret: string): SealKey {
  assert(secret.length >= 16, 'a secret has at least 16 characters');
  const hex = sha256(`tieout seal ${secret}`);
  return { id: sha256(hex).slice(0, 8), bytes: Buffer.from(hex, 'hex') };
}

export class SealError extends Error {
  override name = 'SealError';
}

/** A ring of keys, the one to seal with first. Chance here is the cipher's own nonce. */
export function createSeal(keys: readonly SealKey[]): Seal {
  const first = keys[0];
  assert(first, 'a seal needs a key');
  return {
    seal: (plain, context) => {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', first.bytes, nonce);
      cipher.setAAD(Buffer.from(context, 'utf8'));
      const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
      const parts = [nonce, cipher.getAuthTag(), sealed].map((part) => part.toString('base64url'));
      return [first.id, ...parts].join('.');
    },
    open: (sealed, context) => {
      const [id, nonce, tag, body] = sealed.split('.');
      const key = keys.find((one) => one.id === id);
      if (!key || nonce === undefined || tag === undefined || body === undefined) {
        throw new SealError('sealed with a key that is not known here (TIEOUT_SECRET)');
      }
      try {
        const decipher = createDecipheriv(
          'aes-256-gcm',
          key.bytes,
          Buffer.from(nonce, 'base64url'),
          // A shorter tag would be taken otherwise, and be guessed sooner.
          { authTagLength: 16 },
        );
        decipher.setAAD(Buffer.from(context, 'utf8'));
        decipher.setAuthTag(Buffer.from(tag, 'base64url'));
        return Buffer.concat([
          decipher.update(Buffer.from(body, 'base64url')),
          decipher.final(),
        ]).toString('utf8');
      } catch (error) {
        throw new SealError('a sealed secret was changed or belongs elsewhere', { cause: error });
      }
    },
  };
}
