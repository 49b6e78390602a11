import { type CostLine, joinLines, reservedSpan, sumLines } from '@/shared/domain/booking-cost.ts';
import { clip, overlapMs } from '@/shared/domain/usage.ts';
import type { Prisma } from '@/prisma/generated/client.ts';
import type { BookingCost } from '@/shared/schemas/booking-cost.ts';
import { authorize, may, type ServiceContext } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { type MeteredSession, readElectricity } from '../energy/index.ts';
import { ADJUSTMENT, mayContest, toAdjustment } from './adjustments.ts';
import { chargesOf, linesWithin, readChargeWorld } from './charge.ts';
import { nameLines } from './estimate-cost.ts';

/** What a booking was said to cost, costs so far and in the end, its reserved and its used time beside it. */
export async function readBookingCost(ctx: ServiceContext, input: { id: string }): Promise<BookingCost> {
  authorize(ctx, 'lab:read');
  const booking = await ctx.db.booking.findUnique({ where: { id: input.id }, include: INCLUDE });
  if (!booking) throw new ServiceError('NOT_FOUND', 'There is no such booking.');
  const now = ctx.now();
  const [charge, electricity] = await Promise.all([
    readCharge(ctx, booking),
    readElectricity(ctx, meteredOf(booking, now)),
  ]);
  const stage = stageOf(booking, now);
  const isOver = stage === 'over';
  const told = stage === 'request' || stage === 'ahead' ? charge.whole : charge.soFar;
  const held = reservedSpan(booking);
  const reserved = held && clip(held, { from: held.from, to: now > held.from ? now : held.to });
  const mine = may(ctx, 'booking:contest-own', { ownerId: booking.personId });
  const seesAdjustments = mine || may(ctx, 'booking:decide-charge');
  return {
    stage,
    estimated:
      booking.estimatedCost === null || booking.estimateCurrency === null
        ? null
        : { amount: booking.estimatedCost.toNumber(), currency: booking.estimateCurrency },
    whole: sumLines(charge.whole),
    soFar: sumLines(isOver ? charge.whole : charge.soFar),
    lines: await nameLines(ctx, joinLines(isOver ? charge.whole : told)),
    reservedMs: reserved ? overlapMs(reserved, reserved) * booking.blocks.length : 0,
    usedMs: meteredOf(booking, now).reduce(
      (sum, { span, machineIds }) => sum + overlapMs(span, span) * machineIds.length,
      0,
    ),
    electricity:
      electricity?.flatMap((it) =>
        it.electricity === null ? [] : [{ currency: it.currency, amount: it.electricity }],
      ) ?? null,
    isWaived: booking.chargeWaived,
    noShow: booking.endReason === 'no_show' ? (charge.noShowBilled ? 'whole' : 'until-release') : null,
    missingMachines: booking.degradedSince
      ? booking.blocks.flatMap(({ machine }) =>
          booking.missingMachineIds.includes(machine.id) ? [machine.name] : [],
        )
      : [],
    chargedFrom: booking.chargedFrom,
    chargedUntil: booking.chargedUntil,
    adjustments: seesAdjustments ? booking.adjustments.map(toAdjustment) : [],
    mayContest: mine && mayContest(booking, now).ok,
  };
}

const INCLUDE = {
  person: { select: { id: true, teamId: true, role: true } },
  blocks: {
    where: { kind: 'booking' },
    select: { machine: { select: { id: true, name: true, catalogId: true } } },
    orderBy: { machine: { name: 'asc' } },
  },
  sessions: {
    select: { id: true, createdAt: true, endedAt: true, ranks: { select: { machineId: true } } },
    orderBy: { createdAt: 'asc' },
  },
  adjustments: { include: ADJUSTMENT, orderBy: [{ askedAt: 'desc' }, { id: 'desc' }], take: 50 },
} satisfies Prisma.BookingInclude;
type Row = Prisma.BookingGetPayload<{ include: typeof INCLUDE }>;

function stageOf({ status, endReason, startsAt, endsAt, endedAt }: Row, now: Date): BookingCost['stage'] {
  if (status === 'cancelled' || status === 'declined' || endReason === 'preempted') return 'free';
  if (status === 'pending') return 'request';
  if (status === 'ended' || (endedAt ?? endsAt) <= now) return 'over';
  return startsAt <= now ? 'running' : 'ahead';
}

const meteredOf = ({ sessions }: Row, now: Date): MeteredSession[] =>
  sessions.map(({ id, createdAt, endedAt, ranks }) => ({
    id,
    machineIds: ranks.map((it) => it.machineId),
    span: { from: createdAt, to: endedAt ?? now },
  }));

async function readCharge(
  ctx: ServiceContext,
  booking: Row,
): Promise<{ whole: CostLine[]; soFar: CostLine[]; noShowBilled: boolean }> {
  const machines = booking.blocks.map((it) => it.machine);
  const edges = [booking.startsAt, booking.endsAt, booking.chargedFrom, booking.chargedUntil].flatMap((it) =>
    it === null ? [] : it.getTime(),
  );
  const span = { from: new Date(Math.min(...edges)), to: new Date(Math.max(...edges)) };
  const ids = machines.map((it) => it.id);
  const world = await readChargeWorld(ctx, span, ids);
  const person = { ...booking.person, teamId: booking.teamId };
  // A request is told as if it were granted.
  const status = booking.status === 'pending' ? 'confirmed' : booking.status;
  const charges = chargesOf({ ...booking, status, person, machines }, world);
  const now = ctx.now();
  return {
    whole: linesWithin(charges, world, span),
    soFar: now > span.from ? linesWithin(charges, world, { from: span.from, to: now }) : [],
    noShowBilled: charges.some((it) => it.noShowBilled),
  };
}
