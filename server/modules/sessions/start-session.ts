import { orderAlongCables } from '@/shared/domain/rank-network.ts';
import { deadlineFor } from '@/shared/domain/session-machine.ts';
import { isOver, LIVE_STATES } from '@/shared/domain/session-states.ts';
import type { Session, StartSessionInput } from '@/shared/schemas/session.ts';
import { authorize, requireUser, type ServiceContext, withTransaction } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { emitAudit } from '../audit/index.ts';
import { getBooking, requireRunningBooking } from '../bookings/index.ts';
import { readLinks } from '../inventory/index.ts';
import { applySessionEvent } from './apply-session-event.ts';
import { sessionInclude, toSession } from './internal.ts';
import { loadMachinesForStart } from './load-machines.ts';
import { planRanks } from './plan-ranks.ts';
import { sendPrepare } from './run-effects.ts';
import { judgeModels } from './startable-models.ts';

/**
 * Starts a model on the machines of a running booking: one rank a machine, in the booking's order. Refused with
 * a reason when the booking isn't running, the model can't start there, or a session already holds a machine.
 */
export async function startSession(ctx: ServiceContext, input: StartSessionInput): Promise<Session> {
  authorize(ctx, 'session:start');
  const user = requireUser(ctx);
  const earlier = await ctx.db.session.findUnique({ where: { id: input.id }, include: sessionInclude });
  if (earlier) return toSession(ctx, earlier);

  const booking = await getBooking(ctx, { id: input.bookingId });
  const bookedIds = booking.machines.map((it) => it.id);
  // A ring of RDMA follows rank order, so neighbours in the cables get neighbouring ranks.
  const machineIds = orderAlongCables(bookedIds, await readLinks(ctx, bookedIds));
  const chosen = judgeModels(await loadMachinesForStart(ctx, machineIds)).find(
    (it) => it.id === input.modelId,
  );
  if (!chosen)
    throw new ServiceError('NOT_FOUND', `No machine of this booking holds a model ${input.modelId}.`);
  if (chosen.refusal)
    throw new ServiceError('PRECONDITION_FAILED', `${chosen.title} can't start. ${chosen.refusal}`);
  const parallelism = input.parallelism ?? chosen.parallelisms[0]!;
  if (!chosen.parallelisms.includes(parallelism)) {
    throw new ServiceError(
      'VALIDATION',
      `${chosen.title} can't be split by ${parallelism} over ${machineIds.length} machines.`,
    );
  }
  const plan = await planRanks(
    ctx,
    machineIds.map((machineId, rank) => ({ machineId, rank, listen: null })),
  );
  const now = ctx.now();

  const row = await withTransaction(ctx, async (tx, afterCommit) => {
    await requireRunningBooking(ctx, tx, input.bookingId);
    await tx.$queryRaw`SELECT id FROM "Machine" WHERE id = ANY(${machineIds}) ORDER BY id FOR NO KEY UPDATE`;
    const inUse = await tx.sessionRank.findFirst({
      where: {
        machineId: { in: machineIds },
        OR: [
          { session: { state: { in: [...LIVE_STATES] } } },
          // A failed session's ranks hold their machine until the agent says they are gone.
          { state: { notIn: ['exited', 'waiting'] }, session: { state: 'failed' } },
        ],
      },
      include: { machine: true, session: true },
    });
    if (inUse) {
      throw new ServiceError(
        'CONFLICT',
        isOver(inUse.session.state)
          ? `${inUse.machine.name} is still ending the rank of an earlier session. Try again in a few seconds.`
          : `${inUse.machine.name} already runs ${inUse.session.modelTitle}. End that session first.`,
        { details: { sessionId: inUse.sessionId } },
      );
    }
    const created = await tx.session.create({
      data: {
        id: input.id,
        bookingId: input.bookingId,
        startedById: user.id,
        modelId: chosen.id,
        modelTitle: chosen.title,
        modelFingerprint: chosen.model.fingerprint,
        suggestedQuestions: chosen.model.suggestedQuestions,
        backend: plan.backend,
        backendReason: plan.reason,
        parallelism,
        simulated: booking.simulated,
        createdAt: now,
        stateSince: now,
        deadlineAt: deadlineFor('preparing', now),
        mlx: plan.mlx,
        mlxLm: plan.mlxLm,
        ranks: { create: machineIds.map((machineId, rank) => ({ machineId, rank, changedAt: now })) },
        changes: { create: { state: 'preparing', at: now } },
      },
      include: sessionInclude,
    });
    await emitAudit(ctx, tx, {
      action: 'session.start',
      objectType: 'session',
      objectId: created.id,
      objectName: created.modelTitle,
      after: {
        machines: created.ranks.map((it) => it.machine.name),
        backend: plan.backend,
        parallelism,
        simulated: created.simulated,
      },
    });
    afterCommit(() => {
      ctx.bus.emit('session.changed', { sessionId: created.id, revision: created.revision });
      sendPrepare(ctx, created, applySessionEvent);
    });
    return created;
  });
  return toSession(ctx, row);
}
