import { evenRuns } from '@/shared/domain/even-runs.ts';
import type { ServiceContext } from '../../context.ts';
import { wideClient, type Statement } from '../../db.ts';
import { COUNTERS } from './internal.ts';
import type { AddEnergy, EnergyPiece } from './sum-energy.ts';

type Row = {
  run: number;
  nths: number[];
  joules: (number | null)[];
  coveredMs: number[];
  powerSources: number[];
};

/**
 * Of spans that begin and end on whole hours, from hour rows; in the order of one machine after the other they cost
 * least: a year's days of a machine, all 24 hours long, are one walk through its hours. What no row is of is left out.
 */
export async function sumHours(
  ctx: ServiceContext,
  pieces: readonly EnergyPiece[],
  add: AddEnergy,
): Promise<void> {
  if (pieces.length === 0) return;
  const runs = evenRuns(pieces, (a, b) => a.machineId === b.machineId);
  const places = new Map<string, number>();
  const placeOf = ({ machineId }: EnergyPiece): number => {
    if (!places.has(machineId)) places.set(machineId, places.size + 1);
    return places.get(machineId)!;
  };
  const column = (values: readonly number[]): string => `{${values.join(',')}}`;
  const placed = column(runs.map((it) => placeOf(it.spans[0]!)));
  const rows = await wideClient(ctx.db).query<Row>(SUM_HOURS, [
    [...places.keys()],
    placed,
    column(runs.map((it) => it.fromMs)),
    column(runs.map((it) => it.toMs)),
    column(runs.map((it) => it.stepMs)),
    column(runs.map((it) => it.lengthMs)),
  ]);
  for (const { run, nths, joules, coveredMs, powerSources } of rows)
    for (const [at, nth] of nths.entries())
      add(runs[run - 1]!.spans[nth]!.key, joules[at]!, coveredMs[at]!, powerSources[at]!);
}

// A walk a run: joined, the planner reads all of the table. OFFSET 0 has a run's numbers worked out once and not for
// each of its hours. Columns come as one text each, for the driver goes through rows on its own.
const SUM_HOURS: Statement = {
  name: 'metrics.sum-hours',
  text: `
    SELECT p.i::int AS run, r.* FROM (
      SELECT i, place, to_timestamp(f / 1000) AS "from", to_timestamp(t / 1000) AS "to",
        make_interval(secs => s / 1000) AS step, make_interval(secs => l / 1000) AS length, l >= s AS "isWhole"
      FROM unnest($2::int[], $3::float8[], $4::float8[], $5::float8[], $6::float8[])
        WITH ORDINALITY AS u(place, f, t, s, l, i)
      OFFSET 0
    ) p JOIN (
      SELECT place, key FROM unnest($1::text[]) WITH ORDINALITY AS w(id, place)
      JOIN ${COUNTERS} counters USING (id)
    ) m USING (place) CROSS JOIN LATERAL (
      SELECT to_json(array_agg(nth)) AS nths, to_json(array_agg(joules)) AS joules,
        to_json(array_agg("coveredMs")) AS "coveredMs", to_json(array_agg(sources)) AS "powerSources"
      FROM (
        SELECT round(date_part('epoch', start - p."from") / date_part('epoch', p.step))::int AS nth, joules, "coveredMs", sources
        FROM (
          SELECT start, sum("energyJoules") AS joules, sum("coveredMs") AS "coveredMs", bit_or("powerSources")::int AS sources
          FROM (
            SELECT date_bin(p.step, at, p."from") AS start, at, "energyJoules", "coveredMs", "powerSources"
            FROM "ReadingHour" WHERE "machineKey" = m.key AND at >= p."from" AND at < p."to"
          ) hours WHERE p."isWhole" OR at < start + p.length GROUP BY start
        ) days
      ) told
    ) r WHERE r.nths IS NOT NULL`,
};
