import { believeChunk } from '@/shared/domain/believed-readings.ts';
import type { ReadingChunk } from '@/shared/schemas/reading.ts';
import type { ServiceContext } from '../../context.ts';
import { findBootKey } from './find-boot-key.ts';
import { closedBeforeMs } from './partitions.ts';
import { readRating } from './ratings.ts';
import { recordDrops } from './record-drops.ts';
import { storeChunks } from './store-chunks.ts';

/** Clocks are never quite equal. */
const AHEAD_MS = 2000;
/** Further ahead than any clock that has ever heard ours: its time would not come. */
const NEVER_MS = 24 * 3_600_000;

/**
 * Stores an agent's chunks, each `(machine, boot, seq)` once, however often and in whatever order they come, and marks
 * the minutes they touch as due. What ends in the future is left with the agent, which brings it again; what says it
 * is of another day to come is let go.
 *
 * @returns the chunks that the agent need not keep any longer.
 */
export async function ingestChunks(
  ctx: ServiceContext,
  boot: { machineId: string; bootId: string },
  chunks: readonly ReadingChunk[],
): Promise<{ stored: number[] }> {
  const nowMs = ctx.now().getTime();
  const closedMs = closedBeforeMs(nowMs);
  const maxWatts = await readRating(ctx, boot.machineId);
  const due = chunks
    .filter((it) => it.toAt.getTime() <= nowMs + AHEAD_MS)
    .map((it) => believeChunk(it, maxWatts));
  const lost = chunks.filter((it) => it.toAt.getTime() > nowMs + NEVER_MS);
  if (lost.length > 0)
    ctx.logger.warn({ ...boot, chunks: lost.length }, 'readings of a day to come were let go');
  const isWhole = (it: ReadingChunk): boolean => it.readings !== null && it.fromAt.getTime() >= closedMs;
  const whole = due.filter(isWhole);
  const key = await findBootKey(ctx, boot);
  await storeChunks(
    ctx,
    whole.map((chunk) => ({ ...key, chunk })),
  );
  await recordDrops(
    ctx,
    key,
    due.filter((it) => !isWhole(it)),
    closedMs,
  );
  return { stored: [...due, ...lost].map((it) => it.seq) };
}
