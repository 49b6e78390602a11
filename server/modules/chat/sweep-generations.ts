import { OVER_STATES } from '@/shared/domain/session-states.ts';
import { asSystem, type ServiceContext } from '../../context.ts';
import { generationEnergy } from '../reports/index.ts';
import { dispatchQueued, resendQuestion } from './dispatch.ts';
import { announceEnd, finishGeneration } from './finish-generation.ts';

/** How long rank 0's agent may still deliver what it had read after its session was over. */
const LAST_WORD_MS = 3000;
/** Samples come each second; after this the counters around an answer's end are stored. */
const COUNTERS_IN_MS = 3000;

/**
 * Answers whose session is over become interrupted with the part written, waiting ones start where there is
 * room, and ended ones get their energy.
 */
export async function sweepGenerations(ctx: ServiceContext): Promise<void> {
  const orphans = await ctx.db.generation.findMany({
    where: {
      state: { in: ['queued', 'running'] },
      session: {
        state: { in: [...OVER_STATES] },
        endedAt: { lte: new Date(ctx.now().getTime() - LAST_WORD_MS) },
      },
    },
    include: { session: { select: { endMessage: true } } },
  });
  for (const it of orphans) {
    const message = it.session.endMessage ?? 'The session ended before the answer was complete.';
    await finishGeneration(asSystem(ctx, 'chat'), it.id, { state: 'interrupted', message });
  }
  const waiting = await ctx.db.generation.findMany({
    where: { state: 'queued', session: { state: 'ready' } },
    distinct: ['sessionId'],
    select: { sessionId: true },
  });
  for (const { sessionId } of waiting) await dispatchQueued(ctx, sessionId);
  await addEnergy(ctx);
}

async function addEnergy(ctx: ServiceContext): Promise<void> {
  const now = ctx.now().getTime();
  const ended = await ctx.db.generation.findMany({
    where: {
      energyJoules: null,
      startedAt: { not: null },
      endedAt: { gte: new Date(now - 30_000), lte: new Date(now - COUNTERS_IN_MS) },
    },
    select: { id: true, sessionId: true, startedAt: true, endedAt: true },
  });
  for (const it of ended) {
    const joules = await generationEnergy(ctx, {
      sessionId: it.sessionId,
      from: it.startedAt!,
      to: it.endedAt!,
    });
    if (joules === null) continue;
    await ctx.db.generation.update({ where: { id: it.id }, data: { energyJoules: joules } });
    await announceEnd(ctx, it.id);
  }
}

/** After an agent's hello: questions it may never have got are sent again, stops too. Both are no-ops twice. */
export async function resendToAgent(ctx: ServiceContext, machineId: string): Promise<void> {
  const running = await ctx.db.generation.findMany({
    where: { state: 'running', session: { state: 'ready', ranks: { some: { machineId, rank: 0 } } } },
    select: { id: true, sessionId: true, epoch: true, stopRequestedAt: true },
  });
  for (const it of running) {
    if (it.stopRequestedAt === null) await resendQuestion(ctx, it.id);
    else {
      await ctx.agents.send(machineId, 'generation:stop', {
        sessionId: it.sessionId,
        epoch: it.epoch,
        generationId: it.id,
      });
    }
  }
}
