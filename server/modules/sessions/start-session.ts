import type { Prisma } from '@/prisma/generated/client.ts';
import { requireNotPaused } from '../notices/index.ts';
import { chooseSettings, NO_CHANGES, settingsText } from '@/shared/domain/engine-settings.ts';
import { whyNotStart } from '@/shared/domain/preflight-words.ts';
import { cordonOf, whyCordoned } from '@/shared/domain/cordon.ts';
import { deadlineFor } from '@/shared/domain/session-machine.ts';
import { isOver, PRESENT_STATES } from '@/shared/domain/session-states.ts';
import type { EngineSettings } from '@/shared/schemas/engine-settings.ts';
import type { Parallelism, Session, StartSessionInput } from '@/shared/schemas/session.ts';
import type { Preflight } from '@/shared/schemas/session-start.ts';
import { authorize, requireUser, type ServiceContext, withTransaction } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';
import { emitAudit } from '../audit/index.ts';
import { noteCheckIn, requireRunningBooking } from '../bookings/index.ts';
import { lockMachines } from '../inventory/index.ts';
import { toPlannable } from '../models/index.ts';
import { applySessionEvent } from './apply-session-event.ts';
import { readChecking } from './canary-rule.ts';
import { sessionInclude, type SessionRow, toSession } from './internal.ts';
import { lookBefore, lookedOf } from './look-before.ts';
import { offerFor } from './offer-settings.ts';
import { planStart, type StartPlan } from './plan-start.ts';
import { sendPrepare, sendTakeOver } from './run-effects.ts';
import type { JudgedModel } from './startable-models.ts';
import { findWarm, makeWay, releaseWarm } from './take-over.ts';

type Plan = StartPlan & {
  parallelism: Parallelism;
  preflight: Preflight;
  settings: EngineSettings;
  /** Every agent can try links and ask for known answers. */
  isChecked: boolean;
  provesAnswers: boolean;
};

/**
 * Starts a model on the machines of a running booking: one rank a machine, in the booking's order. Refused with
 * a reason when the booking isn't running, the model can't start there, a check fails, or a session holds a machine.
 */
export async function startSession(ctx: ServiceContext, input: StartSessionInput): Promise<Session> {
  authorize(ctx, 'session:start');
  const user = requireUser(ctx);
  const earlier = await ctx.db.session.findUnique({ where: { id: input.id }, include: sessionInclude });
  if (earlier) return toSession(ctx, earlier);
  await requireNotPaused(ctx);
  const plan = await planSession(ctx, input);
  const warm = await readyTheMachines(ctx, input, plan);
  const row = await withTransaction(ctx, async (tx, afterCommit) => {
    await requireRunningBooking(ctx, tx, input.bookingId);
    await holdMachines(tx, plan.machineIds, warm?.id);
    await noteCheckIn(ctx, tx, afterCommit, input.bookingId);
    if (warm) await releaseWarm(ctx, tx, afterCommit, warm);
    const created = await writeSession(ctx, tx, input, user.id, plan, warm);
    await emitAudit(ctx, tx, {
      action: 'session.start',
      objectType: 'session',
      objectId: created.id,
      objectName: created.modelTitle,
      after: {
        machines: created.ranks.map((it) => it.machine.name),
        backend: created.backend,
        parallelism: created.parallelism,
        ...(created.engineSettings !== NO_CHANGES && { engineSettings: created.engineSettings }),
        simulated: created.simulated,
        ...(warm && { tookOver: warm.id }),
      },
    });
    afterCommit(() => {
      ctx.bus.emit('session.changed', { sessionId: created.id, revision: created.revision });
      if (warm) sendTakeOver(ctx, created, applySessionEvent);
      else sendPrepare(ctx, created, applySessionEvent);
    });
    return created;
  });
  return toSession(ctx, row);
}

/** What is kept warm there and is what is asked for; all else that is kept warm there is gone after it. */
async function readyTheMachines(
  ctx: ServiceContext,
  { bookingId }: StartSessionInput,
  plan: Plan,
): Promise<SessionRow | null> {
  const warm = await findWarm(ctx, plan);
  if (warm) return warm;
  // Nobody's model is ended for a start that is refused.
  await withTransaction(ctx, (tx) => requireRunningBooking(ctx, tx, bookingId));
  await makeWay(ctx, plan.machineIds, `It was ended, for ${plan.chosen.title} was started.`);
  return null;
}

/** The plan of a model that can start, split as was asked. */
async function planSession(ctx: ServiceContext, input: StartSessionInput): Promise<Plan> {
  const plan = await planStart(ctx, input);
  const { chosen, machineIds } = plan;
  if (chosen.refusal)
    throw new ServiceError('PRECONDITION_FAILED', `${chosen.title} can't start. ${chosen.refusal}`);
  const parallelism = input.parallelism ?? chosen.parallelisms[0]!;
  if (!chosen.parallelisms.includes(parallelism)) {
    throw new ServiceError(
      'VALIDATION',
      `${chosen.title} can't be split by ${parallelism} over ${machineIds.length} machines.`,
    );
  }
  const { settings, why: whyNot } = chooseSettings(
    input.settings ?? {},
    await offerFor(ctx, plan, parallelism),
  );
  if (settings === null) throw new ServiceError('VALIDATION', `${chosen.title} can't start so. ${whyNot}`);
  const preflight = await lookBefore(ctx, { ...lookedOf(plan), settings });
  // Which session holds a machine is decided under its lock.
  const why = whyNotStart(preflight.checks, ['RESERVED']);
  if (why !== null) throw new ServiceError('PRECONDITION_FAILED', `${chosen.title} can't start. ${why}`);
  return { ...plan, parallelism, preflight, settings, ...(await readChecking(ctx, machineIds)) };
}

/**
 * Locks the machines' rows in id order, so that of two starts one waits; throws CONFLICT when a rank is on one, and
 * PRECONDITION_FAILED when one is cordoned.
 */
async function holdMachines(
  tx: Transaction,
  machineIds: string[],
  takenOverId: string | undefined,
): Promise<void> {
  const locked = await lockMachines(tx, machineIds);
  for (const it of locked) {
    const cordon = cordonOf(it);
    if (cordon) throw new ServiceError('PRECONDITION_FAILED', whyCordoned(it.name, cordon));
  }
  const inUse = await tx.sessionRank.findFirst({
    where: {
      machineId: { in: machineIds },
      ...(takenOverId !== undefined && { sessionId: { not: takenOverId } }),
      OR: [
        { session: { state: { in: [...PRESENT_STATES] } } },
        // A failed session's ranks hold their machine until the agent says they are gone.
        { state: { notIn: ['exited', 'waiting'] }, session: { state: 'failed' } },
      ],
    },
    include: { machine: true, session: true },
  });
  if (!inUse) return;
  throw new ServiceError(
    'CONFLICT',
    isOver(inUse.session.state)
      ? `${inUse.machine.name} is still ending the rank of an earlier session. Try again in a few seconds.`
      : `${inUse.machine.name} already runs ${inUse.session.modelTitle}. End that session first.`,
    { details: { sessionId: inUse.sessionId } },
  );
}

/** As its own files say it, else as what was published of it does. */
const contextOf = (model: JudgedModel['model']): number | null =>
  model.shape?.contextLength || toPlannable({ model })?.model.contextLength || null;

function writeSession(
  ctx: ServiceContext,
  tx: Transaction,
  { id, bookingId, openToAll = false }: StartSessionInput,
  startedById: string,
  { machineIds, chosen, parallelism, ranks, simulated, preflight, settings, isChecked, provesAnswers }: Plan,
  warm: SessionRow | null,
): Promise<SessionRow> {
  const now = ctx.now();
  const state = warm ? 'connecting' : isChecked ? 'checking' : 'preparing';
  // Its ranks stand on the machines they were started on, by the plan they were started by.
  const places = warm?.ranks.map((it) => it.machineId) ?? machineIds;
  return tx.session.create({
    data: {
      id,
      bookingId,
      startedById,
      modelId: chosen.id,
      modelTitle: chosen.title,
      modelFingerprint: chosen.model.fingerprint,
      contextTokens: contextOf(chosen.model),
      suggestedQuestions: chosen.model.suggestedQuestions,
      backend: ranks.backend,
      backendReason: ranks.reason,
      parallelism,
      simulated,
      openToAll,
      createdAt: now,
      stateSince: now,
      state,
      deadlineAt: deadlineFor(state, now),
      preflight: preflight as unknown as Prisma.InputJsonValue,
      // The same processes have answered as is known already.
      provesAnswers: provesAnswers && !warm,
      ...(warm && {
        takesOverId: warm.id,
        planText: warm.planText,
        planDigest: warm.planDigest,
        ...(warm.proof !== null && { proof: warm.proof }),
      }),
      mlx: ranks.mlx,
      mlxLm: ranks.mlxLm,
      engineSettings: settingsText(settings),
      ranks: { create: places.map((machineId, rank) => ({ machineId, rank, changedAt: now })) },
      changes: { create: { state, at: now } },
    },
    include: sessionInclude,
  });
}
