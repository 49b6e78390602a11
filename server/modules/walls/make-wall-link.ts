import type * as z from 'zod';
import { expiryOf, type MadeWallLink, type MakeWallLinkInput } from '@/shared/schemas/wall.ts';
import { authorize, requireUser, type ServiceContext, withTransaction } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { hashOfToken, makeToken } from '../../secret-token.ts';
import { emitAudit } from '../audit/index.ts';

const MOST = 100;

/** A new link for a screen, told only now. Its secret stands behind the #, which no browser sends to anybody. */
export async function makeWallLink(
  ctx: ServiceContext,
  { name, showsNames, days }: z.output<typeof MakeWallLinkInput>,
): Promise<z.output<typeof MadeWallLink>> {
  authorize(ctx, 'wall:manage');
  const { id: createdById } = requireUser(ctx);
  const token = makeToken();
  const createdAt = ctx.now();
  const expiresAt = expiryOf(days, createdAt);
  return withTransaction(ctx, async (tx) => {
    if ((await tx.wallLink.count({ where: { revokedAt: null } })) >= MOST)
      throw new ServiceError('LIMIT_EXCEEDED', `A lab has ${MOST} links at most. Take one back first.`);
    const { id } = await tx.wallLink.create({
      data: { name, showsNames, tokenHash: hashOfToken(token), createdAt, createdById, expiresAt },
    });
    await emitAudit(ctx, tx, {
      action: 'wall.add-link',
      objectType: 'wall',
      objectId: id,
      objectName: name,
      after: { showsNames, expiresAt: expiresAt?.toISOString() ?? null },
    });
    return { id, url: `${ctx.portal.url}/wall#${token}` };
  });
}
