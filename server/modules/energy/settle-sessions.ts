import type { Transaction } from '../../db.ts';
import { type ServiceContext, withTransaction } from '../../context.ts';
import { askEnergyAgain } from '../generations/index.ts';
import { readReach } from '../metrics/index.ts';
import { addEnergy, type Energy } from './energy-sum.ts';
import type { MeterPart } from './read-energy.ts';
import { readMeters } from './read-meters.ts';
import { readSessionEnergy } from './read-session-energy.ts';
import { readSessionTokens } from './read-session-tokens.ts';
import { readTariffs } from './read-tariffs.ts';
import { judgeReach, nextTry, readersAt, SPOOL_MS } from './readiness.ts';

const BATCH = 50;
/** A settled session with a gap is looked at again this often, while a late reading may still fill it. */
const MEND_EVERY_MS = 10 * 60_000;

/** The row that a session leaves: made when it ends, in the same transaction, and settled soon after. */
export async function leaveSessionEnergy(tx: Transaction, sessionId: string, endedAt: Date): Promise<void> {
  await tx.sessionEnergy.createMany({ data: { sessionId, dueAt: endedAt }, skipDuplicates: true });
}

/**
 * Freezes what ended sessions used, once the readings of all their machines reach past their end, or no more will
 * come. A late reading inside one mends its row, and its answers with it.
 */
export async function settleSessions(ctx: ServiceContext): Promise<void> {
  const now = ctx.now();
  const due = await readDue(ctx, now);
  if (due.length === 0) return;
  const meters = await readMeters(ctx);
  const readersOf = (it: Due): string[] => readersAt(meters, it.machineIds, it.endedAt);
  const reach = await readReach(ctx, due.flatMap(readersOf));
  const judged = due.map((it) => ({
    it,
    verdict: judgeReach(reach, readersOf(it), { endedAt: it.endedAt, now }),
  }));
  const ready = judged.filter(({ verdict }) => verdict !== 'wait');
  const parts = await readSessionEnergy(
    ctx,
    meters,
    ready.map(({ it }) => ({ ...it, span: { from: it.createdAt, to: it.endedAt } })),
  );
  for (const { it, verdict } of judged) {
    if (verdict !== 'wait') continue;
    const data = { dueAt: nextTry(now, it.tries), tries: { increment: 1 } };
    await ctx.db.sessionEnergy.update({ where: { sessionId: it.sessionId }, data });
  }
  for (const [index, { it, verdict }] of ready.entries()) {
    await freeze(ctx, it, parts[index] ?? [], verdict === 'gave_up');
  }
}

type Due = {
  sessionId: string;
  createdAt: Date;
  endedAt: Date;
  settledAt: Date | null;
  joules: number | null;
  tries: number;
  machineIds: string[];
};

const readDue = (ctx: ServiceContext, now: Date): Promise<Due[]> =>
  ctx.db.$queryRaw<Due[]>`
    SELECT s.id AS "sessionId", s."createdAt", s."endedAt", e."settledAt", e."energyJoules" AS joules, e.tries,
      ARRAY(SELECT "machineId" FROM "SessionRank" r WHERE r."sessionId" = s.id ORDER BY rank) AS "machineIds"
    FROM "SessionEnergy" e JOIN "Session" s ON s.id = e."sessionId"
    WHERE e."dueAt" <= ${now} AND s."endedAt" IS NOT NULL ORDER BY e."dueAt" LIMIT ${BATCH}`;

async function freeze(
  ctx: ServiceContext,
  session: Due,
  parts: readonly MeterPart[],
  hasGivenUp: boolean,
): Promise<void> {
  const { sessionId, createdAt, endedAt, machineIds } = session;
  const now = ctx.now();
  const energy = addEnergy(parts);
  const [{ people: _people, ...tokens }, prices] = await Promise.all([
    readSessionTokens(ctx, sessionId),
    readTariffs(ctx, { from: createdAt, to: endedAt }),
  ]);
  const hasGap = energy.coveredMs < energy.windowMs - 1;
  const mayMend = energy.joules !== null && hasGap && now.getTime() - endedAt.getTime() < SPOOL_MS;
  await withTransaction(ctx, async (tx) => {
    await tx.sessionEnergy.update({
      where: { sessionId },
      data: {
        ...tokens,
        settledAt: now,
        dueAt: mayMend ? new Date(now.getTime() + MEND_EVERY_MS) : null,
        tries: { increment: 1 },
        machineMs: (endedAt.getTime() - createdAt.getTime()) * machineIds.length,
        energyJoules: energy.joules,
        coveredMs: energy.coveredMs,
        windowMs: energy.windowMs,
        isComplete: energy.isComplete,
        powerSources: energy.sources,
        basis: basisOf(energy, hasGivenUp),
        tariffVersion: prices.at(-1)?.tariff.version ?? 0,
      },
    });
    await tx.sessionMachineEnergy.deleteMany({ where: { sessionId } });
    await tx.sessionMachineEnergy.createMany({
      data: parts.map(({ machineId, joules: energyJoules, coveredMs, windowMs }) => ({
        sessionId,
        machineId,
        energyJoules,
        coveredMs,
        windowMs,
      })),
    });
    await askAnswersAgain(tx, session, energy, now);
  });
}

const basisOf = ({ joules }: Energy, hasGivenUp: boolean): string => {
  if (hasGivenUp) return 'gave_up';
  return joules === null ? 'no_meter' : 'readings';
};

/** Answers that had no figure when they were settled may have one now; after a mend all of them are looked at. */
async function askAnswersAgain(tx: Transaction, session: Due, energy: Energy, now: Date): Promise<void> {
  const isMended = session.settledAt !== null && session.joules !== energy.joules;
  if (!energy.isComplete || (session.settledAt !== null && !isMended)) return;
  await askEnergyAgain(tx, { sessionId: session.sessionId, all: isMended, now });
}
