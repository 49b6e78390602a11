import type { ServiceContext } from '../../context.ts';
import { LiveSample } from '@/shared/schemas/machine.ts';

export type Highest = {
  memoryUsedBytes: number | null;
  memoryTotalBytes: number | null;
  celsius: number | null;
};
type Row = { machineId: string; memory: number | null; celsius: number | null; reading: unknown };

/**
 * The most memory in use and the highest temperature of these machines in any minute of a time, by machine. Null of what
 * was not measured then, or is kept no longer. All of its memory is what the machine last said.
 */
export async function readHighest(
  ctx: ServiceContext,
  { machineIds, from, to }: { machineIds: readonly string[]; from: Date; to: Date },
): Promise<ReadonlyMap<string, Highest>> {
  const rows = await ctx.db.$queryRaw<Row[]>`
    SELECT m.id AS "machineId", max(r."memoryMax")::float8 AS memory, max(r."temperatureMax")::float8 AS celsius,
      (SELECT reading FROM "Agent" a WHERE a."machineId" = m.id) AS reading
    FROM "Machine" m LEFT JOIN "ReadingMinute" r ON r."machineKey" = m.key
      AND r.at >= date_bin('1 minute', ${from}, 'epoch') AND r.at <= ${to}
    WHERE m.id = ANY(${machineIds}) GROUP BY m.id`;
  return new Map(
    rows.map(({ machineId, memory, celsius, reading }) => [
      machineId,
      {
        memoryUsedBytes: memory,
        memoryTotalBytes: LiveSample.safeParse(reading).data?.memoryTotalBytes ?? null,
        celsius,
      },
    ]),
  );
}
