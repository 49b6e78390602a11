import { NO_PURPOSE, SOMEBODY } from '@/shared/domain/booking-visibility.ts';
import { quotaOf } from '@/shared/domain/model-quota.ts';
import { PRESENT_STATES } from '@/shared/domain/session-states.ts';
import type { ModelsOnMacs } from '@/shared/schemas/models.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import type { readInventory } from '../inventory/index.ts';
import { type MayKnow, readMayKnow } from '../visibility/index.ts';
import { gatherHeld, type HeldModel } from './held-models.ts';
import { type Keeping, readKeeping } from './read-keeping.ts';
import { factsOfHeld } from './to-facts.ts';

type Inventory = Awaited<ReturnType<typeof readInventory>>;
type InventoryReader = (ctx: ServiceContext) => Promise<Inventory>;
type LiveSession = {
  id: string;
  modelId: string;
  simulated: boolean;
  startedById: string;
  startedBy: { name: string };
  booking: { personId: string; purpose: string; endsAt: Date | null };
  ranks: { machine: { id: string; name: string } }[];
};

/** Which model lies on which Mac, grouped as everywhere, and who runs it now. */
export async function listOnMacs(
  ctx: ServiceContext,
  { limit }: { limit: number },
  read: InventoryReader,
): Promise<ModelsOnMacs> {
  authorize(ctx, 'lab:read');
  const [{ inventory, models, facts }, sessions] = await Promise.all([read(ctx), readLive(ctx)]);
  const [mayKnow, keeping, coming, quotas] = await Promise.all([
    readMayKnow(ctx),
    readKeeping(ctx.db),
    readComing(ctx),
    readQuotas(ctx),
  ]);
  const present = inventory.machines.filter(({ status }) => status !== 'retired');
  const held = gatherHeld(present, models);
  const shown = held.slice(0, limit);
  const isShown = new Set([...shown.flatMap(({ on }) => on.map(({ machineId }) => machineId)), ...coming]);
  const byId = new Map(present.filter(({ id }) => isShown.has(id)).map((it) => [it.id, it]));
  const groups = inventory.islands.flatMap((island) => {
    const machines = island.machineIds.flatMap((id) => byId.get(id) ?? []);
    return machines.length === 0 ? [] : [{ island, machines }];
  });
  return {
    groups: groups.map(({ island, machines }) => ({
      id: island.id,
      title: island.title,
      simulated: island.simulated,
      machines: machines.map(({ id, name, connection, lastSeenAt, diskFreeBytes }) => ({
        id,
        name,
        connection,
        lastSeenAt,
        modelBytes: sumOf(models.get(id) ?? []),
        ownModelBytes: sumOf((models.get(id) ?? []).filter(({ removable }) => removable)),
        quota: quotaOf(facts.get(id)?.modelQuotaBytes ?? null, quotas.get(id) ?? null),
        diskFreeBytes,
      })),
    })),
    models: shown.map((it) => toRow(ctx, it, { sessions, mayKnow, keeping })),
    without: present.length - byId.size,
  };
}

function toRow(
  ctx: ServiceContext,
  held: HeldModel,
  {
    sessions: all,
    mayKnow,
    keeping,
  }: { sessions: readonly LiveSession[]; mayKnow: MayKnow; keeping: Keeping },
): ModelsOnMacs['models'][number] {
  const viewerId = ctx.actor.kind === 'user' ? ctx.actor.id : null;
  const sessions = all.filter((it) => it.modelId === held.id && it.simulated === held.simulated);
  const loadedBy = (machineId: string): LiveSession | undefined =>
    sessions.find((it) => it.ranks.some(({ machine }) => machine.id === machineId));
  return {
    id: held.id,
    facts: factsOfHeld(held),
    simulated: held.simulated,
    differs: held.differs,
    holdings: held.on.map(({ machineId, problem, removable }) => {
      const session = loadedBy(machineId);
      const loaded = session && (session.startedById === viewerId ? 'yours' : 'theirs');
      return {
        machineId,
        problem,
        state: loaded ?? (problem === null ? 'disk' : 'problem'),
        pinned: keeping.isPinned(machineId, held.id),
        removable,
        lastUsedAt: keeping.lastUsedAt(machineId, held.id),
      };
    }),
    sessions: sessions.map((it) => ({
      id: it.id,
      isYours: it.startedById === viewerId,
      personName: mayKnow(it.booking.personId).name ? it.startedBy.name : SOMEBODY.name,
      purpose: mayKnow(it.booking.personId).purpose ? it.booking.purpose : NO_PURPOSE,
      machines: it.ranks.map(({ machine }) => machine.name),
      until: it.booking.endsAt,
    })),
  };
}

const readLive = (ctx: ServiceContext): Promise<LiveSession[]> =>
  ctx.db.session.findMany({
    where: { state: { in: [...PRESENT_STATES] } },
    select: {
      id: true,
      modelId: true,
      simulated: true,
      startedById: true,
      startedBy: { select: { name: true } },
      booking: { select: { personId: true, purpose: true, endsAt: true } },
      ranks: { select: { machine: { select: { id: true, name: true } } }, orderBy: { rank: 'asc' } },
    },
  });

const sumOf = (models: readonly { weightsBytes: number }[]): number =>
  models.reduce((sum, it) => sum + it.weightsBytes, 0);

/** What the lab lets models take on a machine, in gigabytes. */
async function readQuotas(ctx: ServiceContext): Promise<Map<string, number | null>> {
  const rows = await ctx.db.machine.findMany({
    where: { modelQuotaGigabytes: { not: null } },
    select: { id: true, modelQuotaGigabytes: true },
  });
  return new Map(rows.map((it) => [it.id, it.modelQuotaGigabytes]));
}

/** Machines that a model is on its way to: they stand in the table before they have one. */
async function readComing(ctx: ServiceContext): Promise<string[]> {
  const rows = await ctx.db.modelCopy.findMany({ where: { endedAt: null }, select: { machineId: true } });
  return rows.map(({ machineId }) => machineId);
}
