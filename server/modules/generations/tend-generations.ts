import { OVER_STATES } from '@/shared/domain/session-states.ts';
import { asSystem, type ServiceContext } from '../../context.ts';
import { LAST_WORD_MS } from './deadlines.ts';
import { dispatchWaiting } from './dispatch.ts';
import { finishGeneration } from './finish-generation.ts';
import { FENCE, fenceOf, OPEN_STATES } from './internal.ts';
import { sendStop } from './stop-generation.ts';

/**
 * Judges nobody: what a session's end left open is interrupted with the part written, stops are told again until the
 * end arrives, and questions that wait are sent where there is room.
 */
export async function tendGenerations(ctx: ServiceContext): Promise<void> {
  await interruptOrphans(ctx);
  const stopping = await ctx.db.generation.findMany({
    where: { state: { in: ['dispatched', 'running'] }, stopRequestedAt: { not: null } },
    select: FENCE,
  });
  await Promise.all(stopping.map((it) => sendStop(ctx, ...fenceOf(it))));
  const waiting = await ctx.db.generation.findMany({
    where: { state: 'queued', session: { state: 'ready' } },
    distinct: ['sessionId'],
    select: { sessionId: true },
  });
  for (const { sessionId } of waiting) await dispatchWaiting(ctx, sessionId);
}

async function interruptOrphans(ctx: ServiceContext): Promise<void> {
  const orphans = await ctx.db.generation.findMany({
    where: {
      state: { in: [...OPEN_STATES] },
      session: {
        state: { in: [...OVER_STATES, 'warm'] },
        endedAt: { lte: new Date(ctx.now().getTime() - LAST_WORD_MS) },
      },
    },
    select: { id: true, session: { select: { endMessage: true } } },
  });
  for (const { id, session } of orphans) {
    const message = session.endMessage ?? 'The session ended before the answer was complete.';
    await finishGeneration(asSystem(ctx, 'answers'), id, { state: 'interrupted', message });
  }
}
