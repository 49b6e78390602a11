import { seriesStepMs } from '@/shared/domain/usage.ts';
import type { MachineSeries } from '@/shared/schemas/metric.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { requireSpan, thinnedBefore } from './internal.ts';
import { readSeries } from './read-series.ts';

/** Curves of machines over a window; a missing bucket is a gap, `null` is "not measured". */
export async function readMachineSeries(
  ctx: ServiceContext,
  input: { machineIds: string[]; from: Date; to: Date; points: number },
): Promise<MachineSeries[]> {
  authorize(ctx, 'lab:read');
  const window = requireSpan(input);
  return readSeries(
    ctx,
    input.machineIds,
    window,
    seriesStepMs(window, input.points, thinnedBefore(ctx.now())),
  );
}
