import type { Generation } from '@/shared/schemas/chat.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import {
  generationInclude,
  readAnswers,
  stopGeneration as stopAnswering,
  toGeneration,
} from '../generations/index.ts';
import { writableBy } from './internal.ts';

/** Stops an answer of a chat one may see; the part written is kept. */
export async function stopGeneration(
  ctx: ServiceContext,
  { generationId: id }: { generationId: string },
): Promise<Generation> {
  authorize(ctx, 'chat:stop');
  const seen = await ctx.db.message.findFirst({
    where: { generationId: id, conversation: writableBy(ctx) },
    select: { id: true },
  });
  if (!seen)
    throw new ServiceError('NOT_FOUND', 'There is no such answer, or its chat is not shared with you.');
  await stopAnswering(ctx, { generationId: id });
  const row = await ctx.db.generation.findUniqueOrThrow({ where: { id }, include: generationInclude });
  const answerOf = await readAnswers(ctx.db, [row]);
  return toGeneration(row, answerOf(id));
}
