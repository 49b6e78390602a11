import type { Judgement } from '@/shared/domain/judgement.ts';
import { asSystem, type ServiceContext } from '../../context.ts';
import { DISPATCH_TIMEOUT_MS, STOP_TIMEOUT_MS } from './deadlines.ts';
import { dispatchWaiting } from './dispatch.ts';
import { finishGeneration } from './finish-generation.ts';
import { FENCE, fenceOf } from './internal.ts';
import { sendStop } from './stop-generation.ts';

const seconds = (ms: number): string => `${ms / 1000} s`;
const NOT_TAKEN = `The machine did not take the question within ${seconds(DISPATCH_TIMEOUT_MS)}. Ask again; if that happens again, end the session and start another.`;
const NOT_STOPPED = `The machine did not confirm the stop within ${seconds(STOP_TIMEOUT_MS)}. The part written is kept; if the session answers nothing more, end it and start another.`;

/**
 * Judges by the clock: a question nobody took and a stop nobody confirmed. Each is interrupted with the part written,
 * and its slot is free. Its agent is told to stop, in case it has the question after all.
 */
export async function timeOutGenerations(ctx: ServiceContext, { mayJudge }: Judgement): Promise<void> {
  if (!mayJudge) return;
  const late = await ctx.db.generation.findMany({
    where: { state: { in: ['dispatched', 'running'] }, deadlineAt: { lte: ctx.now() } },
    select: { ...FENCE, stopRequestedAt: true },
  });
  for (const it of late) {
    const message = it.stopRequestedAt === null ? NOT_TAKEN : NOT_STOPPED;
    await finishGeneration(asSystem(ctx, 'answers'), it.id, { state: 'interrupted', message });
    await sendStop(ctx, ...fenceOf(it));
    await dispatchWaiting(ctx, it.sessionId);
  }
}
