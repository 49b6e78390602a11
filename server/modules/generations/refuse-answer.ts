import { asSystem, type ServiceContext } from '../../context.ts';
import { hotClient, type Statement } from '../../db.ts';
import { dispatchWaiting } from './dispatch.ts';
import { finishGeneration } from './finish-generation.ts';
import { sendStop } from './stop-generation.ts';

type Fence = { sessionId: string; epoch: number; generationId: string };

const MESSAGE =
  'The machine sent something that cannot be part of an answer, so it was ended with the part written. Ask again; if that happens again, update the agent of the machine.';

/**
 * Ends an answer of which rank 0's agent has sent what can't be taken: its agent may not send the rest any more, and
 * nobody should wait for that. Another machine's answer is left as it is.
 */
export async function refuseAnswer(ctx: ServiceContext, machineId: string, fence: Fence): Promise<void> {
  const { sessionId, epoch, generationId } = fence;
  const [own] = await hotClient(ctx.db).query(FIND_OWN, [generationId, sessionId, epoch, machineId]);
  if (!own) return;
  const system = asSystem(ctx, 'answers');
  if (!(await finishGeneration(system, generationId, { state: 'error', message: MESSAGE }))) return;
  await sendStop(system, machineId, fence);
  await dispatchWaiting(system, sessionId);
}

const FIND_OWN: Statement = {
  name: 'generations.find-own',
  text: `
    SELECT g.id FROM "Generation" g
    JOIN "Session" s ON s.id = g."sessionId" AND s.epoch = $3::int
    JOIN "SessionRank" r ON r."sessionId" = s.id AND r.rank = 0 AND r."machineId" = $4
    WHERE g.id = $1 AND g."sessionId" = $2 AND g.epoch = $3::int AND g.state IN ('dispatched', 'running')`,
};
