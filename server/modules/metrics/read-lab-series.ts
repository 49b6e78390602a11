import { chooseSeries } from '@/shared/domain/series-source.ts';
import { bucketStart } from '@/shared/domain/usage.ts';
import type { LabSeries } from '@/shared/schemas/metric.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { readKept } from './kept.ts';
import { readLabSteps } from './read-lab-steps.ts';

const POINTS = 360;

/**
 * The lab's watts and load over the last hours, real and simulated machines apart, from the minutes that are complete.
 * `machines` is how many were measured in a bucket; a bucket in which none spoke is left out. Each meter counts once,
 * by the rule of `readLabSteps`.
 */
export async function readLabSeries(ctx: ServiceContext, input: { hours: number }): Promise<LabSeries> {
  authorize(ctx, 'lab:read');
  const to = ctx.now();
  const window = { from: new Date(to.getTime() - input.hours * 3_600_000), to };
  const { from, stepMs } = chooseSeries({
    window,
    points: POINTS,
    machines: await ctx.db.machine.count(),
    chunksSince: to,
    minutesSince: (await readKept(ctx)).minutesSince,
  });
  const steps = await readLabSteps(ctx, {
    window: { from: bucketStart(window.from, stepMs), to },
    stepMs,
    table: from === 'hours' ? 'hours' : 'minutes',
  });
  const pick = (simulated: boolean): LabSeries['points'] =>
    steps.filter((it) => it.simulated === simulated).map(({ simulated: _simulated, ...point }) => point);
  return { stepMs, points: pick(false), simulatedPoints: pick(true) };
}
