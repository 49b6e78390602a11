import type { Policy } from '@/shared/domain/booking-policy.ts';
import type { Prisma } from '@/prisma/generated/client.ts';
import { type AfterCommit, type ServiceContext, withTransaction } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { readPolicy } from '../bookings/index.ts';
import { lockMachines } from '../inventory/index.ts';
import { askThoseInTheWay } from './ask-to-make-way.ts';
import { layBlocks } from './lay-blocks.ts';
import { readObstacles } from './read-in-the-way.ts';
import { datesAhead, ruleOf, toDate, toDay } from './series.ts';

/** Each series' dates of the next 90 days, made once; a job calls it, in as many portals as there are. */
export async function extendAllSeries(ctx: ServiceContext): Promise<{ windows: number }> {
  const series = await ctx.db.maintenanceSeries.findMany({
    where: { endedAt: null },
    select: { id: true },
    orderBy: { id: 'asc' },
  });
  let windows = 0;
  for (const { id } of series)
    windows += await withTransaction(ctx, (tx, afterCommit) => extendSeries(ctx, tx, afterCommit, id));
  return { windows };
}

/**
 * Plans what of a series is not planned yet, its row being locked first: of two that do it at once the second finds it
 * done. A date that was called off has its row still, and is not made again.
 */
export async function extendSeries(
  ctx: ServiceContext,
  tx: Transaction,
  afterCommit: AfterCommit,
  seriesId: string,
): Promise<number> {
  await tx.$queryRaw`SELECT id FROM "MaintenanceSeries" WHERE id = ${seriesId} FOR NO KEY UPDATE`;
  const series = await tx.maintenanceSeries.findUnique({ where: { id: seriesId } });
  if (!series || series.endedAt) return 0;
  const now = ctx.now();
  const ahead = datesAhead(ruleOf(series), series.timeZone, now);
  const made = await tx.maintenanceWindow.findMany({
    where: { seriesId, seriesDate: { in: ahead.map((it) => toDate(it.date)) } },
    select: { seriesDate: true },
  });
  const known = new Set(made.map((it) => it.seriesDate && toDay(it.seriesDate)));
  const dates = ahead.filter((it) => !known.has(it.date));
  if (dates.length === 0) return 0;
  const locked = await lockMachines(tx, series.machineIds);
  const machineIds = locked.filter((it) => it.status !== 'retired').map((it) => it.id);
  if (machineIds.length === 0) {
    await tx.maintenanceSeries.update({ where: { id: seriesId }, data: { endedAt: now } });
    return 0;
  }
  const rules = await readPolicy(tx, null);
  for (const it of dates) await planDate(ctx, tx, afterCommit, { series, machineIds, rules, ...it });
  for (const machineId of machineIds) afterCommit(() => ctx.bus.emit('maintenance.changed', { machineId }));
  return dates.length;
}

type PlannedDate = {
  series: Prisma.MaintenanceSeriesGetPayload<object>;
  machineIds: string[];
  rules: Policy;
  date: string;
  startsAt: Date;
  endsAt: Date;
};

async function planDate(
  ctx: ServiceContext,
  tx: Transaction,
  afterCommit: AfterCommit,
  { series, machineIds, rules, date, startsAt, endsAt }: PlannedDate,
): Promise<void> {
  const { note } = series;
  const obstacles = await readObstacles(tx, machineIds, { startsAt, endsAt }, null);
  const { id: windowId } = await tx.maintenanceWindow.create({
    data: {
      seriesId: series.id,
      seriesDate: toDate(date),
      startsAt,
      endsAt,
      note,
      createdById: series.createdById,
      createdAt: ctx.now(),
    },
    select: { id: true },
  });
  await layBlocks(tx, { windowId, machineIds, startsAt, endsAt, note, obstacles });
  await askThoseInTheWay(ctx, tx, afterCommit, { obstacles, windowId, startsAt, endsAt, note, rules });
}
