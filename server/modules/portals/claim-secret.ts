import { scryptSync } from 'node:crypto';
import type { ServiceContext } from '../../context.ts';
import { ServiceError } from '../../errors.ts';

/** Slow on purpose: whoever reads the row must not be able to try secrets against it. */
const fingerprintOf = (secret: string): string =>
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
  const [other] = others;
  const isSame = { OR: [{ secretFingerprint: null }, { secretFingerprint }] };
  const { count } = await ctx.db.lab.updateMany({
    where: { id: 'lab', ...(other ? isSame : {}) },
    data: { secretFingerprint },
  });
  if (other && count === 0) {
    throw new ServiceError(
      'PRECONDITION_FAILED',
      `The portal at ${other.url} runs on this database with another secret. Give both the same ESPALIER_SECRET, or stop that one first.`,
    );
  }
}
