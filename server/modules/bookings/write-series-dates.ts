import { randomUUID } from 'node:crypto';
import type { Policy } from '@/shared/domain/booking-policy.ts';
import type { AfterCommit, ServiceContext } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { tellAsked } from './answer-request.ts';
import { type DateTimes, type SeriesRow, toDate } from './booking-series.ts';
import { type DecidedDate, decideDates } from './decide-dates.ts';
import { writeBlocks } from './decide-time.ts';
import { guardBudgets } from './guard-budgets.ts';

type Wanted = {
  series: SeriesRow;
  dates: readonly DateTimes[];
  policy: Policy;
  holdId?: string | null | undefined;
};

/** Makes bookings of a series' dates, of those that can be had; its machines are locked. */
export async function writeSeriesDates(
  ctx: ServiceContext,
  tx: Transaction,
  afterCommit: AfterCommit,
  { series, dates, policy, holdId = null }: Wanted,
): Promise<DecidedDate[]> {
  const { personId, machineIds } = series;
  const teamId = policy.person?.teamId ?? null;
  const wished = dates.map((it) => ({
    ...it,
    wish: { personId, machineIds, startsAt: it.startsAt, endsAt: it.endsAt, bookingId: randomUUID(), holdId },
  }));
  return decideDates(ctx, tx, wished, policy, async ({ date, wish: { bookingId: id } }, time) => {
    if (!time.simulated)
      await guardBudgets(ctx, tx, {
        bookingId: id,
        teamId,
        projectId: series.projectId,
        machineIds,
        startsAt: time.startsAt,
        endsAt: time.endsAt,
      });
    await tx.booking.create({
      data: {
        id,
        personId,
        teamId,
        projectId: series.projectId,
        seriesId: series.id,
        seriesDate: toDate(date),
        purpose: series.purpose,
        startsAt: time.startsAt,
        endsAt: time.endsAt,
        status: time.approval ? 'pending' : 'confirmed',
        approvalRule: time.approval?.text ?? null,
        simulated: time.simulated,
        startModelId: series.startModelId,
        autoStart: series.autoStart,
        createdAt: ctx.now(),
      },
      select: { id: true },
    });
    await writeBlocks(tx, id, time, { holds: !time.approval, holdId, isNew: true });
    if (time.approval) {
      const { startsAt, endsAt } = time;
      const asked = { id, personId, teamId, purpose: series.purpose, startsAt, endsAt };
      await tellAsked(ctx, tx, afterCommit, asked, {
        timeZone: policy.timeZone,
        rule: time.approval.text,
      });
    }
    afterCommit(() => ctx.bus.emit('booking.changed', { bookingId: id, revision: 1 }));
  });
}
