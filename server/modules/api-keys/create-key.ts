import { type KeyFields, type MadeKey, MOST_KEYS } from '@/shared/schemas/api-key.ts';
import { authorize, requireUser, type ServiceContext, withTransaction } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { requireFreshSignIn } from '../../fresh-sign-in.ts';
import { emitAudit } from '../audit/index.ts';
import { checkFields } from './check-fields.ts';
import { describeKey, keyInclude } from './describe-key.ts';
import { makeSecret } from './secret.ts';

/** A new key of one's own. Its secret is told only now. */
export async function createKey(ctx: ServiceContext, input: KeyFields): Promise<MadeKey> {
  const user = requireUser(ctx);
  authorize(ctx, 'key:manage-own', { ownerId: user.id });
  await requireFreshSignIn(ctx);
  const { secret, prefix, secretHash } = makeSecret();
  const now = ctx.now();
  return withTransaction(ctx, async (tx) => {
    // Of two at once, one waits: so that the count holds.
    await tx.$queryRaw`SELECT id FROM "User" WHERE id = ${user.id} FOR NO KEY UPDATE`;
    const standing = { personId: user.id, revokedAt: null, expiresAt: { gt: now } };
    if ((await tx.apiKey.count({ where: standing })) >= MOST_KEYS)
      throw new ServiceError('LIMIT_EXCEEDED', `One has ${MOST_KEYS} keys at most. Take one back first.`);
    await checkFields(ctx, tx, input, user.id);
    const row = await tx.apiKey.create({
      data: { ...input, prefix, secretHash, personId: user.id, createdAt: now },
      include: keyInclude,
    });
    await emitAudit(ctx, tx, {
      action: 'key.create',
      objectType: 'api-key',
      objectId: row.id,
      objectName: row.name,
      after: describeKey(row),
    });
    return { id: row.id, name: row.name, secret };
  });
}
