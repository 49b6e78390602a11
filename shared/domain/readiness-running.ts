import type { MachineFacts } from '../schemas/machine.ts';
import { formatMemory } from './format.ts';
import { wiredLimitOf } from './model-memory.ts';
import { isLinkLocal } from './port-network.ts';
import {
  checkEach,
  checkEqual,
  conclude,
  type Judgement,
  type ReadinessCheck,
  type ReadinessMachine,
  type ReadinessWish,
  remedy,
  SILENT,
} from './readiness-check.ts';
import { compareVersions } from './versions.ts';

/** The first MLX with JACCL. */
const LEAST_MLX = '0.30.1';

function judgeEngine({ engine }: ReadinessMachine): Judgement {
  if (engine === null) return { state: 'unknown', says: 'has not told its MLX' };
  if (!engine.ready)
    return { state: 'fail', says: `MLX is not ready (${engine.message ?? 'no reason given'})` };
  if (engine.product) return { state: 'pass', says: `${engine.product.name} ${engine.product.version}` };
  if (engine.mlx === null || engine.mlxLm === null)
    return { state: 'unknown', says: 'has not told its versions' };
  return { state: 'pass', says: `MLX ${engine.mlx}, mlx-lm ${engine.mlxLm}` };
}

function checkEngine(machines: readonly ReadinessMachine[]): ReadinessCheck {
  const toRemedy = () =>
    remedy(
      'Set up the pinned MLX and mlx-lm on every Mac of the set: each release of one expects the other.',
    );
  const each = checkEach('ENGINE_VERSION_MATCH', machines, judgeEngine, { toRemedy });
  if (each.state === 'fail') return each;
  return checkEqual(
    'ENGINE_VERSION_MATCH',
    machines,
    (machine) => {
      const { state, says } = judgeEngine(machine);
      return state === 'pass' ? says : null;
    },
    'fail',
    toRemedy,
  );
}

function judgeJaccl({ engine }: ReadinessMachine): Judgement {
  if (!engine?.ready) return { state: 'unknown', says: 'has no MLX that is ready' };
  const toLeast = compareVersions(engine.mlx, LEAST_MLX);
  if (toLeast !== null && toLeast < 0)
    return { state: 'fail', says: `MLX ${engine.mlx}, and JACCL came with ${LEAST_MLX}` };
  return engine.backends.includes('jaccl')
    ? { state: 'pass', says: 'MLX has JACCL' }
    : { state: 'fail', says: 'MLX was built without JACCL' };
}

const checkJaccl = (machines: readonly ReadinessMachine[]): ReadinessCheck =>
  checkEach('ENGINE_JACCL', machines, judgeJaccl, {
    toRemedy: () =>
      remedy('Set up MLX anew on macOS 26.2 or later: the build for an older macOS has no JACCL.'),
  });

const checkTcpAddress = (machines: readonly ReadinessMachine[]): ReadinessCheck =>
  checkEach(
    'TCP_ADDRESS',
    machines,
    ({ facts }) => {
      if (facts === null) return SILENT;
      const own = facts.addresses.find(({ ipv4 }) => !isLinkLocal(ipv4));
      return own === undefined
        ? { state: 'fail', says: 'no IPv4 address on any network' }
        : { state: 'pass', says: `${own.ipv4} on ${own.interface}` };
    },
    { toRemedy: () => remedy('Connect it to the network of the others; the ranks talk over IPv4.') },
  );

const LOCAL_NETWORK = remedy(
  'An agent installed as a service of the system is not asked. One started by a person needs the switch in System Settings › Privacy & Security › Local Network.',
);

const checkLocalNetwork = (machines: readonly ReadinessMachine[]): ReadinessCheck =>
  checkEach(
    'LOCAL_NETWORK',
    machines,
    ({ localNetworkAllowed }) => {
      if (localNetworkAllowed === true)
        return { state: 'pass', says: 'has talked to others on the local network' };
      if (localNetworkAllowed === false)
        return { state: 'fail', says: 'macOS kept its ranks off the local network (error 65)' };
      return { state: 'unknown', says: 'no evidence yet, and macOS has no command that tells' };
    },
    { toRemedy: () => LOCAL_NETWORK, ifUnknown: LOCAL_NETWORK },
  );

function checkRuns(machines: readonly ReadinessMachine[], runs: ReadinessWish['runs']): ReadinessCheck[] {
  if (!runs) return [];
  const machineIds = machines.map(({ machineId }) => machineId);
  return [
    conclude('MODEL_RUNS', [{ subject: '', machineIds, ...runs }], {
      toRemedy: () => remedy('Take another model, or another number of Macs.'),
      ifUnknown: remedy('It is told once the agents have said what these Macs are.'),
    }),
  ];
}

function checkTensor(
  machines: readonly ReadinessMachine[],
  tensor: ReadinessWish['tensor'],
): ReadinessCheck[] {
  if (!tensor) return [];
  const machineIds = machines.map(({ machineId }) => machineId);
  return [
    conclude('TP_DIVISIBLE', [{ subject: '', machineIds, ...tensor }], {
      toRemedy: () =>
        remedy(
          'Splitting by layers (pipeline) needs no such division. For tensor splitting take 2, 4 or 8 Macs.',
        ),
    }),
  ];
}

/** What the GPU may hold: the limit somebody set, else the share that macOS gives it. */
function gpuLimit(facts: MachineFacts): { bytes: number; basis: string } | null {
  const { wiredLimitBytes, memoryBytes } = facts;
  if (wiredLimitBytes) return { bytes: wiredLimitBytes, basis: 'set limit' };
  if (wiredLimitBytes !== 0 || memoryBytes === null) return null;
  const { bytes } = wiredLimitOf(memoryBytes, null);
  return { bytes, basis: 'macOS’s usual share, not measured' };
}

function judgeMemory({ facts }: ReadinessMachine, wanted: number): Judgement {
  const needs = `needs ${formatMemory(wanted)}`;
  if (facts === null) return { state: 'unknown', says: `${needs}; has reported nothing yet` };
  if (facts.memoryBytes !== null && wanted > facts.memoryBytes)
    return { state: 'fail', says: `${needs} of ${formatMemory(facts.memoryBytes)}` };
  const limit = gpuLimit(facts);
  if (limit === null) {
    const usual = facts.memoryBytes === null ? null : wiredLimitOf(facts.memoryBytes, null).bytes;
    const guess = usual === null ? '' : ` (macOS’s usual share is ${formatMemory(usual)})`;
    return { state: 'unknown', says: `${needs}; what the GPU may use is not known${guess}` };
  }
  const says = `${needs} of ${formatMemory(limit.bytes)} (${limit.basis})`;
  return { state: wanted > limit.bytes ? 'fail' : 'pass', says };
}

function checkMemory(
  machines: readonly ReadinessMachine[],
  wanted: ReadinessWish['bytesPerMachine'],
): ReadinessCheck[] {
  if (wanted === undefined) return [];
  return [
    checkEach('MEMORY_FITS', machines, (machine) => judgeMemory(machine, wanted), {
      toRemedy: () =>
        remedy(
          'Take more or larger Macs, a smaller quantisation or a shorter context. The limit can be raised until the next restart.',
          { commands: ['sysctl iogpu.wired_limit_mb', 'sudo sysctl iogpu.wired_limit_mb=<megabytes>'] },
        ),
    }),
  ];
}

const PRESSURE: Record<number, Judgement> = {
  1: { state: 'pass', says: 'memory pressure normal' },
  2: { state: 'warn', says: 'memory pressure raised' },
  4: { state: 'fail', says: 'memory pressure critical' },
};

const checkPressure = (machines: readonly ReadinessMachine[]): ReadinessCheck =>
  checkEach(
    'MEMORY_PRESSURE',
    machines,
    ({ facts }) => PRESSURE[facts?.memoryPressure ?? 0] ?? { state: 'unknown', says: 'not told' },
    {
      toRemedy: () =>
        remedy('Quit what holds memory there, or restart the Mac; a model left by a crash stays wired.'),
    },
  );

function judgePower({ facts, model }: ReadinessMachine): Judgement {
  if (facts === null) return SILENT;
  const { onBattery, lidClosed, sleepAfterMinutes } = facts;
  const isDesktop = model?.notebook === false;
  const troubles = [
    ...(onBattery === true ? ['runs on battery'] : []),
    ...(lidClosed === true ? ['its lid is closed'] : []),
    ...(sleepAfterMinutes ? [`sleeps after ${sleepAfterMinutes} min without use`] : []),
  ];
  if (troubles.length > 0) return { state: 'warn', says: troubles.join(', ') };
  const isLidKnown = isDesktop || typeof lidClosed === 'boolean';
  const isSleepKnown = typeof sleepAfterMinutes === 'number';
  if ((onBattery === null && !isDesktop) || !isLidKnown || !isSleepKnown)
    return { state: 'unknown', says: 'has not told all of power, lid and sleep' };
  return { state: 'pass', says: isDesktop ? 'on mains, never sleeps' : 'on mains, lid open, never sleeps' };
}

const checkPower = (machines: readonly ReadinessMachine[]): ReadinessCheck =>
  checkEach('POWER_AND_LID', machines, judgePower, {
    toRemedy: () =>
      remedy('Put it on mains with the lid open, and keep it from sleeping while it serves.', {
        commands: ['sudo pmset -c sleep 0'],
      }),
  });

/** What a run needs beside the cables: the engine, the network, room for the model, and a Mac that stays awake. */
export const checkRunning = (
  machines: readonly ReadinessMachine[],
  wish: ReadinessWish,
): ReadinessCheck[] => [
  checkEngine(machines),
  checkJaccl(machines),
  checkTcpAddress(machines),
  checkLocalNetwork(machines),
  ...checkRuns(machines, wish.runs),
  ...checkTensor(machines, wish.tensor),
  ...checkMemory(machines, wish.bytesPerMachine),
  checkPressure(machines),
  checkPower(machines),
];
