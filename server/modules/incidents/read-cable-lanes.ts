import { type CableLane, cableBars, type CableMove } from '@/shared/domain/cable-lanes.ts';
import type { CableState } from '@/shared/domain/cable-changes.ts';
import { cableKey } from '@/shared/domain/lab-cables.ts';
import { compareNames } from '@/shared/domain/link.ts';
import type { ServiceContext } from '../../context.ts';

type Machines = readonly { id: string; name: string }[];
const MOST = 200;

/** What the cables between these machines were within the axis, as their agents saw them. */
export async function readCableLanes(
  ctx: ServiceContext,
  machines: Machines,
  axis: { fromMs: number; toMs: number },
): Promise<CableLane[]> {
  const among = { in: machines.map((it) => it.id) };
  const between = { aMachineId: among, bMachineId: among };
  const from = new Date(axis.fromMs);
  const [earlier, later, sightings] = await Promise.all([
    // Of each cable the last one before.
    ctx.db.cableChange.findMany({
      where: { ...between, at: { lt: from } },
      distinct: ['aMachineId', 'aPort', 'bMachineId', 'bPort'],
      orderBy: [{ at: 'desc' }, { id: 'desc' }],
      take: MOST,
    }),
    ctx.db.cableChange.findMany({
      where: { ...between, at: { gte: from } },
      orderBy: [{ at: 'asc' }, { id: 'asc' }],
      take: MOST,
    }),
    ctx.db.cableSighting.findMany({ where: between }),
  ]);
  const changes = [...earlier, ...later];
  const moves = Map.groupBy(changes, cableKey);
  const ends = new Map([...changes, ...sightings].map((it) => [cableKey(it), it]));
  const lanes = [...ends].map(([key, end]) => {
    const seen = sightings.find((it) => cableKey(it) === key);
    const now = seen && { state: seen, sinceMs: seen.since.getTime() };
    const [one, other] = [end.aMachineId, end.bMachineId]
      .map((id) => machines.find((it) => it.id === id)!.name)
      .toSorted(compareNames);
    const bars = cableBars((moves.get(key) ?? []).map(toMove), now ?? null, axis);
    return { key, name: 'Cable', role: `${one} to ${other}`, bars };
  });
  return lanes.filter((it) => it.bars.length > 0).toSorted((a, b) => compareNames(a.role, b.role));
}

type Change = { firstAt: Date; at: Date; times: number; before: unknown; after: unknown };

const toMove = ({ firstAt, at, times, before, after }: Change): CableMove => ({
  firstMs: firstAt.getTime(),
  atMs: at.getTime(),
  times,
  before: before as CableState | null,
  after: after as CableState | null,
});
