import type { PricedSpan } from '@/shared/domain/tariffs.ts';
import { clip, localDays, overlapMs, type Span } from '@/shared/domain/usage.ts';
import type { Tariff } from '@/shared/schemas/report.ts';
import type { Transaction } from '../../db.ts';
import { type ServiceContext, withTransaction } from '../../context.ts';
import { askEnergyAgain } from '../generations/index.ts';
import { addEnergy, type Energy, joinWindows } from './energy-sum.ts';
import { judgeDue } from './judge-due.ts';
import type { MeterPart } from './read-energy.ts';
import { readSessionEnergy } from './read-session-energy.ts';
import { readSessionTokens } from './read-session-tokens.ts';
import { readPriceSlots } from './read-tariffs.ts';
import { readTimeZone } from './read-time-zone.ts';
import { nextTry, SPOOL_MS } from './readiness.ts';

/** What a meter had measured of a session by a moment within it. */
export type FrozenCut = { atMs: number; joules: number; coveredMs: number };

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
  const { meters, judged } = await judgeDue(ctx, due);
  const ready = judged.filter(({ verdict }) => verdict !== 'wait');
  const timeZone = await readTimeZone(ctx);
  const prices = await readPriceSlots(ctx, hullOf(due), timeZone);
  const plans = ready.map(({ it }) => planSession(it, prices, timeZone));
  const read = await readSessionEnergy(
    ctx,
    meters,
    plans.flatMap(({ spans }, index) => spans.map((span) => ({ ...ready[index]!.it, span }))),
  );
  for (const { it, verdict } of judged) {
    if (verdict !== 'wait') continue;
    const data = { dueAt: nextTry(now, it.tries), tries: { increment: 1 } };
    await ctx.db.sessionEnergy.update({ where: { sessionId: it.sessionId }, data });
  }
  let first = 0;
  for (const [index, { it, verdict }] of ready.entries()) {
    const { spans, tariffVersion } = plans[index]!;
    const meterRows = joinSpans(spans, read.slice(first, (first += spans.length)));
    await freeze(ctx, it, { meterRows, tariffVersion, hasGivenUp: verdict === 'gave_up' });
  }
}

type Price = PricedSpan<Tariff>;
type Plan = { spans: Span[]; tariffVersion: number };

/** A session is read in the pieces that a report prices and puts on days: it need not be read again for either. */
function planSession({ createdAt, endedAt }: Due, prices: readonly Price[], timeZone: string): Plan {
  const whole = { from: createdAt, to: endedAt };
  const own = prices.filter((price) => overlapMs(price, whole) > 0);
  const spans = localDays(whole, timeZone).flatMap((day) => own.flatMap((price) => clip(day, price) ?? []));
  return { spans: spans.length > 0 ? spans : [whole], tariffVersion: own.at(-1)?.tariff.version ?? 0 };
}

const hullOf = (due: readonly Due[]): Span => ({
  from: new Date(Math.min(...due.map(({ createdAt }) => createdAt.getTime()))),
  to: new Date(Math.max(...due.map(({ endedAt }) => endedAt.getTime()))),
});

type MeterRow = MeterPart & { cuts: FrozenCut[] };

/** Each meter over all spans, and what it had at the end of each but the last. */
function joinSpans(spans: readonly Span[], parts: readonly (readonly MeterPart[])[]): MeterRow[] {
  return (parts[0] ?? []).map(({ machineId }, meter) => {
    const own = parts.flatMap((it) => it[meter] ?? []);
    const cuts = spans.slice(0, -1).map(({ to }, index): FrozenCut => {
      const { joules, coveredMs } = joinWindows(own.slice(0, index + 1));
      return { atMs: to.getTime(), joules: joules ?? 0, coveredMs };
    });
    return { machineId, ...joinWindows(own), cuts };
  });
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

type Worked = { meterRows: readonly MeterRow[]; tariffVersion: number; hasGivenUp: boolean };

async function freeze(ctx: ServiceContext, session: Due, worked: Worked): Promise<void> {
  const { sessionId, createdAt, endedAt, machineIds } = session;
  const now = ctx.now();
  const energy = addEnergy(worked.meterRows);
  const { people: _people, ...tokens } = await readSessionTokens(ctx, sessionId);
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
        basis: basisOf(energy, worked.hasGivenUp),
        tariffVersion: worked.tariffVersion,
      },
    });
    await tx.sessionMachineEnergy.deleteMany({ where: { sessionId } });
    await tx.sessionMachineEnergy.createMany({
      data: worked.meterRows.map(({ machineId, joules: energyJoules, coveredMs, windowMs, cuts }) => ({
        sessionId,
        machineId,
        energyJoules,
        coveredMs,
        windowMs,
        cuts,
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
