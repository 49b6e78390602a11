import { asPerson, type ServiceContext } from '../../context.ts';
import { contestCharge, decideCharge } from '../../modules/bookings/index.ts';
import { markAllRead } from '../../modules/notifications/index.ts';
import type { MadeBooking } from './write-use.ts';

const HOUR_MS = 3_600_000;

/** Of those nobody came to, an earlier one was contested and waived; what is said of the newest waits for an answer. */
export async function contestCharges(ctx: ServiceContext, bookings: readonly MadeBooking[]): Promise<void> {
  const missed = bookings.filter((it) => it.endReason === 'no_show' && it.person !== 'Ines');
  const newest = missed.at(-1);
  const earlier = missed.length > 1 ? missed[0] : undefined;
  if (earlier) {
    const id = await contest(ctx, earlier, 'The Macs were in maintenance when I came, and stayed so.');
    const ines = await actAs(ctx, 'Ines', earlier.endsMs + 26 * HOUR_MS);
    await decideCharge(ines, { id, accept: true, answer: 'True: the update took longer. Not charged.' });
    await markAllRead(ines, { until: ines.now() });
  }
  if (newest) await contest(ctx, newest, 'I was ill that day and could not cancel in time.');
}

async function contest(ctx: ServiceContext, { id, person, endsMs }: MadeBooking, reason: string) {
  await contestCharge(await actAs(ctx, person, endsMs + 3 * HOUR_MS), {
    bookingId: id,
    kind: 'waive',
    reason,
    wantedFrom: null,
    wantedUntil: null,
    wantedProjectId: null,
  });
  const asked = await ctx.db.bookingAdjustment.findFirstOrThrow({
    where: { bookingId: id },
    select: { id: true },
  });
  return asked.id;
}

/** At that time, as far as it has passed. */
async function actAs(ctx: ServiceContext, name: string, atMs: number): Promise<ServiceContext> {
  const person = await ctx.db.user.findFirstOrThrow({
    where: { name },
    select: { id: true, name: true, role: true, teamId: true },
  });
  const at = new Date(Math.min(atMs, ctx.now().getTime()));
  return asPerson({ ...ctx, now: () => at }, person);
}
