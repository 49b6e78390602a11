import { coverage } from '@/shared/domain/energy-figures.ts';
import { dayKey } from '@/shared/domain/format.ts';
import { startOfDay } from '@/shared/domain/zoned-time.ts';
import { LIVE_STATES } from '@/shared/domain/session-states.ts';
import type { LabNow } from '@/shared/schemas/machine.ts';
import { briefly } from '../../briefly.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { readEnergy, readTimeZone } from '../energy/index.ts';
import { listMeters } from './list-meters.ts';
import { readGlance } from './read-glance.ts';

/** The lab at this moment. Simulated machines are counted apart; two agents on one host count its energy once. */
export async function readLabNow(ctx: ServiceContext): Promise<LabNow> {
  authorize(ctx, 'lab:read');
  const [glance, today, simulated, runningSessions] = await Promise.all([
    readGlance(ctx),
    readLabToday(ctx, { simulated: false }),
    readLabToday(ctx, { simulated: true }),
    ctx.db.session.count({ where: { simulated: true, state: { in: [...LIVE_STATES] } } }),
  ]);
  return { ...glance, ...today, simulated: { ...simulated, runningSessions } };
}

type Today = Pick<LabNow, 'energyTodayJoules' | 'energyTodayCoverage' | 'tokensToday'>;

/** The same for everybody: from hour and minute rows, and once in a while however many look at it. */
export const readLabToday = briefly(
  { action: 'lab:read', forMs: 5000 },
  async (ctx: ServiceContext, { simulated }: { simulated: boolean }): Promise<Today> => {
    const now = ctx.now();
    const [startOfDay, meters] = await Promise.all([readStartOfDay(ctx, now), listMeters(ctx)]);
    const machineIds = meters.filter((it) => it.simulated === simulated).map((it) => it.id);
    const [energies, tokensToday] = await Promise.all([
      readEnergy(ctx, [{ key: 'today', machineIds, span: { from: startOfDay, to: now } }]),
      countTokens(ctx, startOfDay, simulated),
    ]);
    const energy = energies.get('today');
    return {
      energyTodayJoules: energy?.joules ?? null,
      energyTodayCoverage: energy ? coverage(energy.coveredMs, energy.windowMs) : null,
      tokensToday,
    };
  },
);

async function readStartOfDay(ctx: ServiceContext, now: Date): Promise<Date> {
  const timeZone = await readTimeZone(ctx);
  return startOfDay(dayKey(now, timeZone), timeZone);
}

/** Two indexes: what ended today, and what is still open. */
async function countTokens(ctx: ServiceContext, since: Date, simulated: boolean): Promise<number> {
  const [row] = await ctx.db.$queryRaw<{ tokens: number }[]>`
    SELECT coalesce(sum(g."completionTokens"), 0)::float8 AS tokens FROM (
      SELECT "sessionId", "completionTokens" FROM "Generation" WHERE "endedAt" >= ${since}
      UNION ALL
      SELECT "sessionId", "completionTokens" FROM "Generation"
      WHERE state IN ('queued', 'dispatched', 'running') AND "endedAt" IS NULL
    ) g JOIN "Session" s ON s.id = g."sessionId" WHERE s.simulated = ${simulated}`;
  return row?.tokens ?? 0;
}
