import type { RankNetwork } from '../protocol/agent.ts';
import type { Backend, Parallelism } from '../schemas/session.ts';
import { type Cables, isRingNeighbour, planMesh, planRing, rdmaCables } from './device-matrix.ts';
import { MESH_MAX_MACHINES } from './islands.ts';
import type { Link } from './link.ts';
import { findRing } from './ring-search.ts';

export type RankPlace = {
  rank: number;
  machineId: string;
  hostId: string;
  /** Numeric IPv4 and port on which this rank listens for its peers. */
  address: string;
  port: number;
  /** For the reason only. */
  machineName?: string;
};

export type NetworkRequest = {
  ranks: readonly RankPlace[];
  links: readonly Link[];
  backend: 'auto' | Backend;
  /** By machine id; `null` and absent are "unknown", which is not ready. */
  rdmaReady: ReadonlyMap<string, boolean | null>;
  /** What the engine of each machine has, by machine id; `null` is “unknown”, which is not there. Left out: not asked. */
  engineBackends?: ReadonlyMap<string, readonly string[] | null>;
};

export type NetworkPlan = {
  backend: Backend;
  /** A sentence for people: what was chosen and why. */
  reason: string;
  network: RankNetwork;
  /** What suits this network; the model may support only the other kind. */
  parallelism: Parallelism;
};

const nameOf = (rank: RankPlace): string => rank.machineName ?? `rank ${rank.rank}`;

/** Why the ranks can't use RDMA over these pairs; `null` when they can. */
function findObstacle(
  { ranks, rdmaReady, engineBackends }: NetworkRequest,
  cables: Cables,
  isWanted: (a: number, b: number) => boolean,
): string | null {
  const off = ranks.find((rank) => rdmaReady.get(rank.machineId) === false);
  if (off !== undefined) return `RDMA is not ready on ${nameOf(off)}`;
  const silent = ranks.find((rank) => rdmaReady.get(rank.machineId) !== true);
  if (silent !== undefined) return `the RDMA state of ${nameOf(silent)} is unknown`;
  for (const rank of engineBackends ? ranks : []) {
    const has = engineBackends?.get(rank.machineId) ?? null;
    if (has === null) return `what MLX on ${nameOf(rank)} can do is unknown`;
    if (!has.includes('jaccl'))
      return `MLX on ${nameOf(rank)} has no JACCL (it has ${has.join(', ') || 'no backend'})`;
  }
  for (const [i, a] of ranks.entries()) {
    for (const [j, b] of ranks.entries()) {
      if (i < j && isWanted(i, j) && cables(a.machineId, b.machineId).length === 0) {
        return `no RDMA-ready cable from ${nameOf(a)} to ${nameOf(b)}`;
      }
    }
  }
  return null;
}

function planRdma(request: NetworkRequest): { plan: NetworkPlan | null; obstacle: string } {
  const { ranks, links, backend } = request;
  const cables = rdmaCables(links.filter((link) => link.rdma === true));
  const machineIds = ranks.map((rank) => rank.machineId);
  const size = ranks.length;
  const coordinator = `${ranks[0]?.address}:${ranks[0]?.port}`;
  const meshObstacle =
    size > MESH_MAX_MACHINES
      ? `an RDMA mesh takes up to ${MESH_MAX_MACHINES} machines`
      : findObstacle(request, cables, () => true);
  if (meshObstacle === null && backend !== 'jaccl_ring') {
    const reason = `Every pair of the ${size} machines has a Thunderbolt 5 cable with RDMA: JACCL mesh.`;
    const network = { kind: 'jaccl' as const, devices: planMesh(machineIds, cables), coordinator };
    return { plan: { backend: 'jaccl', reason, network, parallelism: 'tensor' }, obstacle: '' };
  }
  const ringObstacle = findObstacle(request, cables, (a, b) => isRingNeighbour(a, b, size));
  if (ringObstacle === null && backend !== 'jaccl') {
    const why = meshObstacle === null ? 'a ring was asked for' : `no mesh, because ${meshObstacle}`;
    const reason = `The ${size} machines are cabled in a ring with RDMA: JACCL ring (${why}).`;
    const network = { kind: 'jaccl_ring' as const, devices: planRing(machineIds, cables), coordinator };
    return { plan: { backend: 'jaccl_ring', reason, network, parallelism: 'tensor' }, obstacle: '' };
  }
  return { plan: null, obstacle: (backend === 'jaccl' ? meshObstacle : ringObstacle) ?? meshObstacle ?? '' };
}

function planTcpRing(ranks: readonly RankPlace[], reason: string, isOneHost: boolean): NetworkPlan {
  const hosts = ranks.map(({ address, port }) => `${isOneHost ? '127.0.0.1' : address}:${port}`);
  // Tensor parallelism sends messages in every layer; over TCP between machines that costs more than it gains.
  const parallelism = isOneHost && ranks.length === 2 ? 'tensor' : 'pipeline';
  return { backend: 'ring', reason, network: { kind: 'ring', hosts }, parallelism };
}

/**
 * Decides how the ranks of a session reach each other: alone, over one host's loopback, an RDMA mesh, an RDMA ring
 * along the rank order (see `orderAlongCables`), else TCP. A backend that was asked for and can't be had gives the
 * next best one, and the reason says so. Ranks may come in any order.
 */
export function planNetwork(request: NetworkRequest): NetworkPlan {
  const ranks = request.ranks.toSorted((a, b) => a.rank - b.rank);
  if (ranks.length <= 1) {
    const reason = 'One machine runs the whole model.';
    return { backend: 'single', reason, network: { kind: 'single' }, parallelism: 'single' };
  }
  if (ranks.every(({ hostId }) => hostId === ranks[0]?.hostId)) {
    return planTcpRing(ranks, 'All ranks run on one computer and talk over its loopback: TCP ring.', true);
  }
  if (request.backend === 'ring') return planTcpRing(ranks, 'A TCP ring was asked for.', false);
  const { plan, obstacle } = planRdma({ ...request, ranks });
  if (plan !== null) return plan;
  return planTcpRing(ranks, `TCP ring over the network: ${obstacle}.`, false);
}

/**
 * Puts machines in an order in which each is cabled by RDMA to the next and the last to the first, so that ranks can
 * form a ring. Keeps the given order where there is no such round trip. The first machine stays first.
 */
export function orderAlongCables(machineIds: readonly string[], links: readonly Link[]): string[] {
  const cabled = new Set(
    links
      .filter((link) => link.rdma === true)
      .flatMap(({ aMachineId: a, bMachineId: b }) => [`${a} ${b}`, `${b} ${a}`]),
  );
  return findRing(machineIds, (a, b) => cabled.has(`${a} ${b}`)).order ?? [...machineIds];
}
