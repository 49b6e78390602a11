import type { CableDoubt } from './cable-doubts.ts';
import { listNames } from './format.ts';
import { namePort } from './port-name.ts';
import {
  conclude,
  type Finding,
  type ReadinessCheck,
  type ReadinessMachine,
  remedy,
} from './readiness-check.ts';
import type { Pair } from './readiness-pairs.ts';
import type { RingSearch } from './ring-search.ts';
import { portKey } from './topology.ts';

const idsOf = (pairs: readonly Pair[]): string[] => [
  ...new Set(pairs.flatMap(({ a, b }) => [a.machineId, b.machineId])),
];

/** Free ports of a machine, those that are no good for RDMA last. */
function freePorts({ facts, model }: ReadinessMachine): string[] {
  const ports = facts?.thunderbolt?.filter((port) => !port.connected).map(portKey) ?? [];
  const doubtful = (port: string): boolean => model?.rdma.doubtfulInterfaces.includes(port) === true;
  return ports.toSorted((a, b) => Number(doubtful(a)) - Number(doubtful(b)));
}

/** A cable to plug: from which port to which, where there is a free one. */
export type CableToPlug = { pair: Pair; aPort: string | null; bPort: string | null; text: string };

/** Which port to which, each used once. */
export function planCables(missing: readonly Pair[]): CableToPlug[] {
  const free = new Map<string, string[]>();
  const take = (machine: ReadinessMachine): string | null => {
    const ports = free.get(machine.machineId) ?? freePorts(machine);
    free.set(machine.machineId, ports.slice(1));
    return ports[0] ?? null;
  };
  const tell = (machine: ReadinessMachine, port: string | null): string => {
    if (port !== null) return namePort(port, machine);
    return machine.facts?.thunderbolt ? 'no free port' : 'a free port';
  };
  return missing.map((pair) => {
    const { a, b } = pair;
    const [aPort, bPort] = [take(a), take(b)];
    return { pair, aPort, bPort, text: `${a.name}, ${tell(a, aPort)}, to ${b.name}, ${tell(b, bPort)}` };
  });
}

const cableSteps = (missing: readonly Pair[]): string[] => planCables(missing).map(({ text }) => text);

const tellGap = ({ label, through, isSilent }: Pair): string => {
  if (through !== null) return `${label} goes through ${through}`;
  return isSilent ? `${label} not known` : `none from ${label}`;
};

/** Whether every two of them are cabled; ports that a Mac doesn't have are told. */
export function checkMesh(machines: readonly ReadinessMachine[], pairs: readonly Pair[]): ReadinessCheck {
  const gaps = pairs.filter(({ best }) => best === null);
  const missing = gaps.filter(({ isSilent }) => !isSilent);
  const seen = `${pairs.length - gaps.length} of ${pairs.length} ${pairs.length === 1 ? 'cable' : 'cables'}`;
  const ports = machines
    .filter(({ model }) => (model?.rdma.usablePorts ?? Infinity) < machines.length - 1)
    .map(
      ({ name, model }) =>
        `${name} has ${model?.rdma.usablePorts} ports for it, and a mesh of ${machines.length} needs ${machines.length - 1}`,
    );
  const isAlone = pairs.length === 0;
  const state = isAlone || missing.length > 0 ? 'fail' : gaps.length > 0 ? 'unknown' : 'pass';
  const cables = gaps.length === 0 ? seen : `${seen}: ${gaps.map(tellGap).join(', ')}`;
  return {
    code: 'MESH_COMPLETE',
    state,
    machineIds: idsOf(state === 'pass' ? pairs : missing.length > 0 ? missing : gaps),
    evidence: isAlone ? 'A mesh takes at least two Macs.' : `${[cables, ...ports].join('. ')}.`,
    remedy:
      missing.length === 0
        ? null
        : remedy('Plug a Thunderbolt 5 cable straight from Mac to Mac:', { steps: cableSteps(missing) }),
  };
}

/** A search, and whether it failed only because some Macs have not told their cables. */
export type RingToJudge = RingSearch & { isSilent?: boolean };

function tellNoRing(
  machines: readonly ReadinessMachine[],
  few: readonly ReadinessMachine[],
  search: RingToJudge,
): string {
  if (machines.length < 2) return 'A ring takes at least two Macs.';
  if (search.isSilent) return 'Not all of them have told their cables.';
  if (!search.isComplete) return 'There are too many cables to try every way round.';
  const names = listNames(few.map(({ name }) => name));
  const why = few.length === 0 ? '' : `: ${names} ${few.length === 1 ? 'has' : 'have'} too few`;
  return `No way along the cables goes round all ${machines.length} Macs${why}.`;
}

/** Whether a round trip along cables reaches all; `order` is that trip. */
export function checkRing(
  machines: readonly ReadinessMachine[],
  pairs: readonly Pair[],
  search: RingToJudge,
): ReadinessCheck {
  const { order } = search;
  const isComplete = search.isComplete && !search.isSilent;
  const cabled = pairs.filter(({ best }) => best !== null);
  const cablesOf = (machine: ReadinessMachine) => cabled.filter(({ a, b }) => a === machine || b === machine);
  if (order !== null && machines.length > 1) {
    const names = [...order, ...order.slice(0, 1)].map(
      (id) => machines.find(({ machineId }) => machineId === id)?.name,
    );
    const machineIds = machines.map(({ machineId }) => machineId);
    return {
      code: 'RING_COMPLETE',
      state: 'pass',
      machineIds,
      evidence: `${names.join(' – ')}.`,
      remedy: null,
    };
  }
  const few = machines.filter((machine) => cablesOf(machine).length < Math.min(2, machines.length - 1));
  return {
    code: 'RING_COMPLETE',
    state: isComplete ? 'fail' : 'unknown',
    machineIds: (few.length > 0 ? few : machines).map(({ machineId }) => machineId),
    evidence: tellNoRing(machines, few, search),
    remedy: isComplete
      ? remedy('In a ring each Mac has a Thunderbolt 5 cable to the next, and the last one to the first.', {
          steps: machines.length === 2 ? cableSteps(pairs) : [],
        })
      : null,
  };
}

export const tellDoubt = ({ kind, ports }: Pick<CableDoubt, 'kind' | 'ports'>): string =>
  kind === 'same_port'
    ? `report the same Thunderbolt port (${ports.join(', ')}), so no cable is drawn to it`
    : `a cable goes from the Mac to itself (${listNames(ports)})`;

/** Only there when something is reported that can't be so. */
export function checkDoubts(
  machines: readonly ReadinessMachine[],
  doubts: readonly CableDoubt[],
): ReadinessCheck[] {
  const nameOf = new Map(machines.map(({ machineId, name }) => [machineId, name]));
  const findings = doubts
    .filter(({ machineIds }) => machineIds.some((id) => nameOf.has(id)))
    .map(({ kind, machineIds, ports }): Finding => ({
      subject: listNames(machineIds.map((id) => nameOf.get(id) ?? 'another Mac')),
      machineIds: machineIds.filter((id) => nameOf.has(id)),
      state: kind === 'same_port' ? 'fail' : 'warn',
      says: tellDoubt({ kind, ports }),
    }));
  if (findings.length === 0) return [];
  return [
    conclude('CABLES_MAKE_SENSE', findings, {
      toRemedy: (deciding) =>
        deciding.some(({ state }) => state === 'fail')
          ? remedy(
              'Two entries may stand for one Mac, or one was set up from a copy of the other’s disk. Retire the one that is not there.',
            )
          : remedy('Pull it out: it carries nothing, and closes a loop if the Thunderbolt Bridge is up.'),
    }),
  ];
}
