import { findMacModel, getMacModel, type MacModel } from '../data/mac-models.ts';
import type { ReadinessMachine } from '../domain/readiness-check.ts';
import { joinThunderbolt, type Link } from '../domain/topology.ts';
import type { EngineState, MachineFacts } from '../schemas/machine.ts';
import type { ThunderboltPort } from '../schemas/network-facts.ts';

/** A cable: name and receptacle of either end. */
export type Cable = readonly [string, number, string, number];
export type MacSpec = { name: string; catalogId?: string; facts?: Partial<MachineFacts> | null } & Partial<
  Omit<ReadinessMachine, 'name' | 'facts' | 'machineId'>
>;
export type Macs = { machines: ReadinessMachine[]; links: Link[] };

const ENGINE: EngineState = {
  ready: true,
  mlx: '0.32.1',
  mlxLm: '0.31.3',
  python: '3.12.8',
  backends: ['ring', 'jaccl'],
  message: null,
};

const idOf = (name: string): string => name.toLowerCase();
const domainOf = (name: string, receptacle: number): string => `${name.toUpperCase()}-${receptacle}`;
const interfaceOf = (receptacle: number): string => `en${receptacle + 1}`;

function portsOf(name: string, model: MacModel, cables: readonly Cable[]): ThunderboltPort[] {
  const isFive = model.thunderbolt.version === 5;
  return Array.from({ length: model.thunderbolt.ports ?? 0 }, (_, index) => {
    const receptacle = index + 1;
    const peer = cables.flatMap(([a, i, b, j]) => {
      if (a === name && i === receptacle) return [domainOf(b, j)];
      return b === name && j === receptacle ? [domainOf(a, i)] : [];
    })[0];
    return {
      receptacle: String(receptacle),
      interface: interfaceOf(receptacle),
      domainUuid: domainOf(name, receptacle),
      peerDomainUuid: peer ?? null,
      through: null,
      speedGbps: peer === undefined ? (isFive ? 120 : 40) : isFive ? 80 : 40,
      connected: peer !== undefined,
    };
  });
}

/** The address of each end of each cable, one /30 a cable. */
function cableAddresses(name: string, cables: readonly Cable[]): MachineFacts['addresses'] {
  return cables.flatMap(([a, i, b, j], index) => {
    const first = index * 4;
    const net = `192.168.${Math.floor(first / 256)}.`;
    if (a === name) return [{ interface: interfaceOf(i), ipv4: `${net}${(first % 256) + 1}` }];
    return b === name ? [{ interface: interfaceOf(j), ipv4: `${net}${(first % 256) + 2}` }] : [];
  });
}

function factsOf(
  name: string,
  index: number,
  model: MacModel,
  cables: readonly Cable[],
  change: Partial<MachineFacts> | undefined,
): MachineFacts {
  const ports = portsOf(name, model, cables);
  const addresses = [
    { interface: 'en0', ipv4: `10.20.${Math.floor(index / 200)}.${11 + (index % 200)}` },
    ...cableAddresses(name, cables),
  ];
  const memoryGb = Math.max(0, ...model.memoryGb);
  return {
    hostId: `host of ${name}`,
    hostName: name,
    os: 'macos',
    osVersion: '26.3',
    osBuild: '25D125',
    arch: 'arm64',
    hwModel: model.hwModels[0] ?? null,
    chip: `Apple ${model.chip}`,
    cpuCores: 32,
    gpuCores: 80,
    memoryBytes: memoryGb * 1024 ** 3,
    diskFreeBytes: 1e12,
    addresses,
    thunderbolt: ports,
    rdma: {
      enabled: true,
      devices: ports.map((port) => ({
        name: `rdma_${port.interface}`,
        portActive: port.connected,
        hasIpv4Gid: port.connected,
      })),
    },
    onBattery: false,
    interfaces: ['en0', ...ports.map((port) => port.interface ?? '')].map((it) => ({
      name: it,
      up: true,
      active: true,
      ipv4: addresses
        .filter((each) => each.interface === it)
        .map((each) => ({ address: each.ipv4, prefixLength: it === 'en0' ? 24 : 30 })),
      hasIpv6LinkLocal: true,
      members: [],
    })),
    memoryPressure: 1,
    wiredLimitBytes: 0,
    lidClosed: model.notebook ? false : null,
    sleepAfterMinutes: 0,
    simulated: false,
    ...change,
  };
}

/** Macs of the catalogue, all well unless `specs` say otherwise, with the cables that their reports make. */
export function cabledMacs(specs: readonly MacSpec[], cables: readonly Cable[]): Macs {
  const machines = specs.map((spec, index): ReadinessMachine => {
    const { name, catalogId = 'studio-m3ultra', facts: change, ...more } = spec;
    const model = getMacModel(catalogId);
    if (model === null) throw new Error(`There is no model ${catalogId}.`);
    const facts = change === null ? null : factsOf(name, index, model, cables, change);
    const found = facts === null ? null : findMacModel(facts.hwModel, facts.chip, null, null).model;
    return {
      machineId: idOf(name),
      name,
      connection: 'online',
      facts,
      engine: ENGINE,
      model: found,
      ...more,
    };
  });
  return { machines, links: joinThunderbolt(machines) };
}

/** A cable from each to every other, the ports of each in turn. */
export function meshCables(names: readonly string[], firstPort = 2): Cable[] {
  const next = new Map(names.map((name) => [name, firstPort]));
  const take = (name: string): number => {
    const port = next.get(name) ?? firstPort;
    next.set(name, port + 1);
    return port;
  };
  return names.flatMap((a, index) => names.slice(index + 1).map((b): Cable => [a, take(a), b, take(b)]));
}

/** A cable from each to the next, and from the last to the first. */
export function ringCables(names: readonly string[], firstPort = 2): Cable[] {
  return names.map((a, index): Cable => [
    a,
    firstPort + 1,
    names[(index + 1) % names.length] ?? a,
    firstPort,
  ]);
}
