import { decideMeters, groupByMeter, type MeterReader } from '@/shared/domain/meters.ts';
import type { Span } from '@/shared/domain/usage.ts';
import type { ServiceContext } from '../../context.ts';
import { type Statement, wideClient } from '../../db.ts';
import { meanOf } from './minute-rows.ts';
import { readMeteredMachines } from './read-metered-machines.ts';
import { readWalls } from './read-walls.ts';

export type LabStep = {
  at: Date;
  simulated: boolean;
  /** Each meter once; null where none told watts. */
  powerWatts: number | null;
  cpuRatio: number | null;
  gpuRatio: number | null;
  /** How many Macs the watts are of. */
  machines: number;
};
type Asked = { window: Span; stepMs: number; table: 'minutes' | 'hours' };

/**
 * The lab's watts and load in steps of its minutes or hours, real and simulated machines apart. A wall meter that
 * spoke in a step tells it for all that hung on it, as live watts do; of machines that share a host the oldest that
 * spoke does. A step in which none spoke is left out.
 */
export async function readLabSteps(
  ctx: ServiceContext,
  { window, stepMs, table }: Asked,
): Promise<LabStep[]> {
  const [machines, walls] = await Promise.all([readMeteredMachines(ctx), readWalls(ctx)]);
  const hosts = groupByMeter(machines);
  const wallKeys = await readWallKeys(ctx, [...walls.measured.keys()]);
  const onWalls = decideMeters(machines, (id) => walls.measured.get(id) ?? null, walls.links)
    .all.flatMap((it) => it.readers)
    .flatMap((it) => ofHosts(it, hosts, wallKeys));
  const members = hosts.flatMap((group, host) => group.map(({ key }) => ({ key, host })));
  return wideClient(ctx.db).query<LabStep>(table === 'hours' ? OF_HOURS : OF_MINUTES, [
    window.from.toISOString(),
    window.to.toISOString(),
    stepMs / 1000,
    members.map((it) => it.key),
    members.map((it) => it.host),
    onWalls.map((it) => it.key),
    onWalls.map((it) => it.host),
    onWalls.map((it) => it.fromMs / 1000),
    onWalls.map((it) => it.toMs / 1000),
  ]);
}

type Hosts = readonly (readonly { id: string }[])[];

/** A wall meter's time, once for each host that it speaks for then. */
function ofHosts(
  { counterId, covers, from, to }: MeterReader,
  hosts: Hosts,
  wallKeys: ReadonlyMap<string, number>,
): { key: number; host: number; fromMs: number; toMs: number }[] {
  const key = wallKeys.get(counterId);
  if (key === undefined) return [];
  return hosts.flatMap((group, host) =>
    group.some((it) => covers.includes(it.id))
      ? [{ key, host, fromMs: from.getTime(), toMs: to.getTime() }]
      : [],
  );
}

async function readWallKeys(ctx: ServiceContext, ids: readonly string[]): Promise<Map<string, number>> {
  if (ids.length === 0) return new Map();
  const meters = await ctx.db.wallMeter.findMany({
    where: { id: { in: [...ids] } },
    select: { id: true, key: true },
  });
  return new Map(meters.map((it) => [it.id, it.key]));
}

// What a wall meter was read of by hand is energy and time alone: its mean is what they come to.
const of = (table: string, lengthSeconds: number): string => `
  WITH spoken AS (
    SELECT date_bin(make_interval(secs => $3::float8), r.at, 'epoch') AS at, k.host, m.simulated, m.key,
      ${meanOf('power')} AS watts, ${meanOf('cpu')} AS cpu, ${meanOf('gpu')} AS gpu
    FROM unnest($4::int[], $5::int[]) AS k(key, host) JOIN "Machine" m ON m.key = k.key
    JOIN "${table}" r ON r."machineKey" = m.key AND r.at >= $1::timestamptz AND r.at < $2::timestamptz
    WHERE r.readings > 0 GROUP BY 1, 2, 3, 4
  ), once AS (SELECT DISTINCT ON (at, host) * FROM spoken ORDER BY at, host, watts IS NULL, key),
  wall AS (
    SELECT * FROM (
      SELECT date_bin(make_interval(secs => $3::float8), r.at, 'epoch') AS at, k.key, k.host,
        coalesce(${meanOf('power')}, 1000 * sum(r."energyJoules") / nullif(
          sum(r."coveredMs") FILTER (WHERE r."energyJoules" IS NOT NULL), 0)) AS watts
      FROM unnest($6::int[], $7::int[], $8::float8[], $9::float8[]) AS k(key, host, since, until)
      JOIN "${table}" r ON r."machineKey" = k.key AND r.at >= $1::timestamptz AND r.at < $2::timestamptz
      WHERE extract(epoch FROM r.at) < k.until AND extract(epoch FROM r.at) + ${lengthSeconds} > k.since
      GROUP BY 1, 2, 3
    ) w WHERE watts IS NOT NULL
  ), told AS (
    SELECT at, simulated, cpu, gpu, CASE WHEN NOT EXISTS (
      SELECT FROM wall w WHERE w.at = o.at AND w.host = o.host) THEN watts END AS watts, 1 AS macs
    FROM once o
    UNION ALL
    SELECT at, false, NULL, NULL, min(watts), count(*) FROM wall GROUP BY at, key
  )
  SELECT at, simulated, sum(watts) AS "powerWatts", avg(cpu) AS "cpuRatio", avg(gpu) AS "gpuRatio",
    coalesce(sum(macs) FILTER (WHERE watts IS NOT NULL), 0)::int AS machines
  FROM told GROUP BY 1, 2 ORDER BY 1`;
const OF_MINUTES: Statement = { name: 'metrics.lab-minutes', text: of('ReadingMinute', 60) };
const OF_HOURS: Statement = { name: 'metrics.lab-hours', text: of('ReadingHour', 3600) };
