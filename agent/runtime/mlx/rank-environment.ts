import type { RankNetwork } from '@/shared/protocol/agent.ts';
import { RANK_MARK, rankMark } from '../../rank-mark.ts';

export type RankPlan = {
  sessionId: string;
  epoch: number;
  rank: number;
  size: number;
  network: RankNetwork;
  /** The rank's own folder: home, temporary files, and the file that describes the network. */
  folder: string;
  platform: NodeJS.Platform;
  fastSynch?: boolean;
};
export type RankEnvironment = {
  env: Record<string, string>;
  /** What MLX reads about the network; written by the caller before the rank starts. */
  networkFile: { path: string; text: string } | null;
  /** What `mx.distributed.init` is asked for by name. */
  backend: 'single' | 'ring' | 'jaccl';
};

const IPV4_AND_PORT = /^(\d{1,3}(?:\.\d{1,3}){3}):(\d{1,5})$/;

/**
 * The whole environment of a rank, from nothing: a JACCL rank that inherits MLX_HOSTFILE becomes a ring rank, and
 * MLX acts on the presence of a name whatever its value. Throws with a sentence when the network makes no sense.
 */
export function rankEnvironment(plan: RankPlan): RankEnvironment {
  const base = {
    PATH: '/usr/bin:/bin:/usr/sbin:/sbin',
    HOME: plan.folder,
    TMPDIR: `${plan.folder}/tmp`,
    LANG: 'C.UTF-8',
    HF_HUB_OFFLINE: '1',
    TRANSFORMERS_OFFLINE: '1',
    PYTHONUNBUFFERED: '1',
    PYTHONDONTWRITEBYTECODE: '1',
    ESPALIER_SESSION: plan.sessionId,
    ESPALIER_EPOCH: String(plan.epoch),
    [RANK_MARK]: rankMark(plan),
    // The first answer would wait 1.5 s for a C++ compiler, and nothing is faster afterwards.
    ...(plan.platform === 'linux' && { MLX_DISABLE_COMPILE: '1' }),
    // MLX advises against it: a GPU may hang by it until the Mac is restarted. Only who asked for it gets it.
    ...(plan.fastSynch && { MLX_METAL_FAST_SYNCH: '1' }),
  };
  const { network } = plan;
  switch (network.kind) {
    case 'single':
      if (plan.size !== 1)
        throw new Error(`A session of ${plan.size} ranks came without a network between them.`);
      return { env: base, networkFile: null, backend: 'single' };
    case 'ring': {
      const path = `${plan.folder}/hosts.json`;
      const text = JSON.stringify(ringHosts(plan, network.hosts));
      return {
        env: { ...base, MLX_RANK: String(plan.rank), MLX_HOSTFILE: path },
        networkFile: { path, text },
        backend: 'ring',
      };
    }
    case 'jaccl':
    case 'jaccl_ring': {
      const path = `${plan.folder}/devices.json`;
      const text = JSON.stringify(jacclDevices(plan, network));
      return {
        env: {
          ...base,
          MLX_RANK: String(plan.rank),
          MLX_IBV_DEVICES: path,
          MLX_JACCL_COORDINATOR:
            plan.rank === 0 ? onAllAddresses(network.coordinator) : checked(network.coordinator),
          ...(network.kind === 'jaccl_ring' && { MLX_JACCL_RING: '1' }),
        },
        networkFile: { path, text },
        backend: 'jaccl',
      };
    }
  }
}

/** Every rank reads its own entry and its neighbour's only, so the own one may name all addresses of this machine. */
function ringHosts({ rank, size }: RankPlan, hosts: string[]): string[][] {
  if (hosts.length !== size)
    throw new Error(`The ring names ${hosts.length} ranks, the session has ${size}.`);
  return hosts.map((host, index) => [index === rank ? onAllAddresses(host) : checked(host)]);
}

type JacclNetwork = Extract<RankNetwork, { kind: 'jaccl' | 'jaccl_ring' }>;

function jacclDevices({ size }: RankPlan, network: JacclNetwork): JacclNetwork['devices'] {
  const { devices, kind } = network;
  if (devices.length !== size || devices.some((row) => row.length !== size)) {
    throw new Error(`The table of RDMA devices is not ${size} × ${size}.`);
  }
  if (devices.some((row, index) => row[index] !== null))
    throw new Error('A rank has an RDMA device towards itself.');
  const names = devices.flat(2).filter((name) => name !== null);
  const strange = names.find((name) => !/^rdma_en\d+$/.test(name));
  if (strange !== undefined) throw new Error(`“${strange}” is not an RDMA device.`);
  if (kind === 'jaccl') return devices;
  return devices.map((row, i) =>
    row.map((cell, j) => ((i + 1) % size === j || (j + 1) % size === i ? cell : null)),
  );
}

function checked(address: string): string {
  // MLX splits at the first colon and speaks IPv4 only; a name would fail after 31 s of trying.
  const [, ip = '', port = ''] = IPV4_AND_PORT.exec(address) ?? [];
  if (!ip || ip.split('.').some((part) => Number(part) > 255) || Number(port) < 1 || Number(port) > 65_535) {
    throw new Error(`“${address}” is not an IPv4 address with a port.`);
  }
  return address;
}

function onAllAddresses(address: string): string {
  const [ip, port] = checked(address).split(':');
  return ip!.startsWith('127.') ? address : `0.0.0.0:${port}`;
}
