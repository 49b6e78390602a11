import type { Sample } from '@/shared/schemas/machine.ts';
import type { ServiceContext } from '../../context.ts';
import { ServiceError } from '../../errors.ts';

const AHEAD_MS = 30_000;
/** An older newest reading is a back-fill: stored, but not the machine's state of this moment. */
const STALE_AFTER_MS = 10_000;

/**
 * Stores an agent's readings, each `(machine, boot, seq)` once, however often it is sent. Readings from a clock
 * more than 30 s ahead are moved back together so that the newest is now; seq and counters stay, so no energy is
 * lost. Tells viewers the newest reading when it was new.
 *
 * @returns the highest seq that the agent need not keep any longer.
 */
export async function ingestSamples(
  ctx: ServiceContext,
  machineId: string,
  bootId: string,
  samples: readonly Sample[],
): Promise<{ storedSeq: number }> {
  const now = ctx.now();
  const stored = bringBack(samples, now);
  // One JSON parameter instead of 13 arrays; a machine that is gone gives no row.
  const [row] = await ctx.db.$queryRaw<{ simulated: boolean; newestAdded: number | null }[]>`
    WITH machine AS (SELECT id, simulated FROM "Machine" WHERE id = ${machineId}),
    added AS (
      INSERT INTO "Sample" ("machineId", "bootId", seq, at, "powerWatts", "powerSource", "energyJoules", "coveredMs",
        "cpuRatio", "gpuRatio", "memoryUsedBytes", "memoryTotalBytes", "temperatureCelsius", "networkRxBytes", "networkTxBytes")
      SELECT machine.id, ${bootId}, s.* FROM machine, jsonb_to_recordset(${JSON.stringify(stored)}::jsonb) AS s(
        seq int, at timestamptz, "powerWatts" float8, "powerSource" text, "energyJoules" float8, "coveredMs" float8,
        "cpuRatio" float8, "gpuRatio" float8, "memoryUsedBytes" bigint, "memoryTotalBytes" bigint,
        "temperatureCelsius" float8, "networkRxBytes" bigint, "networkTxBytes" bigint)
      ON CONFLICT DO NOTHING RETURNING seq
    )
    SELECT simulated, (SELECT max(seq) FROM added) AS "newestAdded" FROM machine`;
  if (!row) throw new ServiceError('NOT_FOUND', 'This machine is not in the lab any more.');
  const newest = stored.reduce((a, b) => (b.seq > a.seq ? b : a));
  if (row.newestAdded === newest.seq) {
    const { seq: _seq, ...reading } = newest;
    const stale = now.getTime() - newest.at.getTime() > STALE_AFTER_MS;
    ctx.bus.emit('samples.stored', { machineId, simulated: row.simulated, live: { ...reading, stale } });
  }
  return { storedSeq: newest.seq };
}

function bringBack(samples: readonly Sample[], now: Date): Sample[] {
  const isAhead = (it: Sample): boolean => it.at.getTime() > now.getTime() + AHEAD_MS;
  const ahead = samples.filter(isAhead);
  if (ahead.length === 0) return [...samples];
  const aheadMs = Math.max(...ahead.map((it) => it.at.getTime())) - now.getTime();
  return samples.map((it) => (isAhead(it) ? { ...it, at: new Date(it.at.getTime() - aheadMs) } : it));
}
