import { labPowerOf } from '@/shared/domain/lab-power.ts';
import { LIVE_STATES } from '@/shared/domain/session-states.ts';
import type { LabGlance } from '@/shared/schemas/machine.ts';
import { SHARED_READ_MS } from '@/shared/protocol/console.ts';
import { briefly } from '../../briefly.ts';
import type { ServiceContext } from '../../context.ts';
import { listMeters } from './list-meters.ts';
import { staleAfterMs } from './to-machine.ts';

/** What the lab draws, what is free and what runs, for the shell of every page: four small statements, twice a second at most. */
export const readGlance = briefly(
  {
    action: 'lab:read',
    forMs: SHARED_READ_MS,
    until: ['machine.changed', 'maintenance.changed', 'booking.changed', 'session.changed'],
  },
  async (ctx: ServiceContext): Promise<LabGlance> => {
    const [meters, readings, freeMachines, runningSessions] = await Promise.all([
      listMeters(ctx),
      freshReadings(ctx),
      countFree(ctx),
      ctx.db.session.count({ where: { simulated: false, state: { in: [...LIVE_STATES] } } }),
    ]);
    const watts = new Map(readings.map((it) => [it.machineId, it.powerWatts]));
    const simulatedMachines = meters.filter((it) => it.simulated).length;
    return {
      ...labPowerOf(meters, (machineId) => watts.get(machineId) ?? null),
      machines: meters.length - simulatedMachines,
      simulatedMachines,
      freeMachines,
      runningSessions,
    };
  },
);

/** Real machines that anybody could have now, as the list shows them: reachable, in use for nobody. */
async function countFree(ctx: ServiceContext): Promise<number> {
  const now = ctx.now();
  const [row] = await ctx.db.$queryRaw<{ free: number }[]>`
    SELECT count(*)::int AS free FROM "Machine" m JOIN "Agent" a ON a."machineId" = m.id
    WHERE NOT m.simulated AND m.status = 'active' AND m."cordonedAt" IS NULL AND a.state IN ('online', 'suspect', 'asleep') AND NOT EXISTS (
      SELECT 1 FROM "MachineBlock" b
      WHERE b."machineId" = m.id AND b.holds AND b."startsAt" <= ${now} AND b."endsAt" > ${now})`;
  return row?.free ?? 0;
}

function freshReadings(ctx: ServiceContext): Promise<{ machineId: string; powerWatts: number | null }[]> {
  const since = new Date(ctx.now().getTime() - staleAfterMs(ctx));
  return ctx.db.$queryRaw`
    SELECT "machineId", (reading->>'powerWatts')::float8 AS "powerWatts" FROM "Agent"
    WHERE (reading->>'at')::timestamptz >= ${since}`;
}
