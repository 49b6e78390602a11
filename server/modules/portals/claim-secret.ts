import { scryptSync } from 'node:crypto';
import type { ServiceContext } from '../../context.ts';
import { ServiceError } from '../../errors.ts';

/** Slow on purpose: whoever reads the row must not be able to try secrets against it. */
export const fingerprintOf = (secret: string): string =>
  scryptSync(secret, 'espalier secret fingerprint', 16).toString('base64url');

/**
 * Portals of one lab sign with one secret, or the people who signed in at one would be strangers at the other. While
 * another portal is alive a different secret is refused; alone, a new one simply takes over (everybody signs in again).
 */
export async function claimSecret(
  ctx: ServiceContext,
  secret: string,
  others: readonly { url: string }[],
): Promise<void> {
  const secretFingerprint = fingerprintOf(secret);
  const lab = await ctx.db.lab.findUnique({ where: { id: 'lab' }, select: { secretFingerprint: true } });
  const isAnother = lab?.secretFingerprint != null && lab.secretFingerprint !== secretFingerprint;
  const [other] = others;
  if (isAnother && other) {
    throw new ServiceError(
      'PRECONDITION_FAILED',
      `The portal at ${other.url} runs on this database with another secret. Give both the same ESPALIER_SECRET, or stop that one first.`,
    );
  }
  await ctx.db.lab.updateMany({ where: { id: 'lab' }, data: { secretFingerprint } });
}
