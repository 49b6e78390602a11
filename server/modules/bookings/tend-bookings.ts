import { type Care, careFor } from '@/shared/domain/booking-care.ts';
import type { Policy } from '@/shared/domain/booking-policy.ts';
import {
  formatDuration,
  formatTime,
  formatZonedMoment,
  listNames,
  zoneName,
} from '@/shared/domain/format.ts';
import { type ServiceContext, withTransaction } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { emitAudit } from '../audit/index.ts';
import { notify, type Word } from '../notifications/index.ts';
import { giveBack } from './give-back.ts';
import { type CaredRow, readCared } from './read-cared.ts';
import { readPolicy } from './read-policy.ts';

/**
 * Looks after what runs and what begins before long: reminds, warns of the end, asks about what is idle, gives back
 * what nobody came for, and marks what lost a machine. Each step is a conditional update, so that of several portals
 * one does it, and none that was missed is lost.
 */
export async function tendBookings(ctx: ServiceContext): Promise<void> {
  const policy = await readPolicy(ctx.db, null);
  const bookings = await readCared(ctx, policy.rules);
  if (bookings.length === 0) return;
  const people = await ctx.db.user.findMany({
    where: { id: { in: [...new Set(bookings.map((it) => it.personId))] } },
    select: { id: true, role: true },
  });
  const personOf = new Map(people.map((it) => [it.id, it]));
  for (const booking of bookings) {
    const person = personOf.get(booking.personId);
    // What becomes of a booking goes by the rules of the team that pays for it, as its charge does.
    const theirs: Policy = { ...policy, person: person ? { ...person, teamId: booking.teamId } : null };
    // One that can't be helped at this moment keeps nobody else waiting; the next look tries again.
    for (const care of careFor(booking, theirs, ctx.now()))
      await give(ctx, booking, care, theirs).catch((error: unknown) =>
        ctx.logger.error({ err: error, bookingId: booking.id, care }, 'a booking could not be tended'),
      );
  }
}

function give(ctx: ServiceContext, booking: CaredRow, care: Care, policy: Policy): Promise<unknown> {
  switch (care.kind) {
    case 'remind':
      return remind(ctx, booking, policy);
    case 'warn':
      return warn(ctx, booking, care.minutes, policy);
    case 'ask_idle':
      return askIdle(ctx, booking, care, policy);
    case 'missing':
      return noteMissing(ctx, booking, care.machineIds);
    case 'release':
      return release(ctx, booking, care.endReason);
  }
}

type Told = Omit<Word, 'personId' | 'link' | 'dedupeKey'> & { dedupe: string };

/** Writes it down once, by whichever portal comes first, and tells the booking's person in the same breath. */
function once(
  ctx: ServiceContext,
  booking: CaredRow,
  mark: (tx: Transaction) => Promise<{ count: number }>,
  { dedupe, ...word }: Told,
): Promise<void> {
  return withTransaction(ctx, async (tx, afterCommit) => {
    if ((await mark(tx)).count === 0) return;
    const { id, personId, revision } = booking;
    const dedupeKey = `${word.kind} ${id} ${dedupe}`;
    await notify(ctx, tx, afterCommit, [{ ...word, personId, link: `/bookings/${id}`, dedupeKey }]);
    afterCommit(() => ctx.bus.emit('booking.changed', { bookingId: id, revision }));
  });
}

const namesOf = ({ machines }: CaredRow): string => listNames(machines.map((it) => it.name));

function remind(ctx: ServiceContext, booking: CaredRow, { timeZone }: Policy): Promise<void> {
  const { id, startsAt, purpose } = booking;
  const now = ctx.now();
  return once(
    ctx,
    booking,
    (tx) =>
      tx.booking.updateMany({
        where: { id, remindedAt: null, status: 'confirmed' },
        data: { remindedAt: now },
      }),
    {
      kind: 'booking.reminder',
      title: `“${purpose}” begins at ${formatZonedMoment(startsAt, timeZone, now)}`,
      text: `${namesOf(booking)} will be yours.`,
      dedupe: startsAt.toISOString(),
    },
  );
}

function warn(ctx: ServiceContext, booking: CaredRow, minutes: number, { timeZone }: Policy): Promise<void> {
  const { id, endsAt, purpose } = booking;
  return once(
    ctx,
    booking,
    (tx) =>
      tx.booking.updateMany({
        where: {
          id,
          endsAt,
          status: 'confirmed',
          OR: [{ warnedMinutes: null }, { warnedMinutes: { gt: minutes } }],
        },
        data: { warnedMinutes: minutes },
      }),
    {
      kind: 'booking.ending',
      title: `“${purpose}” ends at ${formatTime(endsAt, timeZone)} ${zoneName(timeZone, endsAt)}`,
      text: 'What runs on it ends with it. Extend it on its page if nobody comes after.',
      dedupe: `${endsAt.toISOString()} ${minutes}`,
    },
  );
}

function askIdle(
  ctx: ServiceContext,
  booking: CaredRow,
  { idleMinutes, graceMinutes }: Extract<Care, { kind: 'ask_idle' }>,
  { timeZone }: Policy,
): Promise<void> {
  const { id, idleAskedAt, purpose } = booking;
  const now = ctx.now();
  const until = new Date(now.getTime() + graceMinutes * 60_000);
  return once(
    ctx,
    booking,
    (tx) =>
      tx.booking.updateMany({ where: { id, idleAskedAt, status: 'confirmed' }, data: { idleAskedAt: now } }),
    {
      kind: 'booking.idle',
      title: `Do you still need “${purpose}”?`,
      text: `Nothing was answered on it for ${formatDuration(idleMinutes * 60_000)}. Unless you say so, it is given back at ${formatZonedMoment(until, timeZone, now)}.`,
      dedupe: now.toISOString(),
    },
  );
}

async function release(ctx: ServiceContext, booking: CaredRow, endReason: 'no_show' | 'idle'): Promise<void> {
  const { id, revision, personId, purpose } = booking;
  await giveBack(
    ctx,
    { id, revision },
    {
      status: 'ended',
      endReason,
      action: 'booking.release',
      reason: 'booking_ended',
      check: () => {},
      tell: {
        personId,
        kind: endReason === 'no_show' ? 'booking.no_show' : 'booking.idle',
        title: `“${purpose}” was given back`,
        text:
          endReason === 'no_show'
            ? `Nobody checked in, so ${namesOf(booking)} went back to the lab.`
            : `Nothing ran on it and nobody said that it is still needed, so ${namesOf(booking)} went back to the lab.`,
        link: `/bookings/${id}`,
        dedupeKey: `booking.release ${id}`,
      },
    },
  );
}

/** Which of its machines are away: those that begin to be are told, and what they were is in the record. */
function noteMissing(ctx: ServiceContext, booking: CaredRow, machineIds: string[]): Promise<void> {
  const { id, personId, purpose, missingMachineIds, revision } = booking;
  const now = ctx.now();
  const nameOf = new Map(booking.machines.map((it) => [it.id, it.name]));
  const names = (ids: readonly string[]) => ids.map((it) => nameOf.get(it) ?? 'a machine that was replaced');
  const gone = machineIds.filter((it) => !missingMachineIds.includes(it));
  return withTransaction(ctx, async (tx, afterCommit) => {
    const { count } = await tx.booking.updateMany({
      where: { id, status: 'confirmed', missingMachineIds: { equals: [...missingMachineIds] } },
      data: {
        missingMachineIds: machineIds,
        ...(machineIds.length === 0
          ? { degradedSince: null }
          : missingMachineIds.length === 0 && { degradedSince: now }),
      },
    });
    if (count === 0) return;
    await emitAudit(ctx, tx, {
      action: 'booking.missing',
      objectType: 'booking',
      objectId: id,
      objectName: purpose,
      before: { missing: names(missingMachineIds) },
      after: { missing: names(machineIds) },
    });
    if (gone.length > 0)
      await notify(ctx, tx, afterCommit, [
        {
          personId,
          kind: 'booking.degraded',
          title: `${listNames(names(gone))} went away`,
          text: `“${purpose}” goes on without. Its page offers machines that could take the place.`,
          link: `/bookings/${id}`,
          dedupeKey: `booking.degraded ${id} ${now.toISOString()}`,
        },
      ]);
    afterCommit(() => ctx.bus.emit('booking.changed', { bookingId: id, revision }));
  });
}
