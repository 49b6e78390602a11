import type { ServiceContext } from '../../context.ts';
import { setAnswerEnergy } from '../generations/index.ts';
import { generationEnergy } from '../reports/index.ts';

/** Samples come each second; after this the counters around an answer's end are stored. */
const COUNTERS_IN_MS = 3000;
/** Counters that are not there by then are not coming. */
const PATIENCE_MS = 30_000;
const AGAIN_MS = 1000;

/** Gives ended answers their energy. */
export async function addAnswerEnergy(ctx: ServiceContext): Promise<void> {
  const now = ctx.now().getTime();
  const ended = await ctx.db.generation.findMany({
    where: { energyDueAt: { lte: new Date(now - COUNTERS_IN_MS) } },
    select: { id: true, sessionId: true, startedAt: true, endedAt: true },
    orderBy: { energyDueAt: 'asc' },
    take: 100,
  });
  for (const { id: generationId, sessionId, startedAt, endedAt } of ended) {
    const joules =
      startedAt && endedAt ? await generationEnergy(ctx, { sessionId, from: startedAt, to: endedAt }) : null;
    const settled = joules !== null || !endedAt || now - endedAt.getTime() > PATIENCE_MS;
    const againAt = new Date(now - COUNTERS_IN_MS + AGAIN_MS);
    await setAnswerEnergy(ctx, { generationId, joules, settled, againAt });
  }
}
