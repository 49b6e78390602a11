import { formatDatedRange, zoneName } from '@/shared/domain/format.ts';
import type { AfterCommit, ServiceContext } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { emitAudit } from '../audit/index.ts';
import type { Policy } from '@/shared/domain/booking-policy.ts';
import type { Obstacle } from './read-in-the-way.ts';

type Asked = {
  bookingId: string;
  windowId: string;
  startsAt: Date;
  endsAt: Date;
  note: string | null;
  rules: Policy;
};

/** Leaves word with a booking's person that maintenance wants its machines. Asked once a window, until it is read. */
export async function askToMakeWay(
  ctx: ServiceContext,
  tx: Transaction,
  afterCommit: AfterCommit,
  { bookingId, windowId, startsAt, endsAt, note, rules }: Asked,
): Promise<void> {
  const zone = rules.timeZone;
  const text = `asked to make way ${formatDatedRange(startsAt, endsAt, zone)} ${zoneName(zone, endsAt)} for maintenance${note ? `: ${note}` : ''}`;
  await tx.bookingNotice.deleteMany({ where: { bookingId, windowId, kind: 'asked', seenAt: null } });
  const { booking } = await tx.bookingNotice.create({
    data: {
      bookingId,
      windowId,
      kind: 'asked',
      text,
      byId: ctx.actor.kind === 'user' ? ctx.actor.id : null,
      createdAt: ctx.now(),
    },
    select: { booking: { select: { purpose: true, revision: true } } },
  });
  await emitAudit(ctx, tx, {
    action: 'booking.ask-to-move',
    objectType: 'booking',
    objectId: bookingId,
    objectName: booking.purpose,
    before: null,
    after: { from: startsAt, until: endsAt, note },
  });
  afterCommit(() => ctx.bus.emit('booking.changed', { bookingId, revision: booking.revision }));
}

/** Asks each whose booking is among these obstacles, once. */
export async function askThoseInTheWay(
  ctx: ServiceContext,
  tx: Transaction,
  afterCommit: AfterCommit,
  { obstacles, ...asked }: Omit<Asked, 'bookingId'> & { obstacles: readonly Obstacle[] },
): Promise<void> {
  for (const bookingId of new Set(obstacles.flatMap((it) => it.bookingId ?? [])))
    await askToMakeWay(ctx, tx, afterCommit, { bookingId, ...asked });
}

/** Askings of a window whose booking is not in its way any more are answered. */
export async function answerMootAskings(tx: Transaction, windowId: string, now: Date): Promise<void> {
  await tx.$executeRaw`
    UPDATE "BookingNotice" n SET "seenAt" = ${now}
    WHERE n."windowId" = ${windowId} AND n.kind = 'asked' AND n."seenAt" IS NULL AND NOT EXISTS (
      SELECT FROM "MachineBlock" w JOIN "MachineBlock" k ON k."machineId" = w."machineId"
      WHERE w."windowId" = n."windowId" AND w.waits AND k."bookingId" = n."bookingId"
        AND k."startsAt" < w."endsAt" AND k."endsAt" > w."startsAt"
    )`;
}
