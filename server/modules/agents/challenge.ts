import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { env, readSecret } from '../../env.ts';
import { singleton } from '../../singleton.ts';

const LIFETIME_MS = 30_000;

const nonceKey = () =>
  singleton('agent-nonce-key', () =>
    createHmac('sha256', readSecret(env)).update('espalier agent nonce').digest(),
  );

const sealOf = (agentId: string, expiresAtMs: number, salt: string) =>
  createHmac('sha256', nonceKey()).update(`${agentId}\n${expiresAtMs}\n${salt}`).digest('base64url');

/**
 * A nonce for one agent and 30 seconds. It is sealed instead of stored, so every portal of the lab can check it;
 * its single use is kept by `joinCounter`, which a second handshake with the same one can't raise.
 */
export function issueChallenge(agentId: string, now: Date = new Date()): { nonce: string } {
  const expiresAtMs = now.getTime() + LIFETIME_MS;
  const salt = randomBytes(16).toString('base64url');
  return { nonce: `${expiresAtMs}.${salt}.${sealOf(agentId, expiresAtMs, salt)}` };
}

export function isValidNonce(nonce: string, agentId: string, now: Date): boolean {
  const [expires, salt, seal, ...rest] = nonce.split('.');
  if (!expires || !salt || !seal || rest.length > 0) return false;
  const given = Buffer.from(seal);
  const expected = Buffer.from(sealOf(agentId, Number(expires), salt));
  return (
    given.length === expected.length && timingSafeEqual(given, expected) && Number(expires) > now.getTime()
  );
}
