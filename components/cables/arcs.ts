import type { CableMachineView, CableView, CableIslandView } from './types.ts';

/** A machine is this wide in the drawing, and the drawing this deep; strokes and words don't scale with it. */
const BOX = 100;
const DEPTH = 100;
/** Labels nearer than this in both directions would cover each other. */
const LABEL_WIDTH = 14;
const LABEL_HEIGHT = 12;
/** Where on its arc a label may stand, best first. */
const LABEL_PLACES = [0.5, 0.42, 0.58, 0.34, 0.66, 0.28, 0.72];

export type Arc = {
  key: string;
  /** A cable's, or `null` for one that is missing. */
  cable: CableView | null;
  path: string;
  /** In per cent of the drawing. */
  labelLeft: number;
  labelTop: number;
};

/** How far from the left of its machine a port stands, in per cent; a port nobody knows stands in the middle. */
export function portLeft(machine: CableMachineView, port: string | null): number {
  const index = machine.ports.findIndex(({ key }) => key === port);
  return index === -1 ? 50 : (100 * (index + 1)) / (machine.ports.length + 1);
}

type Wire = { key: string; cable: CableView | null; from: number; to: number; span: number; pair: string };

function toWires(
  machines: readonly CableMachineView[],
  cables: readonly CableView[],
  island: CableIslandView,
) {
  const places = new Map(machines.map((it, index) => [it.id, index]));
  const end = (machineId: string, port: string | null): number | null => {
    const index = places.get(machineId);
    const machine = index === undefined ? undefined : machines[index];
    return index === undefined || !machine ? null : index * BOX + portLeft(machine, port);
  };
  type Ends = { machineId: string; port: string | null };
  const wire = (key: string, cable: CableView | null, a: Ends, b: Ends): Wire[] => {
    const [one, other] = [end(a.machineId, a.port), end(b.machineId, b.port)];
    if (one === null || other === null) return [];
    const span = Math.abs((places.get(a.machineId) ?? 0) - (places.get(b.machineId) ?? 0));
    const pair = [a.machineId, b.machineId].toSorted().join(' ');
    return [{ key, cable, from: Math.min(one, other), to: Math.max(one, other), span, pair }];
  };
  return [
    ...island.missing
      .filter(({ isSilent }) => !isSilent)
      .flatMap((it) =>
        wire(
          `missing ${it.aMachineId} ${it.bMachineId}`,
          null,
          { machineId: it.aMachineId, port: it.aPort },
          { machineId: it.bMachineId, port: it.bPort },
        ),
      ),
    ...cables.flatMap((cable) => wire(cable.id, cable, cable.a, cable.b)),
  ];
}

/** Arcs that hang from the ports of an island's machines: the farther apart two are, the deeper. */
export function layoutArcs(
  machines: readonly CableMachineView[],
  cables: readonly CableView[],
  island: CableIslandView,
): { width: number; depth: number; arcs: Arc[] } {
  const width = Math.max(1, machines.length) * BOX;
  const farthest = Math.max(2, machines.length - 1);
  const seen = new Map<string, number>();
  const taken: { left: number; top: number }[] = [];
  const arcs = toWires(machines, cables, island)
    .toSorted((a, b) => b.span - a.span)
    .map(({ key, cable, from, to, span, pair }): Arc => {
      const before = seen.get(pair) ?? 0;
      seen.set(pair, before + 1);
      // A Bézier curve goes three quarters of the way to its handles.
      const handle = Math.min(128, 8 + (120 * span) / farthest) - 14 * Math.min(before, 2);
      const spot = findSpot(from, to, handle, taken);
      taken.push(spot);
      return {
        key,
        cable,
        path: `M${from} 0C${from} ${handle} ${to} ${handle} ${to} 0`,
        labelLeft: (100 * spot.left) / width,
        labelTop: spot.top,
      };
    });
  return { width, depth: DEPTH, arcs };
}

type Spot = { left: number; top: number };

function findSpot(from: number, to: number, handle: number, taken: readonly Spot[]): Spot {
  const spots = LABEL_PLACES.map((t): Spot => {
    const end = t * t * (3 - 2 * t);
    return { left: from + (to - from) * end, top: 3 * handle * t * (1 - t) };
  });
  const isFree = ({ left, top }: Spot): boolean =>
    taken.every((it) => Math.abs(it.left - left) > LABEL_WIDTH || Math.abs(it.top - top) > LABEL_HEIGHT);
  return spots.find(isFree) ?? spots[0]!;
}
