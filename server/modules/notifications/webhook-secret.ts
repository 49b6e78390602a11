import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import type { ServiceContext } from '../../context.ts';

type Sealer = Pick<ServiceContext, 'outbound'>;

const IV_BYTES = 12;
const TAG_BYTES = 16;

/** From the portal's secret, for nothing else. */
export const sealKeyOf = (secret: string): Buffer =>
  createHmac('sha256', secret).update('espalier webhook secret').digest();

export const makeSecret = (): string => `whsec_${randomBytes(32).toString('base64url')}`;

/** AES-256-GCM: of no use to who has the database alone. */
export function sealSecret({ outbound }: Sealer, secret: string): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', outbound.sealKey, iv);
  const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url');
}

/** Null when it was sealed with a secret that the portal is not given (`ESPALIER_SECRET`, `ESPALIER_OLD_SECRETS`). */
export function openSecret({ outbound }: Sealer, text: string): string | null {
  for (const key of [outbound.sealKey, ...(outbound.oldSealKeys ?? [])]) {
    const opened = openWith(key, text);
    if (opened !== null) return opened;
  }
  return null;
}

/** The same secret under the newest key; null where that is what it is under already, or no key opens it. */
export function sealAnew(sealer: Sealer, text: string): string | null {
  if (openWith(sealer.outbound.sealKey, text) !== null) return null;
  const secret = openSecret(sealer, text);
  return secret === null ? null : sealSecret(sealer, secret);
}

function openWith(key: Buffer, text: string): string | null {
  const bytes = Buffer.from(text, 'base64url');
  const [iv, tag] = [bytes.subarray(0, IV_BYTES), bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES)];
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES });
    decipher.setAuthTag(tag);
    const sealed = bytes.subarray(IV_BYTES + TAG_BYTES);
    return Buffer.concat([decipher.update(sealed), decipher.final()]).toString('utf8');
  } catch {
    return null;
  }
}

/** `t=<seconds>,v1=<hex of HMAC-SHA256 over "<seconds>.<body>">` */
export function signatureOf(secret: string, body: string, at: Date): string {
  const seconds = Math.floor(at.getTime() / 1000);
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`;
}
