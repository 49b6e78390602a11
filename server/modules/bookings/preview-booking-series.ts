import { randomUUID } from 'node:crypto';
import type * as z from 'zod';
import { seriesDates, type SeriesRule } from '@/shared/domain/series-dates.ts';
import type { BookingSeriesPreview, PreviewBookingSeriesInput } from '@/shared/schemas/booking-series.ts';
import { authorize, requireUser, type ServiceContext, withTransaction } from '../../context.ts';
import { lockMachines } from '../inventory/index.ts';
import { datesAhead, horizonOf } from './booking-series.ts';
import { checkedRule, insertSeries } from './create-booking-series.ts';
import { DatesFound, tellDates } from './decide-dates.ts';
import { readPolicyOfWish } from './read-policy.ts';
import { requireOwnHold } from './require-own-hold.ts';
import { writeSeriesDates } from './write-series-dates.ts';

/**
 * What would become of each date. It is booked and taken back in one transaction: the same code decides that decides
 * when it is sent, and what one date takes of a limit counts for the next.
 */
export async function previewBookingSeries(
  ctx: ServiceContext,
  input: z.output<typeof PreviewBookingSeriesInput>,
): Promise<z.output<typeof BookingSeriesPreview>> {
  authorize(ctx, 'booking:create');
  const { id: personId } = requireUser(ctx);
  const policy = await readPolicyOfWish(ctx.db, personId, input.teamId);
  await requireOwnHold(ctx, input.holdId, personId);
  const rule = checkedRule(input, ctx.now());
  const found = await withTransaction(ctx, async (tx) => {
    const asked = { ...input, id: randomUUID(), purpose: 'Looked at', skip: [] };
    const series = await insertSeries(ctx, tx, { input: asked, rule, policy, personId });
    const machines = await lockMachines(tx, series.machineIds);
    const now = ctx.now();
    const dates = datesAhead(rule, input.timeZone, now, horizonOf(policy, machines, now));
    const { holdId } = input;
    const wanted = { series, dates, policy, holdId };
    throw new DatesFound(await writeSeriesDates(ctx, tx, () => undefined, wanted), policy);
  }).catch((error: unknown) => {
    if (error instanceof DatesFound) return error.dates;
    throw error;
  });
  const dates = await tellDates(ctx, found, policy);
  return { dates, laterCount: laterThan(rule, dates.at(-1)?.date ?? null) };
}

function laterThan(rule: SeriesRule, last: string | null): number | null {
  if (rule.untilDate === null) return null;
  return seriesDates(rule, last ?? rule.startsOn, rule.untilDate).filter((it) => it !== last).length;
}
