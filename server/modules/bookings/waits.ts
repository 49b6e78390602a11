import type { FinderWish, NewWait, Wait } from '@/shared/schemas/finder.ts';
import { FinderWish as WishSchema, Wait as WaitSchema } from '@/shared/schemas/finder.ts';
import { authorize, requireUser, type ServiceContext, withTransaction } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { endHold } from './let-go.ts';

/** More than these are no wish but a claim. */
const MOST_WAITS = 20;

/** Gets in line for time that is taken now. The same sent twice waits once. */
export async function addWait(ctx: ServiceContext, input: NewWait): Promise<void> {
  authorize(ctx, 'booking:create');
  const user = requireUser(ctx);
  const now = ctx.now();
  const startsAt = input.startsAt > now ? input.startsAt : now;
  if (startsAt.getTime() + input.durationMinutes * 60_000 > input.endsAt.getTime())
    throw new ServiceError(
      'VALIDATION',
      'It does not fit into that time. Choose a later end or a shorter time.',
    );
  if (input.wish === null && input.machineIds.length < input.count)
    throw new ServiceError(
      'VALIDATION',
      'You wait for more Macs than you chose. Choose more, or wait for fewer.',
    );
  const known = await ctx.db.bookingWait.findUnique({ where: { id: input.id }, select: { personId: true } });
  if (known?.personId === user.id) return;
  if (known) throw new ServiceError('CONFLICT', 'That id is taken. Make a new one.');
  const waiting = await ctx.db.bookingWait.count({
    where: { personId: user.id, state: { in: ['waiting', 'offered'] } },
  });
  if (waiting >= MOST_WAITS)
    throw new ServiceError(
      'LIMIT_EXCEEDED',
      `You wait for ${waiting} things already. Stop waiting for one first.`,
    );
  const { wish, ...rest } = input;
  await ctx.db.bookingWait.create({
    data: { ...rest, startsAt, personId: user.id, createdAt: now, ...(wish && { wish }) },
    select: { id: true },
  });
  ctx.bus.emit('wait.changed', { waitId: input.id });
}

type Row = Omit<Wait, 'wish'> & { wish: unknown };

/** What the person waits for, with their place among those who wait for time of the same machines. */
export async function listWaits(ctx: ServiceContext, { limit }: { limit: number }): Promise<Wait[]> {
  authorize(ctx, 'lab:read');
  const personId = ctx.actor.kind === 'user' ? ctx.actor.id : '';
  const rows = await ctx.db.$queryRaw<Row[]>`
    SELECT w.id, w.count, w."startsAt", w."endsAt", w."durationMinutes", w.wish, w.state, w."holdId", h."expiresAt",
      (SELECT coalesce(json_agg(m.name ORDER BY m.name), '[]') FROM "Machine" m WHERE m.id = ANY(w."machineIds")) AS machines,
      (SELECT count(*)::int + 1 FROM "BookingWait" o WHERE o.state = 'waiting' AND o.id <> w.id
        AND (o."createdAt", o.id) < (w."createdAt", w.id) AND o."startsAt" < w."endsAt" AND o."endsAt" > w."startsAt"
        AND (cardinality(o."machineIds") = 0 OR cardinality(w."machineIds") = 0 OR o."machineIds" && w."machineIds")
      ) AS place
    FROM "BookingWait" w LEFT JOIN "BookingHold" h ON h.id = w."holdId"
    WHERE w."personId" = ${personId} AND w.state IN ('waiting', 'offered') AND w."endsAt" > ${ctx.now()}
    ORDER BY w."createdAt", w.id LIMIT ${limit}`;
  return rows.map(({ wish, ...row }) => WaitSchema.parse({ ...row, wish: wishOf(wish) }));
}

/** What was kept of a wish, by today's shape of it. */
export const wishOf = (kept: unknown): FinderWish | null => WishSchema.safeParse(kept).data ?? null;

/** Gets out of line; what is offered goes to the next. */
export async function stopWait(ctx: ServiceContext, input: { id: string }): Promise<void> {
  authorize(ctx, 'booking:create');
  const user = requireUser(ctx);
  const wait = await ctx.db.bookingWait.findUnique({ where: { id: input.id } });
  if (!wait) return;
  if (wait.personId !== user.id) throw new ServiceError('FORBIDDEN', 'Only who waits gets out of line.');
  await withTransaction(ctx, async (tx, afterCommit) => {
    if (wait.holdId) await endHold(ctx, tx, afterCommit, wait.holdId);
    await tx.bookingWait.updateMany({
      where: { id: wait.id, state: { in: ['waiting', 'offered'] } },
      data: { state: 'gone' },
    });
    afterCommit(() => ctx.bus.emit('wait.changed', { waitId: wait.id }));
  });
}
