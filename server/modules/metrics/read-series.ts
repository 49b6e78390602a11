import type { Span } from '@/shared/domain/usage.ts';
import type { MachineSeries, SeriesPoint } from '@/shared/schemas/metric.ts';
import type { ServiceContext } from '../../context.ts';

type PointRow = SeriesPoint & { machineId: string };
type MachineRow = {
  id: string;
  name: string;
  simulated: boolean;
  memoryTotalBytes: number | null;
  power: boolean | null;
  cpu: boolean | null;
  gpu: boolean | null;
  memory: boolean | null;
};

/** Curves of these machines in the order asked for: means of each bucket, buckets without a reading left out. */
export async function readSeries(
  ctx: ServiceContext,
  machineIds: readonly string[],
  window: Span,
  stepMs: number,
): Promise<MachineSeries[]> {
  const ids = [...new Set(machineIds)];
  const [machines, rows] = await Promise.all([
    readMeters(ctx, ids, window.to),
    readPoints(ctx, ids, window, stepMs),
  ]);
  const byMachine = Map.groupBy(rows, (it) => it.machineId);
  return ids.flatMap((id) => {
    const machine = machines.find((it) => it.id === id);
    if (!machine) return [];
    const points = (byMachine.get(id) ?? []).map(({ machineId: _machineId, ...point }) => point);
    const has = (meter: boolean | null, field: keyof SeriesPoint): boolean =>
      meter === true || points.some((it) => it[field] !== null);
    return {
      machineId: id,
      machineName: machine.name,
      simulated: machine.simulated,
      stepMs,
      memoryTotalBytes: machine.memoryTotalBytes,
      measures: {
        power: has(machine.power, 'powerWatts'),
        cpu: has(machine.cpu, 'cpuRatio'),
        gpu: has(machine.gpu, 'gpuRatio'),
        memory: has(machine.memory, 'memoryUsedBytes'),
      },
      points,
    };
  });
}

const readPoints = (
  ctx: ServiceContext,
  ids: string[],
  { from, to }: Span,
  stepMs: number,
): Promise<PointRow[]> =>
  ctx.db.$queryRaw<PointRow[]>`
    SELECT "machineId", date_bin(make_interval(secs => ${stepMs / 1000}::float8), at, 'epoch'::timestamptz) AS at,
      avg("powerWatts") AS "powerWatts", avg("cpuRatio") AS "cpuRatio", avg("gpuRatio") AS "gpuRatio",
      avg("memoryUsedBytes")::float8 AS "memoryUsedBytes"
    FROM "Sample" WHERE "machineId" = ANY(${ids}) AND at >= ${from} AND at < ${to}
    GROUP BY 1, 2 ORDER BY 1, 2`;

/** What the last reading before the window's end had, so that a silent machine isn't called one without meters. */
const readMeters = (ctx: ServiceContext, ids: string[], to: Date): Promise<MachineRow[]> =>
  ctx.db.$queryRaw<MachineRow[]>`
    SELECT m.id, m.name, m.simulated, s."memoryTotalBytes"::float8 AS "memoryTotalBytes",
      s."powerWatts" IS NOT NULL AS power, s."cpuRatio" IS NOT NULL AS cpu, s."gpuRatio" IS NOT NULL AS gpu,
      s."memoryUsedBytes" IS NOT NULL AS memory
    FROM "Machine" m LEFT JOIN LATERAL (
      SELECT * FROM "Sample" WHERE "machineId" = m.id AND at < ${to} ORDER BY at DESC LIMIT 1
    ) s ON true WHERE m.id = ANY(${ids})`;
