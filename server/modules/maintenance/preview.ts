import type * as z from 'zod';
import { checkMaintenanceTimes } from '@/shared/domain/booking-rules.ts';
import type {
  PreviewSeriesInput,
  PreviewWindowInput,
  SeriesPreview,
  WindowPreview,
} from '@/shared/schemas/maintenance.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { readPolicy, searchNextFree, toServiceError } from '../bookings/index.ts';
import { byBooking, offerMoves, readObstacles } from './read-in-the-way.ts';
import { datesAhead } from './series.ts';

/** Who is in the way of maintenance that is about to be planned, where each could go, and when nobody would be. */
export async function previewWindow(
  ctx: ServiceContext,
  input: z.output<typeof PreviewWindowInput>,
): Promise<z.output<typeof WindowPreview>> {
  authorize(ctx, 'machine:edit');
  const times = checkMaintenanceTimes(input, ctx.now());
  if (!times.ok) throw toServiceError(times);
  const rules = await readPolicy(ctx.db, null);
  const { machineIds, windowId } = input;
  const found = await readObstacles(ctx.db, machineIds, times, windowId ?? null);
  const inTheWay = byBooking(found, ctx.now());
  if (inTheWay.length === 0) return { inTheWay, nextFree: null };
  await offerMoves(ctx, inTheWay, times, rules);
  const nextFree = await searchNextFree(
    ctx,
    {
      machineIds,
      durationMs: times.endsAt.getTime() - times.startsAt.getTime(),
      from: times.startsAt,
      without: windowId,
      ofAnyStatus: true,
    },
    rules,
  );
  return { inTheWay, nextFree };
}

/** A series' dates of the next 90 days, each with who is in the way. */
export async function previewSeries(
  ctx: ServiceContext,
  { machineIds, ...rule }: z.output<typeof PreviewSeriesInput>,
): Promise<z.output<typeof SeriesPreview>> {
  authorize(ctx, 'machine:edit');
  const { timeZone } = await readPolicy(ctx.db, null);
  const now = ctx.now();
  const dates = [];
  for (const { date: _date, ...times } of datesAhead(rule, timeZone, now))
    dates.push({
      ...times,
      inTheWay: byBooking(await readObstacles(ctx.db, machineIds, times, null), now),
    });
  return { timeZone, dates };
}
