import type { AgentModel, EngineState, MachineFacts } from '../schemas/machine.ts';
import { canonicalJson } from './canonical-json.ts';
import { listIpv4 } from './port-network.ts';

/** What an agent said, as far as it could be read. */
export type ReadReport = {
  facts: MachineFacts | null;
  models: readonly AgentModel[];
  engine: EngineState | null;
};

/**
 * Free disk to two digits, rounded down: as it is shown, and as it is compared. The last digits change each minute
 * and tell nobody anything.
 */
export function roundDiskFree(bytes: number): number {
  if (bytes < 100) return bytes;
  const step = 10 ** (Math.floor(Math.log10(bytes)) - 1);
  return Math.floor(bytes / step) * step;
}

/** Does the later report change anything that a screen shows? The rest is stored and wakes nobody. */
export const isShownChange = (before: ReadReport, after: ReadReport): boolean =>
  canonicalJson(shownOf(before)) !== canonicalJson(shownOf(after));

/** Does it tell of the machine's ports and cables otherwise than the earlier one? */
export const isCableChange = (before: ReadReport, after: ReadReport): boolean =>
  canonicalJson(before.facts && cablesOf(before.facts)) !==
  canonicalJson(after.facts && cablesOf(after.facts));

function cablesOf(facts: MachineFacts): unknown {
  const { thunderbolt, rdma, simulated } = facts;
  // Whether a cable can carry RDMA hangs on the addresses of its ports; the others show nowhere.
  const portAddresses = thunderbolt?.map((port) =>
    port.interface === null ? [] : listIpv4(facts, port.interface),
  );
  return { thunderbolt, rdma, simulated, portAddresses };
}

function shownOf({ facts, models, engine }: ReadReport): unknown {
  if (!facts) return { facts, models, engine };
  const { hostId, hostName, os, osVersion, hwModel, chip, gpuCores, memoryBytes, diskFreeBytes } = facts;
  return {
    host: { hostId, hostName, os, osVersion },
    hardware: { hwModel, chip, gpuCores, memoryBytes },
    diskFreeBytes: diskFreeBytes === null ? null : roundDiskFree(diskFreeBytes),
    cables: cablesOf(facts),
    unmanaged: facts.unmanaged ?? null,
    models,
    engine,
  };
}
