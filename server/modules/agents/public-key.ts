import { createPublicKey, type KeyObject } from 'node:crypto';

/** The key from base64 SPKI; null unless it is an Ed25519 key. */
export function parsePublicKey(base64: string): KeyObject | null {
  try {
    const key = createPublicKey({ key: Buffer.from(base64, 'base64'), format: 'der', type: 'spki' });
    return key.asymmetricKeyType === 'ed25519' ? key : null;
  } catch {
    return null;
  }
}
