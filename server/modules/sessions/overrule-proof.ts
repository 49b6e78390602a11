import { answersKeyOf } from '@/shared/domain/canary.ts';
import type { Prisma } from '@/prisma/generated/client.ts';
import type { Session } from '@/shared/schemas/session.ts';
import { SessionProof } from '@/shared/schemas/session-start.ts';
import { authorize, type ServiceContext, withTransaction } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { emitAudit } from '../audit/index.ts';
import { applySessionEvent } from './apply-session-event.ts';
import { sessionInclude, type SessionRow, toSession } from './internal.ts';

/** Lets a session serve that answers otherwise than is known of its model: knowingly, and it says so from then on. */
export async function serveAnyway(ctx: ServiceContext, { id }: { id: string }): Promise<Session> {
  authorize(ctx, 'session:overrule');
  const row = await readWithheld(ctx, id);
  const { data: proof } = SessionProof.safeParse(row.proof);
  const served = proof && { ...proof, servedBy: { name: ctx.actor.name, at: ctx.now() } };
  const now = await applySessionEvent(
    ctx,
    { sessionId: id, epoch: row.epoch },
    { type: 'overruled', how: 'serve' },
    {
      ...(served && { session: { proof: served as unknown as Prisma.InputJsonValue } }),
      onMove: (tx, from, to) =>
        emitAudit(ctx, tx, {
          action: 'session.serve-anyway',
          objectType: 'session',
          objectId: id,
          objectName: to.modelTitle,
          before: { state: from.state },
          after: { state: to.state },
        }),
    },
  );
  return toSession(ctx, now ?? row);
}

/** Forgets what is known of the model and its files; the session is asked again, and what it says is known from then on. */
export async function forgetAnswers(ctx: ServiceContext, { id }: { id: string }): Promise<Session> {
  authorize(ctx, 'session:overrule');
  const row = await readWithheld(ctx, id);
  const { modelId } = row;
  const revision = answersKeyOf(row);
  await withTransaction(ctx, async (tx) => {
    const known = await tx.knownAnswer.findMany({ where: { modelId, revision } });
    await tx.knownAnswer.deleteMany({ where: { modelId, revision } });
    await emitAudit(ctx, tx, {
      action: 'session.forget-answers',
      objectType: 'session',
      objectId: id,
      objectName: row.modelTitle,
      before: { answers: known.map((it) => it.promptId) },
      after: { answers: [] },
    });
  });
  const now = await applySessionEvent(
    ctx,
    { sessionId: id, epoch: row.epoch },
    { type: 'overruled', how: 'prove_again' },
  );
  return toSession(ctx, now ?? row);
}

async function readWithheld(ctx: ServiceContext, id: string): Promise<SessionRow> {
  const row = await ctx.db.session.findUnique({ where: { id }, include: sessionInclude });
  if (!row) throw new ServiceError('NOT_FOUND', 'There is no such session.');
  if (row.state !== 'withheld')
    throw new ServiceError('PRECONDITION_FAILED', 'This session is not held back for its answers now.');
  return row;
}
