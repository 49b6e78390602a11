import { canonicalJson } from '@/shared/domain/canonical-json.ts';
import type { StartComparisonInput } from '@/shared/schemas/comparison.ts';
import { authorize, requireUser, type ServiceContext } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { titleFrom } from '../chat/index.ts';
import {
  type Beside,
  enqueueGeneration,
  FIRST_OWN_VALUE,
  readTakes,
  whyNoQuestion,
} from '../generations/index.ts';

/** Puts one question to several sessions, or to one with several settings. The same ids again change nothing. */
export async function startComparison(
  ctx: ServiceContext,
  input: StartComparisonInput,
): Promise<{ id: string }> {
  authorize(ctx, 'chat:write');
  const user = requireUser(ctx);
  requireDistinct(input);
  const sessions = await readReady(ctx, input);
  const { id, prompt, systemPrompt, maxTokens, isBlind } = input;
  await ctx.db.comparison.createMany({
    data: [
      {
        id,
        ownerId: user.id,
        title: titleFrom(prompt),
        prompt,
        systemPrompt,
        maxTokens,
        isBlind,
        createdAt: ctx.now(),
      },
    ],
    skipDuplicates: true,
  });
  const row = await ctx.db.comparison.findUniqueOrThrow({ where: { id }, select: { ownerId: true } });
  if (row.ownerId !== user.id)
    throw new ServiceError('CONFLICT', 'That id is taken. Reload the page and ask again.');
  for (const [index, { generationId, sessionId, settings }] of input.runs.entries()) {
    await enqueueGeneration(
      ctx,
      {
        id: generationId,
        source: 'compare',
        askedBy: { requestedById: user.id },
        prompt: [
          ...(systemPrompt ? [{ role: 'system' as const, content: systemPrompt }] : []),
          { role: 'user' as const, content: prompt },
        ],
        settings,
        maxTokens,
        session: sessions.get(sessionId)!,
      },
      besideAnswer(id, index + 1),
    );
  }
  return { id };
}

function requireDistinct({ runs }: StartComparisonInput): void {
  const ways = new Set(runs.map((it) => canonicalJson([it.sessionId, it.settings])));
  if (ways.size < runs.length)
    throw new ServiceError(
      'VALIDATION',
      'Two of them are the same. Choose another session, or another setting.',
    );
}

type Asked = { id: string; epoch: number; backend: string; machineId: string };

async function readReady(ctx: ServiceContext, { runs }: StartComparisonInput): Promise<Map<string, Asked>> {
  const ids = runs.map((it) => it.sessionId);
  const takes = await readTakes(ctx.db, ids);
  const rows = await ctx.db.session.findMany({
    where: { id: { in: ids } },
    select: {
      id: true,
      epoch: true,
      backend: true,
      modelTitle: true,
      ranks: { where: { rank: 0 }, select: { machineId: true } },
    },
  });
  for (const { sessionId } of runs) {
    const row = rows.find((it) => it.id === sessionId);
    if (!row) throw new ServiceError('NOT_FOUND', 'There is no such session. Choose another.');
    const why = whyNoQuestion(takes.get(sessionId)!);
    if (why)
      throw new ServiceError(
        'PRECONDITION_FAILED',
        `The session with ${row.modelTitle} ${why.words}. Choose another; your text is kept.`,
      );
  }
  return new Map(
    rows.map(({ id, epoch, backend, ranks }) => [id, { id, epoch, backend, machineId: ranks[0]!.machineId }]),
  );
}

/** The answer's place in the comparison, written with it. */
const besideAnswer = (comparisonId: string, position: number): Beside => ({
  name: 'comparisons.write-answer',
  before: `asked AS (SELECT WHERE NOT EXISTS (SELECT FROM "Generation" WHERE id = $1))`,
  after: `
    , answer AS (
      INSERT INTO "ComparisonAnswer" ("generationId", "comparisonId", position)
      SELECT g.id, $${FIRST_OWN_VALUE}, $${FIRST_OWN_VALUE + 1}::int FROM generation g
    )
    SELECT state FROM generation`,
  values: [comparisonId, position],
});
