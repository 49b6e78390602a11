import type { MachineFacts } from '../schemas/machine.ts';
import { listNames } from './format.ts';
import { MESH_MAX_MACHINES } from './islands.ts';
import { THUNDERBOLT_5_GBPS } from './link.ts';
import {
  checkEach,
  checkEqual,
  type CheckCode,
  conclude,
  type Finding,
  type Judgement,
  type ReadinessCheck,
  type ReadinessMachine,
  remedy,
  SILENT,
} from './readiness-check.ts';
import { compareVersions } from './versions.ts';

const LEAST_MACOS = '26.2';
/** With it come JACCL's large buffers. */
const GOOD_MACOS = '26.3';
const LINUX: Judgement = { state: 'fail', says: 'runs Linux, and RDMA over Thunderbolt is of macOS' };

const OS_NAMES = { macos: 'macOS', linux: 'Linux' } as const;

const namesOf = (findings: readonly Finding[]): string => listNames(findings.map(({ subject }) => subject));

const CONNECTION: Record<ReadinessMachine['connection'], Judgement> = {
  online: { state: 'pass', says: 'the agent answers' },
  suspect: { state: 'unknown', says: 'the agent has been silent for a moment' },
  asleep: { state: 'unknown', says: 'it is asleep, and is woken before its slot' },
  lost: { state: 'fail', says: 'the agent does not answer; what is known is from its last report' },
  never: { state: 'fail', says: 'no agent has joined' },
  revoked: { state: 'fail', says: 'the agent was revoked' },
};

const SKEWED = 'the agent answers, but this portal does not work with its version';

const judgeAgent = ({ connection, upgradeRequired }: ReadinessMachine): Judgement =>
  connection === 'online' && upgradeRequired ? { state: 'fail', says: SKEWED } : CONNECTION[connection];

function checkReachable(machines: readonly ReadinessMachine[]): ReadinessCheck {
  return checkEach('SSH_OR_AGENT_REACHABLE', machines, judgeAgent, {
    toRemedy: (deciding) =>
      remedy(
        deciding.every(({ says }) => says === SKEWED)
          ? 'Fetch agent.mjs from this portal and restart the agent; where the agent is the newer one, update the portal.'
          : 'Look first whether the Mac is on and on the network, then whether its agent runs. A Mac without an agent is joined from its page.',
      ),
  });
}

function checkSize(machines: readonly ReadinessMachine[]): ReadinessCheck[] {
  const machineIds = machines.map(({ machineId }) => machineId);
  const count = machines.length === 1 ? '1 Mac' : `${machines.length} Macs`;
  const toCheck = (code: CheckCode, isMet: boolean, says: string, advice: string): ReadinessCheck =>
    conclude(code, [{ subject: '', machineIds, state: isMet ? 'pass' : 'fail', says }], {
      toRemedy: () => remedy(advice),
    });
  return [
    toCheck(
      'SIZE_GE_2',
      machines.length >= 2,
      count,
      'Choose at least two Macs, or run the model on the one.',
    ),
    toCheck(
      'SIZE_LE_8',
      machines.length <= MESH_MAX_MACHINES,
      `${count}, and a JACCL mesh takes up to ${MESH_MAX_MACHINES}`,
      `Choose ${MESH_MAX_MACHINES} of them, or use a ring, which takes more.`,
    ),
  ];
}

/** What the ports themselves say: an idle one tells what it could do, a cabled one what its cable runs at. */
function portsReach(facts: MachineFacts | null): { isThunderbolt5: boolean | null; mostGbps: number | null } {
  const ports = facts?.thunderbolt ?? [];
  const mostOf = (list: typeof ports): number | null => {
    const speeds = list.map(({ speedGbps }) => speedGbps).filter((speed) => speed !== null);
    return speeds.length === 0 ? null : Math.max(...speeds);
  };
  const mostGbps = mostOf(ports);
  if (mostGbps !== null && mostGbps >= THUNDERBOLT_5_GBPS) return { isThunderbolt5: true, mostGbps };
  const idle = mostOf(ports.filter(({ connected }) => !connected));
  return { isThunderbolt5: idle === null ? null : false, mostGbps: idle };
}

function judgeModel({ facts, model }: ReadinessMachine): Judgement {
  if (facts?.os === 'linux') return LINUX;
  const { isThunderbolt5, mostGbps } = portsReach(facts);
  const version = model?.thunderbolt.version ?? null;
  if (model?.rdma.capable === false) {
    const has = version === null || version === 0 ? 'no Thunderbolt 5' : `Thunderbolt ${version}`;
    const ports = mostGbps === null ? '' : `; its ports say up to ${mostGbps} Gb/s`;
    return {
      state: 'fail',
      says: `${model.name} has ${has}${ports}, and RDMA needs Thunderbolt 5 (${THUNDERBOLT_5_GBPS} Gb/s)`,
    };
  }
  if (model?.rdma.capable === true) return { state: 'pass', says: `${model.name} has Thunderbolt 5` };
  if (isThunderbolt5 === true) return { state: 'pass', says: `its ports say up to ${mostGbps} Gb/s` };
  if (isThunderbolt5 === false) {
    return { state: 'fail', says: `its ports say up to ${mostGbps} Gb/s, and RDMA needs Thunderbolt 5` };
  }
  if (facts === null && model === null) return SILENT;
  return { state: 'unknown', says: `it is not established which Thunderbolt ${model?.name ?? 'it'} has` };
}

/** Why a machine can be in no RDMA group for good, and what it can still do; `null` where it can, or where that is not known. */
export function whyNoRdma(machine: ReadinessMachine): string | null {
  const { state, says } = judgeModel(machine);
  return state === 'fail'
    ? `${says[0]?.toUpperCase()}${says.slice(1)}. It can run a model by itself, and be one rank of a TCP ring.`
    : null;
}

const checkModel = (machines: readonly ReadinessMachine[]): ReadinessCheck =>
  checkEach('MODEL_TB5', machines, judgeModel, {
    toRemedy: (deciding) =>
      remedy(
        `${namesOf(deciding)} can’t join an RDMA group: no cable, setting or update changes the ports. ` +
          `${deciding.length === 1 ? 'It' : 'Each'} can still run a model by itself, and be one rank of a TCP ring, ` +
          'where splitting by layers (pipeline) suits it.',
      ),
    ifUnknown: remedy('A port without a cable tells its speed: leave one free until the next report.'),
  });

function judgeMacos({ facts, model }: ReadinessMachine): Judgement {
  if (facts === null) return SILENT;
  if (facts.os === 'linux') return LINUX;
  const least = model?.rdma.minMacos ?? LEAST_MACOS;
  const toLeast = compareVersions(facts.osVersion, least);
  const toGood = compareVersions(facts.osVersion, GOOD_MACOS);
  if (toLeast === null || toGood === null) return { state: 'unknown', says: 'did not tell its macOS' };
  if (toLeast < 0) return { state: 'fail', says: `macOS ${facts.osVersion}, and RDMA needs ${least}` };
  if (toGood < 0)
    return { state: 'warn', says: `macOS ${facts.osVersion}, without the large buffers of ${GOOD_MACOS}` };
  return { state: 'pass', says: `macOS ${facts.osVersion}` };
}

const checkMacos = (machines: readonly ReadinessMachine[]): ReadinessCheck =>
  checkEach('OS_MIN_26_2', machines, judgeMacos, {
    toRemedy: () =>
      remedy(`Update to macOS ${GOOD_MACOS} or later, every Mac of the set to the same build.`, {
        commands: ['softwareupdate --list', 'sudo softwareupdate --install --all --restart'],
      }),
  });

const checkBuild = (machines: readonly ReadinessMachine[]): ReadinessCheck =>
  checkEqual(
    'OS_BUILD_MATCH',
    machines,
    ({ facts }) =>
      facts?.osVersion && facts.osBuild
        ? `${OS_NAMES[facts.os]} ${facts.osVersion} (${facts.osBuild})`
        : null,
    'fail',
    () =>
      remedy(
        'Bring all to one version and build of macOS: with different ones, betas included, ports may not see each other.',
        { commands: ['sw_vers'] },
      ),
  );

const checkChip = (machines: readonly ReadinessMachine[]): ReadinessCheck =>
  checkEqual(
    'CHIP_MATCH',
    machines,
    ({ facts }) => facts?.chip ?? null,
    'warn',
    () =>
      remedy(
        'Different chips in one group work, but round differently, and MLX 0.32.2 was seen to hang with an M3 beside an M5. Prefer like Macs.',
      ),
  );

function judgeRdma({ facts }: ReadinessMachine): Judgement {
  if (facts === null) return SILENT;
  if (facts.os === 'linux') return LINUX;
  const { rdma } = facts;
  if (rdma?.enabled === false) return { state: 'fail', says: 'RDMA is off' };
  if (rdma?.enabled === true && rdma.devices?.length === 0)
    return { state: 'fail', says: 'RDMA is on, but there is no RDMA device' };
  if (rdma?.enabled === true) return { state: 'pass', says: 'RDMA is on' };
  return { state: 'unknown', says: 'could not find out whether RDMA is on' };
}

/** It can't be done from afar, not even by an administrator. */
const RECOVERY_STEPS = [
  'Shut the Mac down.',
  'Hold its power button until “Loading startup options” appears.',
  'Choose Options, then Continue, and sign in as an administrator.',
  'Open Utilities › Terminal and type: rdma_ctl enable',
  'Restart from the Apple menu. Then rdma_ctl status says enabled.',
];

const checkRdma = (machines: readonly ReadinessMachine[]): ReadinessCheck =>
  checkEach('RDMA_ENABLED', machines, judgeRdma, {
    toRemedy: (deciding) =>
      remedy(`RDMA is turned on in Recovery only, at ${namesOf(deciding)} itself.`, {
        steps: RECOVERY_STEPS,
      }),
    ifUnknown: remedy('Ask the Mac itself.', { commands: ['rdma_ctl status', 'ibv_devices'] }),
  });

/** Everything that hangs on the machines, not on their cables. */
export const checkMachines = (machines: readonly ReadinessMachine[]): ReadinessCheck[] => [
  checkReachable(machines),
  ...checkSize(machines),
  checkModel(machines),
  checkMacos(machines),
  checkBuild(machines),
  checkChip(machines),
  checkRdma(machines),
];
