import { labPowerOf } from '@/shared/domain/lab-power.ts';
import { LIVE_STATES } from '@/shared/domain/session-states.ts';
import type { LabGlance } from '@/shared/schemas/machine.ts';
import { SHARED_READ_MS } from '@/shared/protocol/console.ts';
import { briefly } from '../../briefly.ts';
import type { ServiceContext } from '../../context.ts';
import { listMeters } from './list-meters.ts';
import { staleAfterMs } from './to-machine.ts';

/** What the lab draws and what runs, for the shell of every page: three small statements, twice a second at most. */
export const readGlance = briefly(
  { action: 'lab:read', forMs: SHARED_READ_MS, until: ['machine.changed', 'session.changed'] },
  async (ctx: ServiceContext): Promise<LabGlance> => {
    const [meters, readings, runningSessions] = await Promise.all([
      listMeters(ctx),
      freshReadings(ctx),
      ctx.db.session.count({ where: { simulated: false, state: { in: [...LIVE_STATES] } } }),
    ]);
    const watts = new Map(readings.map((it) => [it.machineId, it.powerWatts]));
    const simulatedMachines = meters.filter((it) => it.simulated).length;
    return {
      ...labPowerOf(meters, (machineId) => watts.get(machineId) ?? null),
      machines: meters.length - simulatedMachines,
      simulatedMachines,
      runningSessions,
    };
  },
);

function freshReadings(ctx: ServiceContext): Promise<{ machineId: string; powerWatts: number | null }[]> {
  const since = new Date(ctx.now().getTime() - staleAfterMs(ctx));
  return ctx.db.$queryRaw`
    SELECT "machineId", (reading->>'powerWatts')::float8 AS "powerWatts" FROM "Agent"
    WHERE (reading->>'at')::timestamptz >= ${since}`;
}
