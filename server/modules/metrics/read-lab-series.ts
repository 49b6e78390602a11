import { groupByMeter } from '@/shared/domain/meters.ts';
import { chooseSeries } from '@/shared/domain/series-source.ts';
import { bucketStart } from '@/shared/domain/usage.ts';
import type { LabSeries } from '@/shared/schemas/metric.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { wideClient, type Statement } from '../../db.ts';
import { meanOf } from './minute-rows.ts';
import { readMeteredMachines } from './read-metered-machines.ts';

const POINTS = 360;
type Row = LabSeries['points'][number] & { simulated: boolean };

/**
 * The lab's watts and load over the last hours, real and simulated machines apart, from the minutes that are complete.
 * `machines` is how many were measured in a bucket; a bucket in which none spoke is left out. A meter that several
 * machines share is counted once, and told by the oldest of those that spoke.
 */
export async function readLabSeries(ctx: ServiceContext, input: { hours: number }): Promise<LabSeries> {
  authorize(ctx, 'lab:read');
  const to = ctx.now();
  const window = { from: new Date(to.getTime() - input.hours * 3_600_000), to };
  const machines = await readMeteredMachines(ctx);
  const meters = groupByMeter(machines).flatMap((group, meter) => group.map(({ key }) => ({ key, meter })));
  const { from, stepMs } = chooseSeries({
    window,
    points: POINTS,
    machines: machines.length,
    chunksSince: to,
  });
  const rows = await wideClient(ctx.db).query<Row>(from === 'hours' ? OF_HOURS : OF_MINUTES, [
    bucketStart(window.from, stepMs).toISOString(),
    to.toISOString(),
    stepMs / 1000,
    meters.map((it) => it.key),
    meters.map((it) => it.meter),
  ]);
  const pick = (simulated: boolean): LabSeries['points'] =>
    rows.filter((it) => it.simulated === simulated).map(({ simulated: _simulated, ...point }) => point);
  return { stepMs, points: pick(false), simulatedPoints: pick(true) };
}

const of = (table: string): string => `
  WITH spoken AS (
    SELECT date_bin(make_interval(secs => $3::float8), r.at, 'epoch') AS at, k.meter, m.simulated, m.key,
      ${meanOf('power')} AS watts, ${meanOf('cpu')} AS cpu, ${meanOf('gpu')} AS gpu
    FROM unnest($4::int[], $5::int[]) AS k(key, meter) JOIN "Machine" m ON m.key = k.key
    JOIN "${table}" r ON r."machineKey" = m.key AND r.at >= $1::timestamptz AND r.at < $2::timestamptz
    WHERE r.readings > 0 GROUP BY 1, 2, 3, 4
  ), once AS (SELECT DISTINCT ON (at, meter) * FROM spoken ORDER BY at, meter, watts IS NULL, key)
  SELECT at, simulated, sum(watts) AS "powerWatts", avg(cpu) AS "cpuRatio", avg(gpu) AS "gpuRatio",
    count(watts)::int AS machines FROM once GROUP BY 1, 2 ORDER BY 1`;
const OF_MINUTES: Statement = { name: 'metrics.lab-minutes', text: of('ReadingMinute') };
const OF_HOURS: Statement = { name: 'metrics.lab-hours', text: of('ReadingHour') };
