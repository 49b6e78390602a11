import { LIVE_STATES } from '@/shared/domain/session-states.ts';
import type { LabNow, Machine, MachineFacts } from '@/shared/schemas/machine.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { readMachineEnergy } from '../metrics/index.ts';
import { readInventory } from './list-machines.ts';

/** The lab at this moment. Simulated machines are counted apart; two agents on one host count its energy once. */
export async function readLabNow(ctx: ServiceContext): Promise<LabNow> {
  authorize(ctx, 'lab:read');
  const now = ctx.now();
  const [{ inventory, facts }, startOfDay] = await Promise.all([
    readInventory(ctx),
    readStartOfDay(ctx, now),
  ]);
  const current = inventory.machines.filter((it) => it.status !== 'retired');
  const real = current.filter((it) => !it.simulated);
  const simulated = current.filter((it) => it.simulated);
  const hosts = oneMachineAHost(real, facts);
  const [energy, tokens, runningSessions] = await Promise.all([
    readMachineEnergy(ctx, { machineIds: hosts.map((it) => it.id), from: startOfDay, to: now }),
    countTokens(ctx, startOfDay),
    ctx.db.session.count({ where: { simulated: false, state: { in: [...LIVE_STATES] } } }),
  ]);
  const windows = [...energy.values()];
  const measured = windows.filter((it) => it.joules !== null);
  const windowMs = sum(windows.map((it) => it.windowMs));
  return {
    powerWatts: powerOf(hosts),
    measuredMachines: real.filter(isMeasured).length,
    machines: real.length,
    freeMachines: real.filter((it) => it.holder.kind === 'free').map((it) => it.name),
    energyTodayJoules: measured.length === 0 ? null : sum(measured.map((it) => it.joules ?? 0)),
    energyTodayCoverage:
      windowMs === 0 ? null : Math.min(1, sum(windows.map((it) => it.coveredMs)) / windowMs),
    tokensToday: tokens,
    runningSessions,
    simulatedPowerWatts: powerOf(simulated),
    simulatedMachines: simulated.length,
  };
}

const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
const isMeasured = ({ live }: Machine) => live !== null && !live.stale && live.powerWatts !== null;

function powerOf(machines: Machine[]): number | null {
  const measured = machines.filter(isMeasured);
  return measured.length === 0 ? null : sum(measured.map((it) => it.live?.powerWatts ?? 0));
}

/** For each host the machine whose meter speaks, if any does: its neighbours read the same meter. */
function oneMachineAHost(machines: Machine[], facts: Map<string, MachineFacts | null>): Machine[] {
  const hosts = Map.groupBy(machines, (it) => facts.get(it.id)?.hostId ?? it.id);
  return [...hosts.values()].flatMap((group) => group.find(isMeasured) ?? group[0] ?? []);
}

async function readStartOfDay(ctx: ServiceContext, now: Date): Promise<Date> {
  const lab = await ctx.db.lab.findUnique({ where: { id: 'lab' }, select: { timeZone: true } });
  const [row] = await ctx.db.$queryRaw<{ start: Date }[]>`
    SELECT date_trunc('day', ${now}::timestamptz, ${lab?.timeZone ?? 'UTC'}) AS start`;
  return row?.start ?? now;
}

async function countTokens(ctx: ServiceContext, since: Date): Promise<number> {
  const total = await ctx.db.generation.aggregate({
    _sum: { completionTokens: true },
    where: { session: { simulated: false }, OR: [{ endedAt: null }, { endedAt: { gte: since } }] },
  });
  return total._sum.completionTokens ?? 0;
}
