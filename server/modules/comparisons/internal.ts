import type { Prisma } from '@/prisma/generated/client.ts';
import type { ServiceContext } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';

/** One's own, and those their owners let the lab see; the same for reading and rating. */
export const visibleTo = (ctx: ServiceContext): Prisma.ComparisonWhereInput =>
  ctx.actor.kind === 'user' ? { OR: [{ ownerId: ctx.actor.id }, { shared: true }] } : { id: '' };

export const notFound = (): ServiceError =>
  new ServiceError('NOT_FOUND', 'There is no such comparison, or it is not shared with you.');

/** The comparison's row, held, if it is the actor's own. */
export async function lockOwn(ctx: ServiceContext, tx: Transaction, id: string) {
  const row = await tx.comparison.findFirst({
    where: { id, ...visibleTo(ctx) },
    include: { owner: { select: { name: true } }, answers: { select: { generationId: true } } },
  });
  if (!row) throw notFound();
  if (ctx.actor.kind !== 'user' || row.ownerId !== ctx.actor.id)
    throw new ServiceError('FORBIDDEN', `Only ${row.owner.name}, who asked, can change this comparison.`);
  return row;
}
