import { chooseSeries, type SeriesSource } from '@/shared/domain/series-source.ts';
import type { Span } from '@/shared/domain/usage.ts';
import { LiveSample } from '@/shared/schemas/machine.ts';
import type { MachineSeries, SeriesPoint } from '@/shared/schemas/metric.ts';
import type { ServiceContext } from '../../context.ts';
import { wideClient, type Statement } from '../../db.ts';
import { readKept } from './kept.ts';
import { meanOf, minuteRows } from './minute-rows.ts';
import { looseMs } from './roll-up.ts';

type PointRow = SeriesPoint & { machineKey: number };

/** The rows that a curve of these machines is made of: chunks only where there are no minutes from before them. */
export async function sourceOf(
  ctx: ServiceContext,
  window: Span,
  points: number,
  machineIds: readonly string[],
): Promise<SeriesSource> {
  const asked = { window, points, machines: machineIds.length, ...(await readKept(ctx)) };
  const source = chooseSeries(asked);
  if (source.from !== 'chunks') return source;
  const [row] = await wideClient(ctx.db).query<{ isOlder: boolean }>(HAS_OLDER_MINUTES, [
    machineIds,
    window.from.toISOString(),
    window.to.toISOString(),
  ]);
  return row?.isOlder ? chooseSeries({ ...asked, chunksSince: window.to }) : source;
}

/** Curves of these machines in the order asked for: means of each bucket, buckets without a reading left out. */
export async function readSeries(
  ctx: ServiceContext,
  machineIds: readonly string[],
  window: Span,
  { from, stepMs }: SeriesSource,
): Promise<MachineSeries[]> {
  const ids = [...new Set(machineIds)];
  const [machines, rows] = await Promise.all([
    ctx.db.machine.findMany({
      where: { id: { in: ids } },
      select: { id: true, key: true, name: true, simulated: true, agent: { select: { reading: true } } },
    }),
    wideClient(ctx.db).query<PointRow>(POINTS[from], [
      ids,
      window.from.toISOString(),
      window.to.toISOString(),
      stepMs / 1000,
      ...(from === 'minutes' ? [new Date(looseMs(ctx.now())).toISOString()] : []),
    ]),
  ]);
  const byMachine = Map.groupBy(rows, (it) => it.machineKey);
  return ids.flatMap((id) => {
    const machine = machines.find((it) => it.id === id);
    if (!machine) return [];
    const points = (byMachine.get(machine.key) ?? []).map(({ machineKey: _key, ...point }) => point);
    // What it last said, so that a silent machine isn't called one without meters.
    const newest = LiveSample.safeParse(machine.agent?.reading).data;
    const has = (field: Exclude<keyof SeriesPoint, 'at'>): boolean =>
      (newest?.[field] ?? null) !== null || points.some((it) => it[field] !== null);
    return {
      machineId: id,
      machineName: machine.name,
      simulated: machine.simulated,
      stepMs,
      memoryTotalBytes: newest?.memoryTotalBytes ?? null,
      measures: {
        power: has('powerWatts'),
        cpu: has('cpuRatio'),
        gpu: has('gpuRatio'),
        memory: has('memoryUsedBytes'),
      },
      points,
    };
  });
}

/** Readings that came as minutes, as a past that was written at once. */
const HAS_OLDER_MINUTES: Statement = {
  name: 'metrics.has-older-minutes',
  text: `
    SELECT EXISTS (
      SELECT FROM "Machine" k LEFT JOIN LATERAL (
        SELECT "fromAt" AS at FROM "ReadingChunk" WHERE "machineKey" = k.key AND "toAt" >= $2::timestamptz
          AND "toAt" < $3::timestamptz ORDER BY "toAt" LIMIT 1
      ) first ON true CROSS JOIN LATERAL (
        SELECT FROM "ReadingMinute" WHERE "machineKey" = k.key AND at >= $2::timestamptz AND readings > 0
          AND at < coalesce(first.at, $3::timestamptz) - interval '1 minute' LIMIT 1
      ) minute WHERE k.id = ANY($1::text[])
    ) AS "isOlder"`,
};

const METERS = [
  ['power', 'powerWatts'],
  ['cpu', 'cpuRatio'],
  ['gpu', 'gpuRatio'],
  ['memory', 'memoryUsedBytes'],
] as const;
/** Rows without readings are gaps. */
const rolledMeans = METERS.map(([name, field]) => `${meanOf(name)} AS "${field}"`).join(', ');

const MACHINES = `SELECT id, key FROM "Machine" WHERE id = ANY($1::text[])`;
const bucketOf = (at: string): string => `date_bin(make_interval(secs => $4::float8), ${at}, 'epoch')`;

const ofRolled = (rows: string): string => `
  SELECT r."machineKey", ${bucketOf('r.at')} AS at, ${rolledMeans}
  FROM (${MACHINES}) m JOIN (${rows}) r ON r."machineKey" = m.key
  WHERE r.at >= $2::timestamptz AND r.at < $3::timestamptz AND readings > 0
  GROUP BY 1, 2 ORDER BY 1, 2`;

const ROLLED = `SELECT "machineKey", at, readings, ${METERS.map(([name]) => `"${name}Mean"`).join(', ')}`;
/** Minutes that may not be made yet, of the machines asked for, made for this answer. */
const LOOSE = `${ROLLED} FROM (${minuteRows(`
  SELECT key AS "machineKey", at FROM (${MACHINES}) asked, generate_series(greatest($5::timestamptz,
    date_bin('1 minute', $2::timestamptz, 'epoch')), least($3::timestamptz, $5::timestamptz + interval '1 hour'), interval '1 minute') AS at`)}) loose`;

const POINTS: Record<SeriesSource['from'], Statement> = {
  hours: { name: 'metrics.points-of-hours', text: ofRolled(`${ROLLED} FROM "ReadingHour"`) },
  minutes: {
    name: 'metrics.points-of-minutes',
    text: ofRolled(`${ROLLED} FROM "ReadingMinute" WHERE at < $5::timestamptz UNION ALL ${LOOSE}`),
  },
  chunks: {
    name: 'metrics.points-of-chunks',
    text: `
      SELECT c."machineKey", ${bucketOf('taken')} AS at, avg(watts) AS "powerWatts", avg(cpu) / 1000.0::float8 AS "cpuRatio",
        avg(gpu) / 1000.0::float8 AS "gpuRatio", avg(memory)::float8 * 1048576 AS "memoryUsedBytes"
      FROM (${MACHINES}) m
      JOIN "ReadingChunk" c ON c."machineKey" = m.key AND c."toAt" >= $2::timestamptz
        AND c."toAt" < $3::timestamptz + interval '2 minutes'
      CROSS JOIN LATERAL (
        SELECT watts, cpu::float8, gpu::float8, memory, coalesce(c."toAt" - age * interval '1 millisecond',
          c."fromAt" + (c."toAt" - c."fromAt") * (i::float8 / c.readings)) AS taken
        FROM unnest(c."agesMs", c."powerWatts", c."cpuPermille", c."gpuPermille", c."memoryUsedMib")
          WITH ORDINALITY AS u(age, watts, cpu, gpu, memory, i)
      ) r
      WHERE taken >= $2::timestamptz AND taken < $3::timestamptz
      GROUP BY 1, 2 ORDER BY 1, 2`,
  },
};
