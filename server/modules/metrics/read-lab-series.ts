import { bucketStart, seriesStepMs, type Span } from '@/shared/domain/usage.ts';
import type { LabSeries } from '@/shared/schemas/metric.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { thinnedBefore } from './internal.ts';

const POINTS = 360;
type Row = { at: Date; simulated: boolean; powerWatts: number | null; machines: number };

/**
 * The lab's watts over the last hours, real and simulated machines apart. `machines` is how many were measured in
 * a bucket; a bucket in which none spoke is left out. Two agents on one host are counted once.
 */
export async function readLabSeries(ctx: ServiceContext, input: { hours: number }): Promise<LabSeries> {
  authorize(ctx, 'lab:read');
  const to = ctx.now();
  const window = { from: new Date(to.getTime() - input.hours * 3_600_000), to };
  const stepMs = seriesStepMs(window, POINTS, thinnedBefore(to));
  const rows = await readRows(ctx, { from: bucketStart(window.from, stepMs), to }, stepMs);
  const pick = (simulated: boolean): LabSeries['points'] =>
    rows.filter((it) => it.simulated === simulated).map(({ simulated: _simulated, ...point }) => point);
  return { stepMs, points: pick(false), simulatedPoints: pick(true) };
}

/**
 * One look-up a machine and bucket, so the cost doesn't grow with the readings. Power is what the counter rose by
 * since the bucket before (the bucket's mean), else the momentary value.
 */
const readRows = (ctx: ServiceContext, { from, to }: Span, stepMs: number): Promise<Row[]> =>
  ctx.db.$queryRaw<Row[]>`
    WITH newest AS (
      SELECT coalesce(p."hostId", m.id) AS host, m.simulated, b.at AS bucket, s.*
      FROM "Machine" m
      LEFT JOIN "MachineReport" p ON p."machineId" = m.id
      CROSS JOIN generate_series(${from}, ${to}, make_interval(secs => ${stepMs / 1000}::float8)) AS b(at)
      CROSS JOIN LATERAL (
        SELECT "machineId", "bootId", "powerWatts", "energyJoules", "coveredMs" FROM "Sample"
        WHERE "machineId" = m.id AND at >= b.at AND at < b.at + make_interval(secs => ${stepMs / 1000}::float8)
        ORDER BY at DESC LIMIT 1
      ) s
    ), rises AS (
      SELECT *, "energyJoules" - lag("energyJoules") OVER boot AS joules, "coveredMs" - lag("coveredMs") OVER boot AS ms,
        bucket - lag(bucket) OVER boot AS since
      FROM newest WINDOW boot AS (PARTITION BY "machineId", "bootId" ORDER BY bucket)
    ), hosts AS (
      SELECT bucket, simulated, host, max(CASE
        WHEN since <= make_interval(secs => ${stepMs / 1000}::float8) AND ms > 0 AND joules >= 0 THEN joules * 1000 / ms
        ELSE "powerWatts" END) AS watts
      FROM rises GROUP BY 1, 2, 3
    )
    SELECT bucket AS at, simulated, sum(watts) AS "powerWatts", count(watts)::int AS machines
    FROM hosts GROUP BY 1, 2 ORDER BY 1`;
