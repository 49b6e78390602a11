import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { ServiceContext } from '../../context.ts';

const LIFETIME_MS = 30_000;

/** From the portal's secret, for nothing else. */
export const nonceKeyOf = (secret: string): Buffer =>
  createHmac('sha256', secret).update('espalier agent nonce').digest();

type Sealer = Pick<ServiceContext, 'portal' | 'now'>;

const sealOf = ({ portal }: Sealer, agentId: string, expiresAtMs: number, salt: string) =>
  createHmac('sha256', portal.nonceKey).update(`${agentId}\n${expiresAtMs}\n${salt}`).digest('base64url');

/**
 * A nonce for one agent and 30 seconds. It is sealed instead of stored, so every portal of the lab can check it;
 * its single use is kept by `joinCounter`, which a second handshake with the same one can't raise.
 */
export function issueChallenge(ctx: Sealer, agentId: string): { nonce: string } {
  const expiresAtMs = ctx.now().getTime() + LIFETIME_MS;
  const salt = randomBytes(16).toString('base64url');
  return { nonce: `${expiresAtMs}.${salt}.${sealOf(ctx, agentId, expiresAtMs, salt)}` };
}

export function isValidNonce(ctx: Sealer, nonce: string, agentId: string): boolean {
  const [expires, salt, seal, ...rest] = nonce.split('.');
  if (!expires || !salt || !seal || rest.length > 0) return false;
  const given = Buffer.from(seal);
  const expected = Buffer.from(sealOf(ctx, agentId, Number(expires), salt));
  return (
    given.length === expected.length &&
    timingSafeEqual(given, expected) &&
    Number(expires) > ctx.now().getTime()
  );
}
