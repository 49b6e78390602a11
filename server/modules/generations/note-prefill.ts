import type * as z from 'zod';
import type { agentEvents } from '@/shared/protocol/agent.ts';
import type { ServiceContext } from '../../context.ts';
import { hotClient, type Statement } from '../../db.ts';

type Prefill = z.output<(typeof agentEvents)['generation:prefill']['payload']>;

/** Tells viewers how far a question has been read, if it is this machine's to read; nothing is stored. */
export async function notePrefill(ctx: ServiceContext, machineId: string, input: Prefill): Promise<void> {
  const { generationId, sessionId, epoch, done, total } = input;
  const [row] = await hotClient(ctx.db).query(OWNS, [generationId, sessionId, epoch, machineId]);
  if (!row) return;
  const prefill = { done: Math.min(done, total), total };
  ctx.bus.emit('generation.progress', { generationId, prefill, timeToFirstTokenMs: null });
}

const OWNS: Statement = {
  name: 'generations.owns-prefill',
  text: `
    SELECT g.id FROM "Generation" g
    JOIN "Session" s ON s.id = g."sessionId" AND s.epoch = $3::int
    JOIN "SessionRank" r ON r."sessionId" = s.id AND r.rank = 0 AND r."machineId" = $4
    WHERE g.id = $1 AND g."sessionId" = $2 AND g.epoch = $3::int AND g.state IN ('dispatched', 'running') AND g."lastSeq" = 0`,
};
