import { compareLinks, type Link } from './link.ts';

/** JACCL's ring stripes over at most this many cables between two neighbours. */
const RING_MAX_CABLES = 4;

/** RDMA devices at both ends of a cable. */
export type RdmaCable = { from: string; to: string; link: Link };
/** The cables between two machines, the same one at the same place seen from either side. */
export type Cables = (aMachineId: string, bMachineId: string) => RdmaCable[];

/** Of the cables that name an interface at both ends; which of them will do is up to the caller. */
export function rdmaCables(links: readonly Link[]): Cables {
  const usable = links
    .filter((link) => /^en\d+$/.test(link.aPort) && /^en\d+$/.test(link.bPort))
    .toSorted(compareLinks);
  return (a, b) =>
    usable.flatMap((link) => {
      const [from, to] = [`rdma_${link.aPort}`, `rdma_${link.bPort}`];
      if (link.aMachineId === a && link.bMachineId === b) return [{ from, to, link }];
      if (link.aMachineId === b && link.bMachineId === a) return [{ from: to, to: from, link }];
      return [];
    });
}

export const isRingNeighbour = (a: number, b: number, size: number): boolean =>
  (a + 1) % size === b || (b + 1) % size === a;

/** Row i, column j: the device of machine i towards machine j. */
export function planMesh(machineIds: readonly string[], cables: Cables): (string | null)[][] {
  return machineIds.map((a) => machineIds.map((b) => (a === b ? null : (cables(a, b)[0]?.from ?? null))));
}

/** How many cables every hop of a ring has: as many as the thinnest one. */
export function ringWidth(machineIds: readonly string[], cables: Cables): number {
  const hops = machineIds.map((a, i) => cables(a, machineIds[(i + 1) % machineIds.length] ?? a).length);
  return Math.min(RING_MAX_CABLES, ...hops);
}

/** Every hop gets as many cables as the thinnest one; a stranger's cell is null. */
export function planRing(machineIds: readonly string[], cables: Cables): (string | string[] | null)[][] {
  const width = ringWidth(machineIds, cables);
  return machineIds.map((a, i) =>
    machineIds.map((b, j) => {
      if (a === b || !isRingNeighbour(i, j, machineIds.length)) return null;
      const names = cables(a, b)
        .slice(0, width)
        .map(({ from }) => from);
      return names.length === 1 ? (names[0] ?? null) : names;
    }),
  );
}
