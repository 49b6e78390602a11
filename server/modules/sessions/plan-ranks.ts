import { planNetwork } from '@/shared/domain/rank-network.ts';
import { isRdmaReady, type Link } from '@/shared/domain/topology.ts';
import type { EngineState, MachineFacts } from '@/shared/schemas/machine.ts';
import type { Backend } from '@/shared/schemas/session.ts';
import type { RankNetwork } from '@/shared/protocol/agent.ts';
import type { ServiceContext } from '../../context.ts';
import { readReport } from '../inventory/index.ts';

/** `checkPorts`: for links that are tried before; an agent of before has none. */
export type Listen = { hostId: string; address: string; port: number; checkPorts?: number[] };
export type RanksPlan = {
  backend: Backend;
  reason: string;
  network: RankNetwork;
  mlx: string | null;
  mlxLm: string | null;
};

/**
 * How the ranks will find each other, by the cables among their machines. Before the agents have reserved their ports (`listen` null) the plan tells
 * backend and reason only; its network is made again when every rank has its address.
 */
export async function planRanks(
  ctx: ServiceContext,
  ranks: { rank: number; machineId: string; listen: Listen | null }[],
  links: Link[],
): Promise<RanksPlan> {
  const machineIds = ranks.map((it) => it.machineId);
  const machines = await ctx.db.machine.findMany({
    where: { id: { in: machineIds } },
    select: { id: true, name: true, report: true },
  });
  const reportOf = new Map(machines.map((it) => [it.id, readReport(it.report)]));
  const hostOf = new Map(machines.map((it) => [it.id, it.report?.hostId]));
  const nameOf = new Map(machines.map((it) => [it.id, it.name]));
  const plan = planNetwork({
    ranks: ranks.map(({ rank, machineId, listen }) => ({
      rank,
      machineId,
      machineName: nameOf.get(machineId) ?? machineId,
      hostId: hostOf.get(machineId) ?? machineId,
      address: listen?.address ?? reportOf.get(machineId)?.facts?.addresses[0]?.ipv4 ?? '127.0.0.1',
      port: listen?.port ?? 0,
    })),
    links,
    backend: 'auto',
    engineBackends: new Map(machineIds.map((id) => [id, backendsOf(reportOf.get(id)?.engine ?? null)])),
    rdmaReady: new Map(machineIds.map((id) => [id, rdmaReadyOf(reportOf.get(id)?.facts ?? null)])),
  });
  const engine = reportOf.get(machineIds[0] ?? '')?.engine;
  return { ...plan, mlx: engine?.mlx ?? null, mlxLm: engine?.mlxLm ?? null };
}

/** An engine that is not set up tells nothing. */
const backendsOf = (engine: EngineState | null): readonly string[] | null =>
  engine?.ready ? engine.backends : null;

const rdmaReadyOf = (facts: MachineFacts | null): boolean | null =>
  facts === null ? null : isRdmaReady(facts);
