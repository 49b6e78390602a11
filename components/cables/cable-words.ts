import type { CheckCode } from '@/shared/domain/readiness-check.ts';
import type { CableChangeView, CableMachineView, CableView } from './types.ts';

/** Whether RDMA can use a cable, as a word; unknown is never a yes. */
export const rdmaWord = (rdma: boolean | null): string => (rdma === null ? 'unknown' : rdma ? 'ready' : 'no');

export const speedWords = (speedGbps: number | null): string | null =>
  speedGbps === null ? null : `${speedGbps}\u202fGb/s`;

/** A cable in one sentence, as it is read out. */
export function cableSentence(
  cable: CableView,
  label: string,
  machineOf: ReadonlyMap<string, CableMachineView>,
): string {
  const end = ({ machineId, portName }: CableView['a']): string =>
    `${machineOf.get(machineId)?.name ?? 'another Mac'}, ${portName}`;
  const speed = speedWords(cable.speedGbps) ?? 'speed unknown';
  const through = cable.through === null ? '' : ` through ${cable.through}`;
  return `Cable ${label}: ${end(cable.a)}, to ${end(cable.b)}${through}, ${speed}, RDMA ${rdmaWord(cable.rdma)}`;
}

export function bridgeWords({ a, b }: CableView, machineOf: ReadonlyMap<string, CableMachineView>): string {
  const nameOf = ({ machineId }: CableView['a']): string => machineOf.get(machineId)?.name ?? 'another Mac';
  const on = [a, b].filter(({ bridge }) => bridge === 'on').map(nameOf);
  if (on.length === 2) return 'on at both';
  if (on.length === 1) return `on at ${on[0]}`;
  return [a, b].some(({ bridge }) => bridge === 'unknown') ? 'unknown' : 'off';
}

export const CHECK_TITLES: Record<CheckCode, string> = {
  SSH_OR_AGENT_REACHABLE: 'Agents answer',
  SIZE_GE_2: 'At least two Macs',
  SIZE_LE_8: 'At most eight in a mesh',
  MODEL_TB5: 'Thunderbolt 5 ports',
  OS_MIN_26_2: 'macOS 26.2 or later',
  OS_BUILD_MATCH: 'Same macOS build',
  CHIP_MATCH: 'Same chip',
  RDMA_ENABLED: 'RDMA switched on',
  ENGINE_VERSION_MATCH: 'Same MLX',
  ENGINE_JACCL: 'MLX has JACCL',
  CABLES_MAKE_SENSE: 'Reports agree',
  MESH_COMPLETE: 'Every pair cabled',
  RING_COMPLETE: 'A way round',
  LINK_SPEED_TB5: 'Cables at full speed',
  RDMA_PORT_ACTIVE: 'RDMA ports active',
  IFACE_IPV4: 'Addresses on the cables',
  BRIDGE_OFF: 'Thunderbolt Bridge',
  PORT_NOT_STUDIO_EN2: 'Not the port next to Ethernet',
  TCP_ADDRESS: 'Addresses on the network',
  LOCAL_NETWORK: 'Local Network allowed',
  MODEL_RUNS: 'The model can be run so',
  TP_DIVISIBLE: 'Splits evenly',
  MEMORY_FITS: 'Fits in memory',
  MEMORY_PRESSURE: 'Memory pressure',
  POWER_AND_LID: 'Power and lid',
};

/** What became of a cable, and when: `gone at 22:14`. */
export function changeWords(
  { kind, before, after, times, firstAt, at }: CableChangeView,
  toMoment: (at: Date | string) => string,
): string {
  const when = `at ${toMoment(at)}`;
  const loose = times > 1 ? `, changed ${times} times since ${toMoment(firstAt)}` : '';
  const speed = (state: CableChangeView['after']): string =>
    speedWords(state?.speedGbps ?? null) ?? 'speed unknown';
  const rdma = (state: CableChangeView['after']): string => rdmaWord(state?.rdma ?? null);
  switch (kind) {
    case 'came':
      return `came ${when}${loose}`;
    case 'gone':
      return `gone ${when}${loose}`;
    case 'speed':
      return `${speed(before)} to ${speed(after)} ${when}${loose}`;
    case 'rdma':
      return `RDMA ${rdma(before)} to ${rdma(after)} ${when}${loose}`;
    case 'as_before':
      return `changed ${times} times from ${toMoment(firstAt)} to ${toMoment(at)}, and is ${after ? 'as it was' : 'gone as it was'}`;
  }
}
