import { authorize, type ServiceContext, withTransaction } from '../../context.ts';
import { emitAudit } from '../audit/index.ts';
import { forgetAnswers, stopGeneration } from '../generations/index.ts';
import { lockOwn } from './internal.ts';

/** Opens a comparison to the lab, which may then rate it, or closes it again. */
export async function shareComparison(
  ctx: ServiceContext,
  input: { id: string; shared: boolean },
): Promise<void> {
  authorize(ctx, 'chat:write');
  await withTransaction(ctx, async (tx) => {
    const { id, shared, owner } = await lockOwn(ctx, tx, input.id);
    if (shared === input.shared) return;
    await tx.comparison.update({ where: { id }, data: { shared: input.shared } });
    await emitAudit(ctx, tx, {
      action: input.shared ? 'comparison.share' : 'comparison.unshare',
      objectType: 'comparison',
      objectId: id,
      // Not its title: that is the question's words.
      objectName: `a comparison of ${owner.name}`,
      before: { shared },
      after: { shared: input.shared },
    });
  });
}

/** Deletes question, ratings and the answers' texts; what they used stays in the lab's reports. */
export async function deleteComparison(ctx: ServiceContext, input: { id: string }): Promise<void> {
  authorize(ctx, 'chat:write');
  await stopComparison(ctx, input);
  await withTransaction(ctx, async (tx) => {
    const { id, owner, answers } = await lockOwn(ctx, tx, input.id);
    await tx.comparison.delete({ where: { id } });
    await forgetAnswers(
      tx,
      answers.map((it) => it.generationId),
    );
    await emitAudit(ctx, tx, {
      action: 'comparison.delete',
      objectType: 'comparison',
      objectId: id,
      objectName: `a comparison of ${owner.name}`,
    });
  });
}

/** Stops what of it is still being answered; what is written stays. */
export async function stopComparison(ctx: ServiceContext, input: { id: string }): Promise<void> {
  authorize(ctx, 'chat:stop');
  const { answers } = await lockOwn(ctx, ctx.db, input.id);
  for (const { generationId } of answers) await stopGeneration(ctx, { generationId });
}
