import type { Known } from '@/shared/domain/booking-visibility.ts';
import { groupByMeter } from '@/shared/domain/meters.ts';
import { labCables, linksNow } from '@/shared/domain/lab-cables.ts';
import { findIslands, type Link } from '@/shared/domain/topology.ts';
import type { AgentModel, Island, Machine, MachineFacts } from '@/shared/schemas/machine.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { readMayKnow } from '../visibility/index.ts';
import { cableOwner } from './cable-owner.ts';
import { loadInventory, MOST_MACHINES } from './load-inventory.ts';
import type { InventoryRows } from './rows.ts';
import { toHolder } from './to-holder.ts';
import { readReport, type Report } from './read-report.ts';
import { staleAfterMs, toMachine } from './to-machine.ts';

export type Inventory = { machines: Machine[]; islands: Island[] };
type FactsById = Map<string, MachineFacts | null>;

type Read = {
  inventory: Inventory;
  facts: FactsById;
  /** As agents tell them, with their shape. */
  models: ReadonlyMap<string, readonly AgentModel[]>;
  /** Of the machines that are not retired, as they are known now. */
  links: Link[];
  /** Whose booking holds a machine now, and whose does next. */
  heldBy: ReadonlyMap<string, string>;
  nextBy: ReadonlyMap<string, string>;
};
/** How the inventory is read: as it is now, or as it was a moment ago for somebody else. */
export type InventoryReader = (ctx: ServiceContext) => Promise<Read>;

/** All machines with their holder and newest reading, and the islands their cables make. */
export async function listMachines(
  ctx: ServiceContext,
  { limit = MOST_MACHINES }: { limit?: number | undefined } = {},
  read: InventoryReader = readInventory,
): Promise<Inventory> {
  authorize(ctx, 'lab:read');
  const { inventory, heldBy, nextBy } = await read(ctx);
  const mayKnow = await readMayKnow(ctx);
  const viewerId = ctx.actor.kind === 'user' ? ctx.actor.id : null;
  const machines = inventory.machines.slice(0, limit).map((it) => {
    const [now, next] = [heldBy.get(it.id) ?? null, nextBy.get(it.id) ?? null];
    const kind = viewerId !== null && now === viewerId ? 'you' : it.holder.kind;
    return { ...it, holder: hidden({ ...it.holder, kind }, mayKnow(now), mayKnow(next)) };
  });
  return { ...inventory, machines };
}

/** The holder as far as who asks may know who it is and who comes next. */
const hidden = (holder: Machine['holder'], now: Known, next: Known): Machine['holder'] => ({
  ...holder,
  personName: now.name ? holder.personName : null,
  purpose: now.purpose ? holder.purpose : null,
  nextPersonName: next.name ? holder.nextPersonName : null,
});

/** The inventory as nobody in particular sees it: the same for every reader. */
export async function readInventory(ctx: ServiceContext): Promise<Read> {
  const rows = await loadInventory(ctx);
  const reports = new Map<string, Report>(rows.machines.map((row) => [row.id, readReport(row.report)]));
  const facts: FactsById = new Map([...reports].map(([id, report]) => [id, report.facts]));
  const links = linksOf(rows, reports);
  const islands = islandsOf(rows, facts, links);
  const islandOf = new Map(
    islands.flatMap((island) => island.machineIds.map((id) => [id, island.id] as const)),
  );
  const blocks = Map.groupBy(rows.blocks, (it) => it.machineId);
  const sharers = meterSharers(rows);
  const now = ctx.now();
  const machines = rows.machines.map((row) => {
    const mine = blocks.get(row.id) ?? [];
    const holder = toHolder({
      machine: row,
      connection: row.agent?.state ?? 'never',
      blocks: mine,
      rank:
        rows.sessions.find((it) => it.machineId === row.id && it.bookingId === mine[0]?.bookingId) ?? null,
      now,
    });
    return toMachine(row, {
      warm: rows.warm.find((it) => it.machineId === row.id) ?? null,
      report: reports.get(row.id)!,
      staleAfterMs: staleAfterMs(ctx),
      holder,
      island: islandOf.get(row.id) ?? null,
      sharesHostWith: sharers.get(row.id) ?? [],
      now,
    });
  });
  const heldBy = new Map(
    rows.blocks.flatMap((it) =>
      it.blockStartsAt <= now && it.personId !== null ? [[it.machineId, it.personId] as const] : [],
    ),
  );
  const nextBy = new Map(
    rows.blocks
      .toReversed()
      .flatMap((it) =>
        it.blockStartsAt > now && it.personId !== null ? [[it.machineId, it.personId] as const] : [],
      ),
  );
  const models = new Map([...reports].map(([id, report]) => [id, report.models]));
  return { inventory: { machines, islands }, facts, links, models, heldBy, nextBy };
}

function linksOf({ machines, links }: InventoryRows, reports: ReadonlyMap<string, Report>): Link[] {
  const owners = machines
    .filter(({ status }) => status !== 'retired')
    .map((row) => cableOwner(row, reports.get(row.id)!));
  return linksNow(labCables(owners, links));
}

function islandsOf({ machines }: InventoryRows, facts: FactsById, links: readonly Link[]): Island[] {
  const islands = findIslands(
    machines
      .filter(({ status }) => status !== 'retired')
      .map((row) => ({
        id: row.id,
        name: row.name,
        hostId: facts.get(row.id) ? (row.report?.hostId ?? null) : null,
        simulated: row.simulated,
      })),
    links,
  );
  return islands.map((island) => (island.kind === 'one_host' ? onOneHost(island, facts) : island));
}

function onOneHost(island: Island, facts: FactsById): Island {
  const hostName = facts.get(island.machineIds[0] ?? '')?.hostName;
  const verdict = `${island.machineIds.length} machines on one host, so numbers are shared`;
  return { ...island, title: hostName ?? island.title, verdict };
}

/** Names of the others behind the same meter, by machine. */
function meterSharers({ machines }: InventoryRows): Map<string, string[]> {
  const groups = groupByMeter(machines.map((row) => ({ ...row, hostId: row.report?.hostId ?? null })));
  return new Map(
    groups.flatMap((group) => {
      const names = group.map((it) => it.name).toSorted();
      return group.map((it) => [it.id, names.filter((name) => name !== it.name)] as const);
    }),
  );
}
