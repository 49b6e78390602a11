import { asSystem, inBackground, type ServiceContext } from '../../context.ts';
import { hotClient, type Statement } from '../../db.ts';
import { isServiceError } from '../../errors.ts';
import { STOP_TIMEOUT_MS } from './deadlines.ts';
import { dispatchWaiting } from './dispatch.ts';
import { announceEnd, FRAME_COLUMNS, type FrameRow } from './finish-generation.ts';

/**
 * Stops an answer and keeps the part written, for callers that have asked for the right. The wish is written first:
 * from then on a waiting question can't be sent any more, and one that left is stopped at its agent, which is told
 * again until the end arrives or the wish has waited too long. Stopping twice, or an ended answer, is not an error.
 */
export async function stopGeneration(ctx: ServiceContext, input: { generationId: string }): Promise<void> {
  const now = ctx.now();
  const [row] = await hotClient(ctx.db).query<Wished>(WISH, [
    input.generationId,
    now.toISOString(),
    new Date(now.getTime() + STOP_TIMEOUT_MS).toISOString(),
  ]);
  if (!row) return;
  if (row.state === 'stopped') {
    announceEnd(ctx, row);
    const others = dispatchWaiting(asSystem(ctx, 'answers'), row.sessionId);
    return inBackground(ctx, 'waiting questions could not be sent', others);
  }
  const { id: generationId, machineId, ...fence } = row;
  inBackground(ctx, 'a stop could not be told', sendStop(ctx, machineId, { ...fence, generationId }));
}

/** Tells the agent. One that is away hears it after its hello; one that refuses has nothing to stop. */
export async function sendStop(ctx: ServiceContext, machineId: string, fence: Fence): Promise<void> {
  const { sessionId, epoch, generationId } = fence;
  try {
    await ctx.agents.send(machineId, 'generation:stop', { sessionId, epoch, generationId });
  } catch (error) {
    if (!isServiceError(error)) throw error;
    ctx.logger.info({ machineId, generationId, err: error }, 'a stop did not reach its agent');
  }
}

type Fence = { sessionId: string; epoch: number; generationId: string };
type Wished = FrameRow & { epoch: number; machineId: string };

/**
 * A waiting question is over at once. The row's lock orders this against the dispatch: whoever comes second sees what
 * the first has written.
 */
const WISH: Statement = {
  name: 'generations.wish-stop',
  text: `
    UPDATE "Generation" g SET "stopRequestedAt" = coalesce(g."stopRequestedAt", $2::timestamptz),
      state = CASE g.state WHEN 'queued' THEN 'stopped' ELSE g.state END,
      "endedAt" = CASE g.state WHEN 'queued' THEN $2::timestamptz END,
      text = CASE g.state WHEN 'queued' THEN '' END, reasoning = CASE g.state WHEN 'queued' THEN '' END,
      prompt = CASE g.state WHEN 'queued' THEN NULL ELSE g.prompt END,
      "deadlineAt" = CASE WHEN g.state = 'queued' THEN NULL
        WHEN g."stopRequestedAt" IS NULL THEN $3::timestamptz ELSE g."deadlineAt" END
    FROM "SessionRank" r
    WHERE g.id = $1 AND g.state IN ('queued', 'dispatched', 'running')
      AND r."sessionId" = g."sessionId" AND r.rank = 0
    RETURNING ${FRAME_COLUMNS}, g.epoch, r."machineId"`,
};
