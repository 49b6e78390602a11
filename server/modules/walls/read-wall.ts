import type { Known } from '@/shared/domain/booking-visibility.ts';
import { LIVE_STATES } from '@/shared/domain/session-states.ts';
import { shownKind, type ShownKind } from '@/shared/domain/shown-kind.ts';
import { wallAhead } from '@/shared/domain/wall-ahead.ts';
import type { Machine } from '@/shared/schemas/machine.ts';
import type { Wall, WallMachine, WallSession } from '@/shared/schemas/wall.ts';
import { briefly } from '../../briefly.ts';
import { asSystem, authorize, type ServiceContext } from '../../context.ts';
import { listFiring } from '../alerts/index.ts';
import { addEnergy, readMeters, readSessionEnergy } from '../energy/index.ts';
import { type InventoryReader, readGlance, readLabToday } from '../inventory/index.ts';
import { readLabSeries } from '../metrics/index.ts';
import { readMayKnow } from '../visibility/index.ts';
import { readAhead } from './read-ahead.ts';

const CURVE_HOURS = 6;
const MOST_AHEAD = 12;
const MOST_SESSIONS = 40;
const MOST_ALERTS = 12;
/** A screen asks each quarter of a minute; several of them are told the same. */
const SHARED_MS = 2000;

/**
 * The lab for a wall: one kind of machines, who has them and who comes next as far as this screen may name people,
 * and never what for.
 */
export async function readWall(
  ctx: ServiceContext,
  input: { show?: ShownKind | null | undefined; limit: number },
  read: InventoryReader,
): Promise<Wall> {
  authorize(ctx, 'wall:read');
  const system = asSystem(ctx, 'wall');
  const [all, mayKnow, lab] = await Promise.all([
    read(system),
    readMayKnow(ctx),
    ctx.db.lab.findUniqueOrThrow({ where: { id: 'lab' }, select: { name: true, timeZone: true } }),
  ]);
  const current = all.inventory.machines.filter((it) => it.status !== 'retired');
  const has = { real: current.some((it) => !it.simulated), simulated: current.some((it) => it.simulated) };
  const shown = shownKind(input.show ?? null, has);
  const ofKind = current.filter((it) => it.simulated === (shown === 'simulated'));
  const machines = ofKind.slice(0, input.limit);
  const { blocks, sessions, alerts, power, today, curve } = await readKind(system, shown);
  const names = new Map(machines.map((it) => [it.id, it.name]));
  const knows = (personId: string | null | undefined): Known => mayKnow(personId ?? null);
  return {
    labName: lab.name,
    timeZone: lab.timeZone,
    nowMs: ctx.now().getTime(),
    build: ctx.portal.build,
    isScreen: ctx.actor.kind === 'wall',
    shown,
    otherMachines: current.length - ofKind.length,
    machines: machines.map((it) =>
      toWallMachine(it, {
        thermalPressure: all.facts.get(it.id)?.thermalPressure ?? null,
        now: knows(all.heldBy.get(it.id)),
        next: knows(all.nextBy.get(it.id)),
      }),
    ),
    islands: all.inventory.islands.filter((it) => it.simulated === (shown === 'simulated')),
    sessions,
    ahead: wallAhead(blocks, names, ctx.now(), MOST_AHEAD).map(({ personId, ...it }) => ({
      ...it,
      personName: knows(personId).name ? it.personName : null,
    })),
    alerts,
    power,
    today,
    curve,
  };
}

type Facts = { thermalPressure: number | null; now: Known; next: Known };

function toWallMachine({ holder, ...it }: Machine, { thermalPressure, now, next }: Facts): WallMachine {
  const isHeld = holder.kind === 'you' || holder.kind === 'other';
  return {
    ...it,
    thermalPressure,
    holder: {
      ...holder,
      kind: isHeld ? 'held' : (holder.kind as 'free' | 'maintenance' | 'unknown'),
      inUse: holder.sessionId !== null,
      personName: now.name ? holder.personName : null,
      nextPersonName: next.name ? holder.nextPersonName : null,
    },
  };
}

/** What is the same for every screen that shows this kind. */
const readKind = briefly(
  { action: 'wall:read', forMs: SHARED_MS, until: ['booking.changed', 'session.changed', 'alert.changed'] },
  async (ctx: ServiceContext, shown: ShownKind) => {
    const simulated = shown === 'simulated';
    const ids = await ctx.db.machine.findMany({ where: { simulated }, select: { id: true } });
    const [blocks, sessions, alerts, glance, today, curve] = await Promise.all([
      readAhead(
        ctx,
        ids.map((it) => it.id),
      ),
      readSessions(ctx, simulated),
      listFiring(ctx, { simulated, limit: MOST_ALERTS }),
      readGlance(ctx),
      readLabToday(ctx, { simulated }),
      readCurve(ctx),
    ]);
    return {
      blocks,
      sessions,
      alerts,
      power: simulated
        ? { watts: glance.simulatedPowerWatts, measuredMachines: glance.simulatedMachines }
        : { watts: glance.powerWatts, measuredMachines: glance.measuredMachines },
      today: {
        energyJoules: today.energyTodayJoules,
        coverage: today.energyTodayCoverage,
        tokens: today.tokensToday,
      },
      curve: {
        hours: CURVE_HOURS,
        stepMs: curve.stepMs,
        points: simulated ? curve.simulatedPoints : curve.points,
      },
    };
  },
);

const readCurve = briefly({ action: 'wall:read', forMs: 30_000 }, (ctx: ServiceContext) =>
  readLabSeries(ctx, { hours: CURVE_HOURS }),
);

/** What runs now, longest first, with what its machines have drawn for it. */
async function readSessions(ctx: ServiceContext, simulated: boolean): Promise<WallSession[]> {
  const rows = await ctx.db.session.findMany({
    where: { simulated, state: { in: [...LIVE_STATES] } },
    include: {
      booking: { select: { endsAt: true, endedAt: true } },
      ranks: { select: { machineId: true }, orderBy: { rank: 'asc' } },
    },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    take: MOST_SESSIONS,
  });
  const asks = rows.map((it) => ({
    sessionId: it.id,
    machineIds: it.ranks.map((rank) => rank.machineId),
    span: { from: it.createdAt, to: ctx.now() },
  }));
  const parts = rows.length === 0 ? [] : await readSessionEnergy(ctx, await readMeters(ctx), asks);
  return rows.map(({ booking, ...it }, index) => ({
    id: it.id,
    modelTitle: it.modelTitle,
    state: it.state,
    readyAt: it.readyAt,
    endsAt: booking.endedAt ?? booking.endsAt,
    machineIds: asks[index]!.machineIds,
    energyJoules: addEnergy(parts[index] ?? []).joules,
  }));
}
