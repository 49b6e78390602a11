import { answersKeyOf, judgeAnswers, type Known } from '@/shared/domain/canary.ts';
import type { ProofAnswer, SessionProof } from '@/shared/schemas/session-start.ts';
import type { Prisma } from '@/prisma/generated/client.ts';
import type { ServiceContext } from '../../context.ts';
import { applySessionEvent } from './apply-session-event.ts';

type Fence = { sessionId: string; epoch: number };

/**
 * Holds what a session answered against what its model is known to answer, keeps what nothing was known of, and lets the
 * session serve or withholds it. Of two that learn at once the first to be written is what counts for both.
 */
export async function recordProof(
  ctx: ServiceContext,
  fence: Fence,
  answers: readonly ProofAnswer[],
): Promise<void> {
  const session = await ctx.db.session.findFirst({
    where: { id: fence.sessionId, epoch: fence.epoch, state: 'proving' },
    include: { ranks: { select: { machine: { select: { name: true } } }, orderBy: { rank: 'asc' } } },
  });
  // Told again after it was taken: nothing is learned from it, and nothing changes.
  if (!session) return;
  const { modelId, ranks, mlx } = session;
  const revision = answersKeyOf(session);
  const readKnown = (): Promise<(Known & { sessionId: string })[]> =>
    ctx.db.knownAnswer.findMany({
      where: { modelId, revision, promptId: { in: answers.map((it) => it.promptId) } },
    });
  const before = await readKnown();
  const now = ctx.now();
  const news = answers.filter(
    (it) => it.text !== null && !before.some((known) => known.promptId === it.promptId),
  );
  // Nothing is learned from a session that answers anything otherwise.
  const isTrusted = judgeAnswers(answers, before, now).verdict !== 'differs';
  if (isTrusted && news.length > 0)
    await ctx.db.knownAnswer.createMany({
      data: news.map(({ promptId, text, promptTokens }) => ({
        modelId,
        revision,
        promptId,
        text: text!,
        promptTokens: promptTokens ?? 0,
        learnedAt: now,
        sessionId: session.id,
        ranks: ranks.length,
        machineNames: ranks.map((it) => it.machine.name),
        mlx,
      })),
      skipDuplicates: true,
    });
  const known = news.length > 0 && isTrusted ? await readKnown() : before;
  const others = known.filter(
    (it) => it.sessionId !== session.id || !news.some((own) => own.promptId === it.promptId),
  );
  const proof = judgeAnswers(answers, others, now);
  await takeProof(ctx, fence, proof);
}

const takeProof = (ctx: ServiceContext, fence: Fence, proof: SessionProof) =>
  applySessionEvent(
    ctx,
    fence,
    { type: 'proved', isWithheld: proof.verdict === 'differs' },
    { session: { proof: proof as unknown as Prisma.InputJsonValue } },
  );
