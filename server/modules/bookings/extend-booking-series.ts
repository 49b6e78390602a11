import { formatDatedRange, zoneName } from '@/shared/domain/format.ts';
import { type AfterCommit, asPerson, type ServiceContext, withTransaction } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { lockMachines } from '../inventory/index.ts';
import { notify } from '../notifications/index.ts';
import {
  datesAhead,
  horizonOf,
  lockSeries,
  ruleOf,
  type SeriesRow,
  toDate,
  toDay,
} from './booking-series.ts';
import { canBeHad, type DecidedDate } from './decide-dates.ts';
import { mayBook } from './decide-for.ts';
import { readPolicy, stayingIn } from './read-policy.ts';
import { writeSeriesDates } from './write-series-dates.ts';

/** Each series' dates up to the horizon, made once; a job calls it, in as many portals as there are. */
export async function extendBookingSeries(ctx: ServiceContext): Promise<{ made: number; leftOut: number }> {
  const series = await ctx.db.bookingSeries.findMany({
    where: { endedAt: null },
    select: { id: true },
    orderBy: { id: 'asc' },
  });
  const total = { made: 0, leftOut: 0 };
  for (const { id } of series) {
    const { made, leftOut } = await withTransaction(ctx, (tx, afterCommit) =>
      extend(ctx, tx, afterCommit, id),
    );
    total.made += made;
    total.leftOut += leftOut;
  }
  return total;
}

const NOTHING = { made: 0, leftOut: 0 };

async function extend(ctx: ServiceContext, tx: Transaction, afterCommit: AfterCommit, seriesId: string) {
  const series = await lockSeries(tx, seriesId);
  if (!series || series.endedAt) return NOTHING;
  const person = await tx.user.findUnique({
    where: { id: series.personId },
    select: { id: true, name: true, role: true, teamId: true },
  });
  const policy = stayingIn(await readPolicy(tx, series.personId), series.teamId);
  const now = ctx.now();
  const isOver =
    series.untilDate !== null && toDay(series.untilDate) < toDay(new Date(now.getTime() - DAY_MS));
  if (isOver || !person || !mayBook(person)) {
    await tx.bookingSeries.update({ where: { id: seriesId }, data: { endedAt: now } });
    return NOTHING;
  }
  const machines = await lockMachines(tx, series.machineIds);
  const made = await tx.booking.findMany({ where: { seriesId }, select: { seriesDate: true } });
  const known = new Set(
    [...made.map((it) => it.seriesDate), ...series.skippedDates].map((it) => it && toDay(it)),
  );
  const ahead = datesAhead(ruleOf(series), series.timeZone, now, horizonOf(policy, machines, now));
  const dates = ahead.filter((it) => !known.has(it.date));
  if (dates.length === 0) return NOTHING;
  // As its person: what they may not book themself is not booked for them.
  const decided = await writeSeriesDates(asPerson(ctx, person), tx, afterCommit, { series, dates, policy });
  const leftOut = decided.filter((it) => !canBeHad(it));
  await leaveOut(ctx, tx, afterCommit, series, leftOut);
  return { made: decided.length - leftOut.length, leftOut: leftOut.length };
}

const DAY_MS = 86_400_000;

/** What cannot be had now is not tried again: its person hears of it, and books another time if they want to. */
async function leaveOut(
  ctx: ServiceContext,
  tx: Transaction,
  afterCommit: AfterCommit,
  { id, personId, purpose, timeZone }: SeriesRow,
  dates: readonly DecidedDate[],
): Promise<void> {
  if (dates.length === 0) return;
  await tx.bookingSeries.update({
    where: { id },
    data: { skippedDates: { push: dates.map((it) => toDate(it.date)) } },
  });
  await notify(
    ctx,
    tx,
    afterCommit,
    dates.map((it) => ({
      personId,
      kind: 'booking.series_skipped' as const,
      title: `A date of “${purpose}” was left out`,
      text: `${formatDatedRange(it.startsAt, it.endsAt, timeZone)} ${zoneName(timeZone, it.endsAt)}: ${it.words ?? 'one of its machines is taken then.'} The other dates stay.`,
      link: '/bookings',
      dedupeKey: `booking.series_skipped ${id} ${it.date}`,
    })),
  );
}
