import type { Span } from '@/shared/domain/usage.ts';
import type { ServiceContext } from '../../context.ts';
import { type Statement, wideClient } from '../../db.ts';

export type MinuteFigure = 'power' | 'temperature';
/** A machine's minutes in their order: `at[i]` is whole minutes since the epoch, `values[i]` the mean of that minute. */
export type MachineMinutes = { key: number; at: number[]; values: number[] };

/** Which of these machines reached a value in any minute since then, by the highest of their hours. */
export async function findPeaks(
  ctx: ServiceContext,
  asked: { figure: MinuteFigure; keys: readonly number[]; since: Date; atLeast: number },
): Promise<number[]> {
  const rows = await wideClient(ctx.db).query<{ key: number }>(PEAKS[asked.figure], [
    asked.keys,
    asked.since.toISOString(),
    asked.atLeast,
  ]);
  return rows.map((it) => it.key);
}

/** The means of these machines' minutes; of a minute without one nothing is told. */
export const readMachineMinutes = (
  ctx: ServiceContext,
  { figure, keys, window }: { figure: MinuteFigure; keys: readonly number[]; window: Span },
): Promise<MachineMinutes[]> =>
  wideClient(ctx.db).query<MachineMinutes>(MINUTES[figure], [
    keys,
    window.from.toISOString(),
    window.to.toISOString(),
  ]);

const peaks = (figure: MinuteFigure): Statement => ({
  name: `metrics.peaks-${figure}`,
  text: `
    SELECT k.key FROM unnest($1::int[]) AS k(key) WHERE EXISTS (
      SELECT FROM "ReadingHour" WHERE "machineKey" = k.key AND at >= date_bin('1 hour', $2::timestamptz, 'epoch')
        AND "${figure}Max" >= $3::float8)`,
});
const minutes = (figure: MinuteFigure): Statement => ({
  name: `metrics.minutes-${figure}`,
  text: `
    SELECT "machineKey" AS key, array_agg((extract(epoch FROM at) / 60)::int ORDER BY at) AS at,
      array_agg("${figure}Mean"::float8 ORDER BY at) AS values
    FROM "ReadingMinute" WHERE "machineKey" = ANY($1::int[]) AND at >= $2::timestamptz AND at < $3::timestamptz
      AND "${figure}Mean" IS NOT NULL
    GROUP BY 1`,
});
const PEAKS = { power: peaks('power'), temperature: peaks('temperature') };
const MINUTES = { power: minutes('power'), temperature: minutes('temperature') };
