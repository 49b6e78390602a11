import type { OpenSessionInput, Session } from '@/shared/schemas/session.ts';
import { authorize, type ServiceContext, withTransaction } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { emitAudit } from '../audit/index.ts';
import { sessionInclude, toSession } from './internal.ts';

/** Whether everybody's keys may ask it, or only its booking's person's. What is being answered goes on. */
export async function openSession(ctx: ServiceContext, { id, open }: OpenSessionInput): Promise<Session> {
  const row = await ctx.db.session.findUnique({ where: { id }, include: sessionInclude });
  if (!row) throw new ServiceError('NOT_FOUND', 'There is no such session.');
  authorize(ctx, 'session:open-own', { ownerId: row.booking.personId });
  const changed = await withTransaction(ctx, async (tx, afterCommit) => {
    const { count } = await tx.session.updateMany({
      where: { id, openToAll: !open },
      data: { openToAll: open, revision: { increment: 1 } },
    });
    const now = await tx.session.findUniqueOrThrow({ where: { id }, include: sessionInclude });
    if (count === 0) return now;
    await emitAudit(ctx, tx, {
      action: open ? 'session.open' : 'session.close',
      objectType: 'session',
      objectId: id,
      objectName: row.modelTitle,
    });
    afterCommit(() => ctx.bus.emit('session.changed', { sessionId: id, revision: now.revision }));
    return now;
  });
  return toSession(ctx, changed);
}
