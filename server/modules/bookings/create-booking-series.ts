import type { Policy } from '@/shared/domain/booking-policy.ts';
import { describeSeries, lastOfTimes, seriesDates, type SeriesRule } from '@/shared/domain/series-dates.ts';
import { addDays, toLocal } from '@/shared/domain/zoned-time.ts';
import type { BookingSeriesRule, CreateBookingSeriesInput } from '@/shared/schemas/booking-series.ts';
import {
  type AfterCommit,
  authorize,
  requireUser,
  type ServiceContext,
  withTransaction,
} from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';
import { emitAudit } from '../audit/index.ts';
import { lockMachines } from '../inventory/index.ts';
import { datesAhead, horizonOf, type SeriesRow, toDate } from './booking-series.ts';
import { canBeHad, DatesFound, toSeriesRefusal } from './decide-dates.ts';
import { requireNotPaused } from '../notices/index.ts';
import { readPolicyOfWish } from './read-policy.ts';
import { requireOwnHold } from './require-own-hold.ts';
import { requireProject } from './require-project.ts';
import { writeSeriesDates } from './write-series-dates.ts';

/**
 * Books machines again and again, by the wall clock of a zone: every date up to the horizon in one transaction, later
 * ones as they come near. Dates that cannot be had and are not left out are refused together, with who is in the way,
 * and nothing is written. A second create with the same id gives the first series.
 */
export async function createBookingSeries(
  ctx: ServiceContext,
  input: CreateBookingSeriesInput,
): Promise<{ id: string; bookingIds: string[] }> {
  authorize(ctx, 'booking:create');
  await requireNotPaused(ctx);
  const { id: personId } = requireUser(ctx);
  const policy = await readPolicyOfWish(ctx.db, personId, input.teamId);
  const known = await readMade(ctx, input.id, personId);
  if (known) return known;
  await requireOwnHold(ctx, input.holdId, personId);
  const rule = checkedRule(input, ctx.now());
  await requireProject(ctx, ctx.db, { projectId: input.projectId ?? null, personId });
  await withTransaction(ctx, (tx, afterCommit) =>
    writeSeries(ctx, tx, afterCommit, { input, rule, policy, personId }),
  ).catch(async (error: unknown) => {
    // The same request, sent twice at once.
    if (await readMade(ctx, input.id, personId)) return;
    throw await toSeriesRefusal(ctx, error);
  });
  return (await readMade(ctx, input.id, personId))!;
}

async function readMade(ctx: ServiceContext, id: string, personId: string) {
  const row = await ctx.db.bookingSeries.findUnique({
    where: { id },
    select: { personId: true, bookings: { select: { id: true }, orderBy: { startsAt: 'asc' } } },
  });
  if (row && row.personId !== personId)
    throw new ServiceError('CONFLICT', 'That series id is taken. Make a new one.');
  return row && { id, bookingIds: row.bookings.map((it) => it.id) };
}

/** A rule that never comes is no series: its first date is looked for within this time. */
const LOOK_AHEAD_DAYS = 366;

/** The rule with its last day, where it is said by how often. */
export function checkedRule(rule: BookingSeriesRule, now: Date): SeriesRule {
  const refuse = (words: string) => new ServiceError('VALIDATION', words);
  const today = toLocal(now, rule.timeZone).day;
  if (rule.startsOn < today) throw refuse('The first day is in the past. Choose one from today on.');
  if (rule.untilDate !== null && rule.untilDate < rule.startsOn)
    throw refuse('The last day is before the first. Choose a later one.');
  const untilDate = rule.times === null ? rule.untilDate : lastOfTimes(rule, rule.times);
  const checked = { ...rule, untilDate };
  if (seriesDates(checked, rule.startsOn, addDays(rule.startsOn, LOOK_AHEAD_DAYS)).length === 0)
    throw refuse('This never comes before its last day. Choose a later one.');
  return checked;
}

type Asked = { input: CreateBookingSeriesInput; rule: SeriesRule; policy: Policy; personId: string };

async function writeSeries(
  ctx: ServiceContext,
  tx: Transaction,
  afterCommit: AfterCommit,
  { input, rule, policy, personId }: Asked,
): Promise<void> {
  const series = await insertSeries(ctx, tx, { input, rule, policy, personId });
  const machines = await lockMachines(tx, series.machineIds);
  const now = ctx.now();
  const skip = new Set(input.skip);
  const ahead = datesAhead(rule, input.timeZone, now, horizonOf(policy, machines, now));
  const dates = ahead.filter((it) => !skip.has(it.date));
  if (dates.length === 0)
    throw new ServiceError(
      'PRECONDITION_FAILED',
      'None of its dates can be booked now: all are left out, over, or farther ahead than bookings open.',
    );
  const decided = await writeSeriesDates(ctx, tx, afterCommit, {
    series,
    dates,
    policy,
    holdId: input.holdId,
  });
  if (!decided.every(canBeHad)) throw new DatesFound(decided, policy);
  await emitAudit(ctx, tx, {
    action: 'booking.create-series',
    objectType: 'booking-series',
    objectId: series.id,
    objectName: series.purpose,
    after: {
      machines: machines.map((it) => it.name).toSorted(),
      often: describeSeries(rule),
      at: rule.localTime,
      dates: decided.length,
    },
  });
}

export function insertSeries(
  ctx: ServiceContext,
  tx: Transaction,
  { input, rule, policy, personId }: Asked,
): Promise<SeriesRow> {
  return tx.bookingSeries.create({
    data: {
      id: input.id,
      personId,
      teamId: policy.person?.teamId ?? null,
      projectId: input.projectId ?? null,
      machineIds: [...new Set(input.machineIds)].toSorted(),
      purpose: input.purpose,
      unit: rule.unit,
      every: rule.every,
      weekdays: [...(rule.weekdays ?? [])],
      nthWeekday: rule.nthWeekday,
      startsOn: toDate(rule.startsOn),
      untilDate: rule.untilDate === null ? null : toDate(rule.untilDate),
      localTime: rule.localTime,
      durationMinutes: rule.durationMinutes,
      timeZone: input.timeZone,
      startModelId: input.startModelId ?? null,
      autoStart: input.autoStart ?? false,
      skippedDates: input.skip.map(toDate),
      createdAt: ctx.now(),
    },
  });
}
