import type { Generation } from '@/shared/schemas/chat.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { finishGeneration } from './finish-generation.ts';
import { findVisible, generationInclude, isFinal, readAnswers, toGeneration } from './internal.ts';

/**
 * Stops an answer and keeps the part written. The wish is stored before the agent is told, so it survives a
 * restart of either; stopping twice, or an ended answer, is not an error.
 */
export async function stopGeneration(
  ctx: ServiceContext,
  input: { generationId: string },
): Promise<Generation> {
  authorize(ctx, 'chat:stop');
  const found = await ctx.db.generation.findUnique({
    where: { id: input.generationId },
    include: { session: { include: { ranks: { where: { rank: 0 } } } } },
  });
  if (!found) throw new ServiceError('NOT_FOUND', 'There is no such answer.');
  await findVisible(ctx, ctx.db, found.conversationId);
  if (!isFinal(found.state)) {
    await ctx.db.generation.updateMany({
      where: { id: found.id, stopRequestedAt: null },
      data: { stopRequestedAt: ctx.now() },
    });
    if (found.state === 'queued') await finishGeneration(ctx, found.id, { state: 'stopped', message: null });
    else {
      await ctx.agents.send(found.session.ranks[0]!.machineId, 'generation:stop', {
        sessionId: found.sessionId,
        epoch: found.epoch,
        generationId: found.id,
      });
    }
  }
  const row = await ctx.db.generation.findUniqueOrThrow({
    where: { id: found.id },
    include: generationInclude,
  });
  const answers = await readAnswers(ctx.db, [row.id]);
  return toGeneration(row, answers.get(row.id) ?? { text: '', reasoning: '' });
}
