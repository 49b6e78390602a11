import { randomUUID } from 'node:crypto';
import { type Money, sumLines } from '@/shared/domain/booking-cost.ts';
import { monthKeyOf } from '@/shared/domain/month-key.ts';
import type { Prisma } from '@/prisma/generated/client.ts';
import type { ServiceContext } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { readTimeZone } from '../energy/index.ts';
import {
  CHARGED_FIELDS,
  chargesOf,
  type ChargeWorld,
  linesWithin,
  readChargeWorld,
  toChargedRow,
} from './charge.ts';

const FIELDS = {
  ...CHARGED_FIELDS,
  simulated: true,
  team: { select: { name: true } },
} satisfies Prisma.BookingSelect;
type Row = Prisma.BookingGetPayload<{ select: typeof FIELDS }>;

const readRow = (tx: Transaction, id: string): Promise<Row> =>
  tx.booking.findUniqueOrThrow({ where: { id }, select: FIELDS });

/**
 * Changes what a booking is charged by. What that makes of months that are frozen is an entry on this month's statement,
 * a month each: they themselves stay as they are. Call `lockAgainstFreezing` before.
 */
export async function changeCharge(
  ctx: ServiceContext,
  tx: Transaction,
  { bookingId, reason, change }: { bookingId: string; reason: string; change: () => Promise<unknown> },
): Promise<void> {
  const before = await readRow(tx, bookingId);
  await change();
  const months = await tx.frozenMonth.findMany({
    where: { startsAt: { lt: before.endsAt }, endsAt: { gt: before.startsAt } },
    select: { month: true, startsAt: true, endsAt: true },
    orderBy: { month: 'asc' },
  });
  if (months.length === 0) return;
  const after = await readRow(tx, bookingId);
  const span = { from: before.startsAt, to: before.endsAt };
  const [world, timeZone] = [await readChargeWorld(ctx, span), await readTimeZone(ctx)];
  const now = ctx.now();
  const user = ctx.actor.kind === 'user' ? ctx.actor : null;
  for (const { month, startsAt, endsAt } of months) {
    const within = { from: startsAt, to: endsAt };
    for (const { currency, amount } of difference(
      chargeOf(before, world, within),
      chargeOf(after, world, within),
    ))
      await tx.statementEntry.create({
        data: {
          id: randomUUID(),
          month: monthKeyOf(now, timeZone),
          correctsMonth: month,
          simulated: before.simulated,
          teamId: before.teamId,
          teamName: before.team?.name ?? null,
          currency,
          amount,
          reason,
          bookingId,
          createdById: user?.id ?? null,
          createdByName: ctx.actor.name,
          createdAt: now,
        },
      });
  }
}

const chargeOf = (row: Row, world: ChargeWorld, within: { from: Date; to: Date }) =>
  sumLines(linesWithin(chargesOf(toChargedRow(row), world), world, within)).money;

/** Less than a hundredth of a cent is what is left of adding up. */
const LEAST = 0.0001;

function difference(before: readonly Money[], after: readonly Money[]): Money[] {
  const sums = new Map<string, number>();
  for (const { currency, amount } of after) sums.set(currency, amount);
  for (const { currency, amount } of before) sums.set(currency, (sums.get(currency) ?? 0) - amount);
  return [...sums]
    .filter(([, amount]) => Math.abs(amount) >= LEAST)
    .map(([currency, amount]) => ({ currency, amount }));
}
