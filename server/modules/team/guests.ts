import { formatDateTime } from '@/shared/domain/format.ts';
import { asSystem, authorize, type ServiceContext, withTransaction } from '../../context.ts';
import { requireAhead, ServiceError } from '../../errors.ts';
import { emitAudit } from '../audit/index.ts';
import { notify } from '../notifications/index.ts';
import { deactivatePerson } from './deactivate-person.ts';
import { lockWithOwners } from './lock-people.ts';

const DAY_MS = 86_400_000;
/** So long before their end a guest is told. */
const TOLD_BEFORE_MS = 3 * DAY_MS;
const AT_A_TIME = 50;

/** Until when somebody is a guest; null: they are none. */
export async function setGuest(
  ctx: ServiceContext,
  { id, guestUntil }: { id: string; guestUntil: Date | null },
): Promise<void> {
  authorize(ctx, 'member:manage');
  if (guestUntil) requireAhead(guestUntil, ctx.now());
  await withTransaction(ctx, async (tx, afterCommit) => {
    const { person } = await lockWithOwners(tx, id);
    if (person.role === 'owner' && guestUntil)
      throw new ServiceError('PRECONDITION_FAILED', 'An owner is no guest. Change the role first.');
    if (person.deactivatedAt)
      throw new ServiceError('PRECONDITION_FAILED', `${person.name} is deactivated. Bring them back first.`);
    if (person.guestUntil?.getTime() === guestUntil?.getTime()) return;
    await tx.user.update({ where: { id }, data: { guestUntil, guestToldOf: null } });
    await emitAudit(ctx, tx, {
      action: 'member.set-guest',
      objectType: 'member',
      objectId: id,
      objectName: person.name,
      before: { until: person.guestUntil },
      after: { until: guestUntil },
    });
    afterCommit(() => ctx.bus.emit('member.changed', { userId: id }));
  });
}

/** Tells guests whose time ends soon, once, and deactivates those whose time is over; what they booked is called off. */
export async function tendGuests(ctx: ServiceContext): Promise<{ told: number; deactivated: number }> {
  const now = ctx.now();
  const soon = new Date(now.getTime() + TOLD_BEFORE_MS);
  const guests = await ctx.db.user.findMany({
    where: { deactivatedAt: null, guestUntil: { lte: soon } },
    select: { id: true, guestUntil: true, guestToldOf: true },
    orderBy: { guestUntil: 'asc' },
    take: AT_A_TIME,
  });
  const done = { told: 0, deactivated: 0 };
  for (const { id, guestUntil, guestToldOf } of guests) {
    if (guestUntil! <= now) {
      await deactivatePerson(asSystem(ctx, 'Espalier'), { id, heirId: null });
      done.deactivated += 1;
    } else if (guestToldOf?.getTime() !== guestUntil!.getTime()) {
      await tellGuest(ctx, id, guestUntil!);
      done.told += 1;
    }
  }
  return done;
}

async function tellGuest(ctx: ServiceContext, id: string, guestUntil: Date): Promise<void> {
  const { timeZone } = await ctx.db.lab.findUniqueOrThrow({ where: { id: 'lab' } });
  const until = `${formatDateTime(guestUntil, timeZone, ctx.now())} (${timeZone})`;
  await withTransaction(ctx, async (tx, afterCommit) => {
    const { count } = await tx.user.updateMany({
      where: { id, guestUntil },
      data: { guestToldOf: guestUntil },
    });
    if (count === 0) return;
    await notify(ctx, tx, afterCommit, [
      {
        personId: id,
        kind: 'member.guest_ending',
        title: 'Your time as a guest ends soon',
        text: `It ends ${until}. Then you cannot sign in, your keys stop, and bookings still to come are called off. An admin can move the day.`,
        link: '/settings',
        dedupeKey: `member.guest_ending ${id} ${guestUntil.toISOString()}`,
      },
    ]);
  });
}
