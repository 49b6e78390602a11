import type { Policy } from '@/shared/domain/booking-policy.ts';
import { seriesTimes } from '@/shared/domain/series-dates.ts';
import { fromLocal, toLocal } from '@/shared/domain/zoned-time.ts';
import type { ChangeBookingSeriesInput } from '@/shared/schemas/booking-series.ts';
import { type AfterCommit, authorize, type ServiceContext, withTransaction } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { emitAudit } from '../audit/index.ts';
import { lockMachines } from '../inventory/index.ts';
import { notify } from '../notifications/index.ts';
import {
  type DateRow,
  inScope,
  isMoved,
  lockDatesAhead,
  lockSeriesOf,
  type SeriesRow,
  targetOf,
} from './booking-series.ts';
import { isWithin } from './change-booking.ts';
import { canBeHad, DatesFound, decideDates, toSeriesRefusal, type WishedDate } from './decide-dates.ts';
import { writeBlocks } from './decide-time.ts';
import { guardBudgets } from './guard-budgets.ts';
import { holdWaiting } from './hold-waiting.ts';
import { readPolicyOf } from './read-policy.ts';
import { splitSeries } from './split-series.ts';

/**
 * Changes this date, this and those following, or all: times, length, machines, purpose. Dates that have begun, are
 * over or were cancelled stay as they are; those that were moved one by one stay too unless they are to go along, and
 * so do those of `keep`. Refused as a new series is: each date that cannot be had is named, and nothing is written.
 */
export async function changeBookingSeries(
  ctx: ServiceContext,
  input: ChangeBookingSeriesInput,
): Promise<{ id: string; changed: number }> {
  authorize(ctx, 'booking:create');
  return withTransaction(ctx, async (tx, afterCommit) => {
    const series = await lockSeriesOf(ctx, tx, input.bookingId, 'booking:move-own');
    const policy = await readPolicyOf(tx, series);
    return change(ctx, tx, afterCommit, { series, input, policy });
  }).catch(async (error: unknown) => {
    throw await toSeriesRefusal(ctx, error);
  });
}

type Asked = { series: SeriesRow; input: ChangeBookingSeriesInput; policy: Policy };

async function change(
  ctx: ServiceContext,
  tx: Transaction,
  afterCommit: AfterCommit,
  { series, input, policy }: Asked,
): Promise<{ id: string; changed: number }> {
  const ahead = await lockDatesAhead(tx, series.id, ctx.now());
  const target = targetOf(ahead, input.bookingId, input.revision);
  const keep = new Set(input.keep);
  const rows = inScope(ahead, target, input.scope).filter(
    (it) => !keep.has(it.date) && (input.alsoMoved || it.id === target.id || !isMoved(it, series)),
  );
  const next = { ...series, ...changesOf(input) };
  await changeDates(ctx, tx, afterCommit, { series, next, rows, input, policy });
  const changedId =
    input.scope === 'this' ? series.id : await splitSeries(ctx, tx, { series, next, input, target });
  await tellOf(ctx, tx, afterCommit, { series, next, rows });
  return { id: changedId, changed: rows.length };
}

const changesOf = ({ localTime, durationMinutes, machineIds, purpose }: ChangeBookingSeriesInput) => ({
  ...(localTime !== undefined && { localTime }),
  ...(durationMinutes !== undefined && { durationMinutes }),
  ...(machineIds !== undefined && { machineIds: [...new Set(machineIds)].toSorted() }),
  ...(purpose !== undefined && { purpose }),
});

type Change = Asked & { next: SeriesRow; rows: DateRow[] };

async function changeDates(
  ctx: ServiceContext,
  tx: Transaction,
  afterCommit: AfterCommit,
  { next, rows, input, policy }: Change,
): Promise<void> {
  const told = (row: DateRow) =>
    afterCommit(() => ctx.bus.emit('booking.changed', { bookingId: row.id, revision: row.revision + 1 }));
  const { localTime, durationMinutes, machineIds } = input;
  if (localTime === undefined && durationMinutes === undefined && machineIds === undefined) {
    const ids = rows.map((it) => it.id);
    await tx.booking.updateMany({
      where: { id: { in: ids } },
      data: { purpose: next.purpose, revision: { increment: 1 } },
    });
    return rows.forEach(told);
  }
  const wished = rows.map((it) => wishOf(it, next, input));
  const needsMore = wished.some(({ wish }, index) => !isWithin(wish, rows[index]!, rows[index]!.machineIds));
  const all = [
    ...new Set([...wished.flatMap((it) => it.wish.machineIds), ...rows.flatMap((it) => it.machineIds)]),
  ];
  await lockMachines(tx, all);
  // Their own old times are not in the way of each other's new ones.
  await tx.machineBlock.deleteMany({ where: { bookingId: { in: rows.map((it) => it.id) } } });
  const rowsById = new Map(rows.map((it) => [it.id, it]));
  const decided = await decideDates(ctx, tx, wished, policy, async ({ wish }, time) => {
    const { bookingId, machineIds: wanted } = wish;
    const { teamId, projectId } = rowsById.get(bookingId)!;
    const { startsAt, endsAt } = time;
    // Those still to be written hold nothing: the last of them is asked with all of the others.
    if (needsMore && !time.simulated)
      await guardBudgets(ctx, tx, { bookingId, teamId, projectId, machineIds: wanted, startsAt, endsAt });
    await tx.booking.update({
      where: { id: bookingId },
      data: {
        startsAt: time.startsAt,
        endsAt: time.endsAt,
        purpose: next.purpose,
        simulated: time.simulated,
        status: time.approval ? 'pending' : 'confirmed',
        approvalRule: time.approval?.text ?? null,
        revision: { increment: 1 },
      },
      select: { id: true },
    });
    await writeBlocks(tx, bookingId, time, { holds: !time.approval });
  });
  if (!decided.every(canBeHad)) throw new DatesFound(decided, policy);
  await holdWaiting(ctx, tx, afterCommit, all);
  rows.forEach(told);
}

/** A date alone is changed from where it is; one of several becomes what its series says. */
function wishOf(row: DateRow, next: SeriesRow, input: ChangeBookingSeriesInput): WishedDate {
  const { date, personId, id: bookingId } = row;
  const isAlone = input.scope === 'this';
  const machineIds = isAlone ? (input.machineIds ?? row.machineIds) : next.machineIds;
  const { startsAt, endsAt } = isAlone
    ? timesAlone(row, next.timeZone, input)
    : seriesTimes(next, date, next.timeZone);
  return {
    date,
    startsAt,
    endsAt,
    wish: { personId, machineIds, startsAt, endsAt, bookingId, isMoved: true },
  };
}

function timesAlone(
  row: DateRow,
  timeZone: string,
  { localTime, durationMinutes }: ChangeBookingSeriesInput,
) {
  const { day } = toLocal(row.startsAt, timeZone);
  const startsAt =
    localTime === undefined ? row.startsAt : (fromLocal(day, localTime, timeZone) ?? row.startsAt);
  const lengthMs =
    durationMinutes === undefined ? row.endsAt.getTime() - row.startsAt.getTime() : durationMinutes * 60_000;
  return { startsAt, endsAt: new Date(startsAt.getTime() + lengthMs) };
}

async function tellOf(
  ctx: ServiceContext,
  tx: Transaction,
  afterCommit: AfterCommit,
  { series, next, rows }: Pick<Change, 'series' | 'next' | 'rows'>,
): Promise<void> {
  const side = (it: SeriesRow) => ({
    purpose: it.purpose,
    at: it.localTime,
    durationMinutes: it.durationMinutes,
    machines: it.machineIds.length,
  });
  await emitAudit(ctx, tx, {
    action: 'booking.change-series',
    objectType: 'booking-series',
    objectId: series.id,
    objectName: next.purpose,
    before: { ...side(series), dates: null },
    after: { ...side(next), dates: rows.length },
  });
  if (ctx.actor.kind === 'user' && ctx.actor.id === series.personId) return;
  await notify(ctx, tx, afterCommit, [
    {
      personId: series.personId,
      kind: 'booking.changed',
      title: `“${next.purpose}” was changed`,
      text: `${ctx.actor.name} changed ${rows.length === 1 ? 'one date' : `${rows.length} dates`} of it.`,
      link: rows[0] ? `/bookings/${rows[0].id}` : '/bookings',
      dedupeKey: `booking.change-series ${series.id} ${series.revision}`,
    },
  ]);
}
