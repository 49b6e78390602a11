import { createHash, randomBytes } from 'node:crypto';

/** 256 bits, told once; only its hash is kept. */
export const makeToken = (): string => randomBytes(32).toString('base64url');
export const hashOfToken = (token: string): string => createHash('sha256').update(token).digest('hex');
