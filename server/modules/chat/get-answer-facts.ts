import { type AnswerFacts, AnswerFacts as AnswerFactsSchema } from '@/shared/schemas/chat.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { sessionFigures } from '../energy/index.ts';
import { rate } from '../generations/index.ts';
import { visibleTo } from './internal.ts';

/** Where an answer of a chat that one may see comes from: model, machines, settings, figures and what metered it. */
export async function getAnswerFacts(
  ctx: ServiceContext,
  { generationId }: { generationId: string },
): Promise<AnswerFacts> {
  authorize(ctx, 'lab:read');
  const row = await ctx.db.generation.findFirst({
    where: { id: generationId, message: { conversation: visibleTo(ctx) } },
    include: {
      session: {
        include: {
          ranks: { include: { machine: { select: { id: true, name: true } } }, orderBy: { rank: 'asc' } },
        },
      },
    },
  });
  if (!row)
    throw new ServiceError('NOT_FOUND', 'There is no such answer, or its chat is not shared with you.');
  const { session } = row;
  const { powerSources } = await sessionFigures(ctx, session.id);
  return AnswerFactsSchema.parse({
    ...session,
    ...row,
    machines: session.ranks.map((it) => it.machine),
    tokensPerSecond: rate(row.completionTokens, row.decodeMs),
    waitedMs: row.dispatchedAt && row.dispatchedAt.getTime() - row.createdAt.getTime(),
    isEnergyPending: row.energyDueAt !== null && row.energyJoules === null,
    powerSources,
  });
}
