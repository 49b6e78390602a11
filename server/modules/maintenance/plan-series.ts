import type * as z from 'zod';
import { describeSeries, seriesDates } from '@/shared/domain/series-dates.ts';
import { addDays, toLocal } from '@/shared/domain/zoned-time.ts';
import type { PlanSeriesInput } from '@/shared/schemas/maintenance.ts';
import { authorize, requireUser, type ServiceContext, withTransaction } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { emitAudit } from '../audit/index.ts';
import { readPolicy } from '../bookings/index.ts';
import { extendSeries } from './extend-series.ts';
import { toDate } from './series.ts';

/** Rules that never come are no series: the first date is looked for within this time. */
const LOOK_AHEAD_DAYS = 5 * 366;

/**
 * Maintenance that comes again, by the wall clock of the lab's zone. Its dates of the next 90 days are planned with it,
 * the later ones day by day. Where a booking is in the way its person is asked to make way.
 */
export async function planSeries(
  ctx: ServiceContext,
  input: z.output<typeof PlanSeriesInput>,
): Promise<{ id: string }> {
  authorize(ctx, 'machine:edit');
  const { id: createdById } = requireUser(ctx);
  const { id, machineIds: wanted, note, startsOn, untilDate, ...rule } = input;
  const { timeZone } = await readPolicy(ctx.db, null);
  checkRule(input, toLocal(ctx.now(), timeZone).day);
  const machineIds = [...new Set(wanted)].toSorted();
  const machines = await ctx.db.machine.findMany({
    where: { id: { in: machineIds }, status: { not: 'retired' } },
    select: { name: true },
    orderBy: { name: 'asc' },
  });
  if (machines.length < machineIds.length)
    throw new ServiceError('NOT_FOUND', 'One of these machines is retired or not in the lab. Choose again.');
  await withTransaction(ctx, async (tx, afterCommit) => {
    // Sent twice, after a lost answer.
    if (await tx.maintenanceSeries.findUnique({ where: { id }, select: { id: true } })) return;
    await tx.maintenanceSeries.create({
      data: {
        id,
        ...rule,
        machineIds,
        note: note || null,
        startsOn: toDate(startsOn),
        untilDate: untilDate && toDate(untilDate),
        timeZone,
        createdById,
        createdAt: ctx.now(),
      },
      select: { id: true },
    });
    await emitAudit(ctx, tx, {
      action: 'maintenance.plan-series',
      objectType: 'maintenance',
      objectId: id,
      objectName: machines.map((it) => it.name).join(', '),
      before: null,
      after: { often: describeSeries(input), at: rule.localTime, note: note || null },
    });
    await extendSeries(ctx, tx, afterCommit, id);
  });
  return { id };
}

function checkRule(rule: z.output<typeof PlanSeriesInput>, today: string): void {
  if (rule.startsOn < today)
    throw new ServiceError('VALIDATION', 'The first day is in the past. Choose one from today on.');
  if (rule.startsOn > addDays(today, 366))
    throw new ServiceError(
      'VALIDATION',
      'Maintenance is planned a year ahead at most. Choose an earlier first day.',
    );
  if (rule.untilDate !== null && rule.untilDate < rule.startsOn)
    throw new ServiceError('VALIDATION', 'The last day is before the first. Choose a later one.');
  if (seriesDates(rule, rule.startsOn, addDays(rule.startsOn, LOOK_AHEAD_DAYS)).length === 0)
    throw new ServiceError('VALIDATION', 'This never comes before its last day. Choose a later one.');
}
