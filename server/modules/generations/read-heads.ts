import type { GenerationEndFrame } from '@/shared/protocol/console.ts';
import type { ServiceContext } from '../../context.ts';
import { toEndFrame } from './finish-generation.ts';
import { isOpen } from './internal.ts';

/** How far these answers have come, and the end of those that are over. */
export async function readHeads(
  ctx: ServiceContext,
  generationIds: string[],
): Promise<{ generationId: string; lastSeq: number; end: GenerationEndFrame | null }[]> {
  const rows = await ctx.db.generation.findMany({
    where: { id: { in: generationIds } },
    // Not its text: a head is asked for often.
    omit: { text: true, reasoning: true, prompt: true },
  });
  return rows.map((row) => ({
    generationId: row.id,
    lastSeq: row.lastSeq,
    end: isOpen(row.state) ? null : toEndFrame(row),
  }));
}
