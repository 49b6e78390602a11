import type * as z from 'zod';
import type { agentEvents } from '@/shared/protocol/agent.ts';
import { inBackground, type ServiceContext, withTransaction } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { dispatchQueued } from './dispatch.ts';
import { announceEnd } from './finish-generation.ts';

type End = z.output<(typeof agentEvents)['generation:end']['payload']>;

/**
 * The agent's word that an answer is over, with exact counts. Refused while steps are still missing, so the agent
 * sends those first. An answer that the portal had to call interrupted gets its exact counts too, and keeps its
 * state.
 */
export async function endGeneration(ctx: ServiceContext, machineId: string, end: End): Promise<void> {
  await withTransaction(ctx, async (tx, afterCommit) => {
    const [row] = await tx.$queryRaw<
      { state: string; lastSeq: number; completionTokens: number; endMessage: string | null }[]
    >`
      SELECT g.state::text, g."lastSeq", g."completionTokens", s."endMessage" FROM "Generation" g
      JOIN "Session" s ON s.id = g."sessionId" AND s.epoch = ${end.epoch}
      JOIN "SessionRank" r ON r."sessionId" = s.id AND r.rank = 0 AND r."machineId" = ${machineId}
      WHERE g.id = ${end.generationId} AND g."sessionId" = ${end.sessionId}
      FOR NO KEY UPDATE OF g`;
    if (!row) throw new ServiceError('CONFLICT', 'That answer is not this rank’s, or its session is over.');
    const isOpen = row.state === 'queued' || row.state === 'running';
    if (!isOpen && row.state !== 'interrupted') return;
    if (row.lastSeq < end.lastSeq) {
      throw new ServiceError(
        'PRECONDITION_FAILED',
        `Steps ${row.lastSeq + 1} to ${end.lastSeq} are missing.`,
      );
    }
    // Why the session ended says more than that its rank did.
    const why = end.state === 'interrupted' ? (row.endMessage ?? end.message) : end.message;
    await tx.generation.update({
      where: { id: end.generationId },
      data: {
        ...(isOpen && { state: end.state, errorMessage: why, endedAt: end.at }),
        // An agent that was restarted no longer knows the prompt's length: unknown, not zero.
        promptTokens: end.usage.promptTokens || null,
        cachedTokens: end.usage.cachedTokens,
        completionTokens: Math.max(row.completionTokens, end.usage.completionTokens),
        timeToFirstTokenMs: end.usage.timeToFirstTokenMs,
        decodeMs: end.usage.decodeMs,
      },
    });
    afterCommit(() => {
      inBackground(ctx, 'an answer’s end could not be told', announceEnd(ctx, end.generationId));
      inBackground(ctx, 'waiting questions could not be sent', dispatchQueued(ctx, end.sessionId));
    });
  });
}
