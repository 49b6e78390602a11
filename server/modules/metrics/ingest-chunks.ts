import type { ReadingChunk } from '@/shared/schemas/reading.ts';
import type { ServiceContext } from '../../context.ts';
import { findBootKey } from './find-boot-key.ts';
import { closedBeforeMs } from './partitions.ts';
import { recordDrops } from './record-drops.ts';
import { storeChunks } from './store-chunks.ts';

/** Clocks are never quite equal. */
const AHEAD_MS = 2000;

/**
 * Stores an agent's chunks, each `(machine, boot, seq)` once, however often and in whatever order they come, and marks
 * the minutes they touch as due. What ends in the future is left with the agent, which brings it again.
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
  const due = chunks.filter((it) => it.toAt.getTime() <= nowMs + AHEAD_MS);
  const isWhole = (it: ReadingChunk): boolean => it.readings !== null && it.fromAt.getTime() >= closedMs;
  const whole = due.filter(isWhole);
  const key = await findBootKey(ctx, boot);
  await storeChunks(
    ctx,
    whole.map((chunk) => ({ ...key, chunk })),
  );
  for (const chunk of due) if (!isWhole(chunk)) await recordDrops(ctx, key, chunk, closedMs);
  return { stored: due.map((it) => it.seq) };
}
