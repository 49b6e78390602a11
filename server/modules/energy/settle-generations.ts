import type { ServiceContext } from '../../context.ts';
import { setAnswerEnergy } from '../generations/index.ts';
import { judgeDue } from './judge-due.ts';
import { type AnswerAsk, readAnswerEnergy } from './read-answer-energy.ts';
import { nextTry } from './readiness.ts';

const BATCH = 100;

/**
 * Ended answers get their energy as soon as their machines' readings reach past their end: looked at again after a
 * growing delay until then. What can't be measured is settled too, without a figure, and not looked at again.
 */
export async function settleGenerations(ctx: ServiceContext): Promise<void> {
  const now = ctx.now();
  const due = await readDue(ctx, now);
  if (due.length === 0) return;
  const { meters, judged } = await judgeDue(ctx, due);
  for (const { it, verdict } of judged) {
    if (verdict !== 'wait') continue;
    const againAt = nextTry(now, it.tries);
    await setAnswerEnergy(ctx, { generationId: it.id, joules: it.joules, settled: false, againAt });
  }
  const ready = judged.filter(({ verdict }) => verdict !== 'wait').map(({ it }) => it);
  const joules = await readAnswerEnergy(ctx, meters, ready.map(toAsk));
  for (const [index, it] of ready.entries()) {
    await setAnswerEnergy(ctx, { generationId: it.id, joules: joules[index] ?? null, settled: true });
  }
}

type Due = {
  id: string;
  sessionId: string;
  startedAt: Date | null;
  endedAt: Date;
  joules: number | null;
  tries: number;
  machineIds: string[];
};

const readDue = (ctx: ServiceContext, now: Date): Promise<Due[]> =>
  ctx.db.$queryRaw<Due[]>`
    SELECT g.id, g."sessionId", g."startedAt", g."endedAt", g."energyJoules" AS joules, g."energyTries" AS tries,
      ARRAY(SELECT "machineId" FROM "SessionRank" r WHERE r."sessionId" = g."sessionId" ORDER BY rank) AS "machineIds"
    FROM "Generation" g WHERE g."energyDueAt" <= ${now} AND g."endedAt" IS NOT NULL
    ORDER BY g."energyDueAt" LIMIT ${BATCH}`;

const toAsk = ({ id, sessionId, machineIds, startedAt, endedAt }: Due): AnswerAsk => ({
  id,
  sessionId,
  machineIds,
  span: { from: startedAt ?? endedAt, to: endedAt },
});
