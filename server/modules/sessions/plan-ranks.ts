import { planNetwork } from '@/shared/domain/rank-network.ts';
import { isRdmaReady } from '@/shared/domain/topology.ts';
import { EngineState, MachineFacts } from '@/shared/schemas/machine.ts';
import type { Backend } from '@/shared/schemas/session.ts';
import type { RankNetwork } from '@/shared/protocol/agent.ts';
import type { ServiceContext } from '../../context.ts';
import { readLinks } from '../inventory/index.ts';

export type Listen = { hostId: string; address: string; port: number };
export type RanksPlan = {
  backend: Backend;
  reason: string;
  network: RankNetwork;
  mlx: string | null;
  mlxLm: string | null;
};

/**
 * How the ranks will find each other. Before the agents have reserved their ports (`listen` null) the plan tells
 * backend and reason only; its network is made again when every rank has its address.
 */
export async function planRanks(
  ctx: ServiceContext,
  ranks: { rank: number; machineId: string; listen: Listen | null }[],
): Promise<RanksPlan> {
  const machineIds = ranks.map((it) => it.machineId);
  const [machines, links] = await Promise.all([
    ctx.db.machine.findMany({
      where: { id: { in: machineIds } },
      select: { id: true, name: true, facts: true, engine: true },
    }),
    readLinks(ctx, machineIds),
  ]);
  const factsOf = new Map(
    machines.map((it) => [it.id, it.facts === null ? null : MachineFacts.parse(it.facts)]),
  );
  const nameOf = new Map(machines.map((it) => [it.id, it.name]));
  const plan = planNetwork({
    ranks: ranks.map(({ rank, machineId, listen }) => ({
      rank,
      machineId,
      machineName: nameOf.get(machineId) ?? machineId,
      hostId: listen?.hostId ?? factsOf.get(machineId)?.hostId ?? machineId,
      address: listen?.address ?? factsOf.get(machineId)?.addresses[0]?.ipv4 ?? '127.0.0.1',
      port: listen?.port ?? 0,
    })),
    links,
    backend: 'auto',
    rdmaReady: new Map(machineIds.map((id) => [id, rdmaReadyOf(factsOf.get(id) ?? null)])),
  });
  const first = machines.find((it) => it.id === machineIds[0])?.engine ?? null;
  const engine = first === null ? null : EngineState.parse(first);
  return { ...plan, mlx: engine?.mlx ?? null, mlxLm: engine?.mlxLm ?? null };
}

const rdmaReadyOf = (facts: MachineFacts | null): boolean | null =>
  facts === null ? null : isRdmaReady(facts);
