import type * as z from 'zod';
import { type KeyRequest, type ListKeyRequestsInput } from '@/shared/schemas/api-key.ts';
import type { Page } from '@/shared/schemas/paging.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { olderThan, takeOf, toPage } from '../../paging.ts';
import { rate } from '../generations/index.ts';

/** What was asked with a key, newest first: figures alone, for its questions are not kept. */
export async function listRequests(
  ctx: ServiceContext,
  input: z.output<typeof ListKeyRequestsInput>,
): Promise<Page<KeyRequest>> {
  authorize(ctx, 'key:manage-own');
  const key = await ctx.db.apiKey.findUnique({ where: { id: input.keyId }, select: { personId: true } });
  if (!key) throw new ServiceError('NOT_FOUND', 'There is no such key of yours.');
  authorize(ctx, 'key:manage-own', { ownerId: key.personId });
  const rows = await ctx.db.generation.findMany({
    where: { apiKeyId: input.keyId, AND: olderThan('createdAt', input.cursor) },
    omit: { text: true, reasoning: true, prompt: true, toolCalls: true, settings: true },
    include: {
      session: { select: { modelTitle: true, simulated: true } },
      request: { select: { client: true } },
    },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: takeOf(input),
  });
  return toPage(
    rows,
    input,
    ({ createdAt, id }) => ({ at: createdAt, id }),
    (row) => ({
      id: row.id,
      createdAt: row.createdAt,
      modelTitle: row.session.modelTitle,
      client: row.request?.client ?? null,
      promptTokens: row.promptTokens,
      completionTokens: row.completionTokens,
      waitedMs: row.dispatchedAt && Math.max(0, row.dispatchedAt.getTime() - row.createdAt.getTime()),
      tokensPerSecond: rate(row.completionTokens, row.decodeMs),
      energyJoules: row.energyJoules,
      isEnergyPending: row.endedAt === null || (row.energyDueAt !== null && row.energyJoules === null),
      simulated: row.session.simulated,
      state: row.state,
      message: row.errorMessage,
    }),
  );
}
