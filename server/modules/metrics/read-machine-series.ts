import type { MachineSeries } from '@/shared/schemas/metric.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { requireSpan } from './internal.ts';
import { readSeries, sourceOf } from './read-series.ts';

/** Curves of machines over a window; a missing bucket is a gap, `null` is "not measured". */
export async function readMachineSeries(
  ctx: ServiceContext,
  input: { machineIds: string[]; from: Date; to: Date; points: number },
): Promise<MachineSeries[]> {
  authorize(ctx, 'lab:read');
  const window = requireSpan(input);
  const source = await sourceOf(ctx, window, input.points, input.machineIds);
  return readSeries(ctx, input.machineIds, window, source);
}
