import type { MachineFacts } from '../schemas/machine.ts';
import { type CableAddresses, planAddresses } from './cable-addresses.ts';
import type { Link } from './link.ts';
import { findBridge } from './port-network.ts';
import { portKey } from './topology.ts';

export type SetupMachine = {
  machineId: string;
  name: string;
  facts: Pick<MachineFacts, 'addresses' | 'interfaces' | 'thunderbolt'> | null;
};

/** Text to copy to one Mac. Espalier runs none of it. */
export type NetworkSetup = {
  machineId: string;
  /** Gone after a restart. */
  untilRestart: string[];
  /** Stays; as network services of the port. */
  lasting: string[];
};

/** What hangs on the bridge of a machine's Thunderbolt ports beside them; `null` when that is not known. */
export type BridgeState = { name: string; others: string[] };

/** The bridge that takes in one of these ports; `null` is none, `undefined` not reported. */
export function readBridge(
  facts: SetupMachine['facts'],
  ports: readonly string[],
): BridgeState | null | undefined {
  if (!facts?.interfaces) return undefined;
  const bridge = ports.map((port) => findBridge(facts, port)).find((it) => it);
  if (!bridge) return null;
  const own = new Set(facts.thunderbolt?.flatMap((port) => port.interface ?? []));
  return { name: bridge.name, others: bridge.members.filter((it) => !own.has(it)) };
}

type End = { port: string; own: string; peer: string };
type BridgeLines = Pick<NetworkSetup, 'untilRestart' | 'lasting'>;

/** The bridge goes only where nothing else hangs on it: a USB Ethernet adapter would lose its network with it. */
function bridgeLines(bridge: BridgeState | null | undefined): BridgeLines {
  if (bridge === null) return { untilRestart: [], lasting: [] };
  const down = `sudo ifconfig ${bridge?.name ?? 'bridge0'} down`;
  const off = 'sudo networksetup -setnetworkserviceenabled "Thunderbolt Bridge" off';
  if (bridge === undefined) {
    const note =
      '# Only where nothing but Thunderbolt ports hangs on bridge0 (ifconfig bridge0 shows its members):';
    return { untilRestart: [note, `# ${down}`], lasting: [note, `# ${off}`] };
  }
  if (bridge.others.length > 0) {
    const note = `# ${bridge.name} stays: ${bridge.others.join(', ')} hangs on it, and addresses on the ports are enough.`;
    return { untilRestart: [note], lasting: [note] };
  }
  return { untilRestart: [down], lasting: [off] };
}

/** A name from a person, as a comment of one line. */
const comment = (text: string): string => `# ${text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')}`;

function setUp({ machineId, name, facts }: SetupMachine, ends: readonly End[]): NetworkSetup {
  const bridge = bridgeLines(
    readBridge(
      facts,
      ends.map(({ port }) => port),
    ),
  );
  const receptacleOf = new Map(facts?.thunderbolt?.map((it) => [portKey(it), it.receptacle]));
  const serviceLines = ({ port, own }: End): string[] => {
    const receptacle = receptacleOf.get(port);
    if (receptacle === undefined || !/^\d+$/.test(receptacle))
      return [`# ${port}: make a network service for its port, then give it ${own}, 255.255.255.252`];
    return [
      `sudo networksetup -createnetworkservice "Espalier ${port}" "Thunderbolt ${receptacle}"`,
      `sudo networksetup -setmanual "Espalier ${port}" ${own} 255.255.255.252`,
    ];
  };
  return {
    machineId,
    untilRestart: [
      comment(`${name}, as an administrator; gone after a restart`),
      ...bridge.untilRestart,
      ...ends.flatMap(({ port, own, peer }) => [
        `sudo ifconfig ${port} inet ${own} netmask 255.255.255.252`,
        `sudo route change ${peer} -interface ${port}`,
      ]),
    ],
    lasting: [
      comment(`${name}, as an administrator; stays after a restart`),
      ...bridge.lasting,
      ...ends.flatMap(serviceLines),
    ],
  };
}

const endsOf = (machineId: string, cables: readonly CableAddresses[]): End[] =>
  cables.flatMap(({ link, a, b }) => {
    if (link.aMachineId === machineId) return [{ port: link.aPort, own: a, peer: b }];
    if (link.bMachineId === machineId) return [{ port: link.bPort, own: b, peer: a }];
    return [];
  });

/** Commands that give each cable without addresses a network of its own. Machines that need none are left out. */
export function proposeNetworkSetup(
  machines: readonly SetupMachine[],
  links: readonly Link[],
): NetworkSetup[] {
  const open = planAddresses(machines, links).filter(({ isSet }) => !isSet);
  return machines.flatMap((machine) => {
    const ends = endsOf(machine.machineId, open);
    return ends.length === 0 ? [] : [setUp(machine, ends)];
  });
}
