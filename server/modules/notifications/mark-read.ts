import { requireUser, type ServiceContext } from '../../context.ts';
import { ServiceError } from '../../errors.ts';

/** One's own, read or unread again; saying it twice changes nothing. */
export async function markRead(ctx: ServiceContext, input: { id: string; read: boolean }): Promise<void> {
  const { id: personId } = requireUser(ctx);
  const { count } = await ctx.db.notification.updateMany({
    where: { id: input.id, personId, inApp: true },
    data: { readAt: input.read ? ctx.now() : null },
  });
  if (count === 0) throw new ServiceError('NOT_FOUND', 'There is no such notification of yours any more.');
  // One's other windows count too.
  ctx.bus.emit('notification.added', { personId });
}

/** All of one's own until a moment; what came after it was not seen. */
export async function markAllRead(ctx: ServiceContext, input: { until: Date }): Promise<{ count: number }> {
  const { id: personId } = requireUser(ctx);
  const { count } = await ctx.db.notification.updateMany({
    where: { personId, inApp: true, readAt: null, createdAt: { lte: input.until } },
    data: { readAt: ctx.now() },
  });
  if (count > 0) ctx.bus.emit('notification.added', { personId });
  return { count };
}
