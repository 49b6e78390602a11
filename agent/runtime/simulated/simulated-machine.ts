import { createHash } from 'node:crypto';
import {
  getMacModel,
  largestConfiguration,
  listSimulatable,
  type MacModel,
} from '@/shared/data/mac-models.ts';
import type { MachineFacts, UnmanagedProcess } from '@/shared/schemas/machine.ts';

export type SimulatedMachine = { facts: MachineFacts; model: MacModel; bandwidthGbPerSecond: number };

const FIRST_PORT = 3;

/**
 * A Mac of the catalogue in its largest configuration, labelled simulated. `name` makes it itself: the same name
 * gives the same host and cables. `cabledTo`: names of other simulated machines it has a Thunderbolt cable to; `unmanaged`: model processes of
 * others that it plays.
 * Throws for an id the catalogue can't play.
 */
export function simulateMachine(
  catalogId: string,
  name: string,
  cabledTo: readonly string[],
  unmanaged: UnmanagedProcess[] = [],
): SimulatedMachine {
  const model = getMacModel(catalogId);
  const playable = listSimulatable();
  if (model === null || !playable.includes(model)) {
    const some = playable.filter((it) => it.rdma.capable).map((it) => it.id);
    throw new Error(`There is no model “${catalogId}” to simulate. Try ${some.join(', ')}.`);
  }
  const { memoryBytes, gpuCores, cpuCores, bandwidthGbPerSecond } = largestConfiguration(model);
  const ports = portsOf(model, name, cabledTo);
  const facts: MachineFacts = {
    hostId: digest(`host ${name}`).slice(0, 32),
    hostName: name,
    os: 'macos',
    osVersion: '26.3',
    osBuild: '25D125',
    arch: 'arm64',
    hwModel: model.hwModels[0] ?? null,
    chip: `Apple ${model.chip}`,
    cpuCores,
    gpuCores,
    memoryBytes,
    diskFreeBytes: 1_400_000_000_000,
    addresses: [
      { interface: 'en0', ipv4: `10.77.${byte(name, 0)}.${byte(name, 1)}` },
      ...ports.flatMap((port) =>
        port.connected && port.interface !== null
          ? [{ interface: port.interface, ipv4: linkLocal(port.domainUuid) }]
          : [],
      ),
    ],
    thunderbolt: ports,
    rdma: model.rdma.capable
      ? {
          enabled: true,
          devices: ports.map((port) => ({ name: `rdma_${port.interface}`, portActive: port.connected })),
        }
      : { enabled: false, devices: [] },
    onBattery: model.notebook ? false : null,
    thermalPressure: 0,
    unmanaged,
    simulated: true,
  };
  return { facts, model, bandwidthGbPerSecond: bandwidthGbPerSecond ?? 100 };
}

function portsOf(
  model: MacModel,
  name: string,
  cabledTo: readonly string[],
): NonNullable<MachineFacts['thunderbolt']> {
  const count = model.rdma.usablePorts ?? model.thunderbolt.ports ?? 0;
  const peers = cabledTo.filter((peer) => peer !== name).slice(0, count);
  return Array.from({ length: count }, (_, index) => {
    const peer = peers[index] ?? null;
    return {
      receptacle: String(index + 1),
      interface: `en${FIRST_PORT + index}`,
      domainUuid: uuid(`${name} to ${peer ?? `nothing at ${index}`}`),
      peerDomainUuid: peer === null ? null : uuid(`${peer} to ${name}`),
      speedGbps: peer === null ? null : model.thunderbolt.version === 5 ? 80 : 40,
      connected: peer !== null,
    };
  });
}

const digest = (text: string): string =>
  createHash('sha256').update(`espalier simulated ${text}`).digest('hex');
const byte = (text: string, index: number): number =>
  1 + (Number.parseInt(digest(text).slice(index * 2, index * 2 + 2), 16) % 250);
/** What macOS gives a port that nobody set up. */
const linkLocal = (text: string): string => `169.254.${byte(text, 0)}.${byte(text, 1)}`;
const uuid = (text: string): string =>
  digest(text)
    .slice(0, 32)
    .toUpperCase()
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
