import type { MacModel } from '../data/mac-models.ts';
import type { AgentConnection, EngineState, MachineFacts } from '../schemas/machine.ts';
import type { Parallelism } from '../schemas/session.ts';
import { listNames } from './format.ts';

export const CHECK_CODES = [
  'SSH_OR_AGENT_REACHABLE',
  'SIZE_GE_2',
  'SIZE_LE_8',
  'MODEL_TB5',
  'OS_MIN_26_2',
  'OS_BUILD_MATCH',
  'CHIP_MATCH',
  'RDMA_ENABLED',
  'ENGINE_VERSION_MATCH',
  'ENGINE_JACCL',
  'CABLES_MAKE_SENSE',
  'MESH_COMPLETE',
  'RING_COMPLETE',
  'LINK_SPEED_TB5',
  'RDMA_PORT_ACTIVE',
  'IFACE_IPV4',
  'BRIDGE_OFF',
  'PORT_NOT_STUDIO_EN2',
  'TCP_ADDRESS',
  'LOCAL_NETWORK',
  'MODEL_RUNS',
  'TP_DIVISIBLE',
  'MEMORY_FITS',
  'MEMORY_PRESSURE',
  'POWER_AND_LID',
] as const;
export type CheckCode = (typeof CHECK_CODES)[number];
/** `unknown` is never a pass; `warn` is one, with something to know. */
export type CheckState = 'pass' | 'warn' | 'unknown' | 'fail';

/** What to do: words, steps to take at the Mac, commands to copy. Espalier does none of it. */
export type Remedy = { text: string; steps: string[]; commands: string[] };

export type ReadinessCheck = {
  code: CheckCode;
  state: CheckState;
  /** The machines that decide its state. */
  machineIds: string[];
  /** What was found, with values. */
  evidence: string;
  remedy: Remedy | null;
};

export type ReadinessMachine = {
  machineId: string;
  name: string;
  connection: AgentConnection;
  facts: MachineFacts | null;
  engine: EngineState | null;
  /** Its entry of the catalogue. */
  model: MacModel | null;
  /** Whether macOS lets its ranks talk to the local network: only known from what happened. */
  localNetworkAllowed?: boolean | null;
  /** Why its agent gets no work, though it answers. */
  upgradeRequired?: string | null;
};

export type ReadinessWish = {
  /** Why no machine of any kind can run it so, or that one can. */
  runs?: Judgement | undefined;
  /** How the model is to be split; by tensors makes `tensor` a condition. */
  parallelism?: Parallelism | undefined;
  /** Whether its heads, experts and groups divide by so many. */
  tensor?: Judgement | undefined;
  /** What one machine has to hold. */
  bytesPerMachine?: number | undefined;
};

/** What one machine or port says to a check. */
export type Finding = {
  /** Empty where it is said of the whole set. */
  subject: string;
  machineIds: readonly string[];
  state: CheckState;
  says: string;
  /** What many of them are called where they need not be named. */
  plural?: string;
};
export type Judgement = Pick<Finding, 'state' | 'says'>;
export const SILENT: Judgement = { state: 'unknown', says: 'has reported nothing yet' };
/** What to do about a check; `ifUnknown` when it can't be told yet. */
export type Advice = { toRemedy?: (deciding: readonly Finding[]) => Remedy; ifUnknown?: Remedy };

const WORST_FIRST: readonly CheckState[] = ['fail', 'unknown', 'warn', 'pass'];

export const remedy = (text: string, more: Partial<Remedy> = {}): Remedy => ({
  text,
  steps: [],
  commands: [],
  ...more,
});

const WAIT = remedy('Wait for the next report of its agent, or look at the Mac itself.');

/** More that say the same and are well are counted, not named. */
const MOST_NAMED = 6;

/** `Anjou and Bosc: macOS 26.3; Comice: macOS 26.4` */
function tell(findings: readonly Finding[]): string {
  const bySaying = Map.groupBy(findings, ({ says }) => says);
  const parts = [...bySaying].map(([says, of]) => {
    const isLong = of.length > MOST_NAMED && of[0]?.state === 'pass';
    const who = isLong
      ? `${of.length} ${of[0]?.plural ?? 'Macs'}`
      : listNames(of.map(({ subject }) => subject));
    return who === '' ? says : `${who}: ${says}`;
  });
  return `${parts.join('; ')}.`;
}

/** One line of the checklist: the worst of what was found, told with everything that is as bad or in doubt. */
export function conclude(
  code: CheckCode,
  findings: readonly Finding[],
  { toRemedy, ifUnknown = WAIT }: Advice = {},
): ReadinessCheck {
  const state = WORST_FIRST.find((each) => findings.some((it) => it.state === each)) ?? 'unknown';
  const deciding = findings.filter((it) => it.state === state);
  const doubts = state === 'fail' ? findings.filter((it) => it.state === 'unknown') : [];
  return {
    code,
    state,
    machineIds: [...new Set(deciding.flatMap(({ machineIds }) => machineIds))],
    evidence: findings.length === 0 ? 'Nothing to judge.' : tell([...deciding, ...doubts]),
    remedy: state === 'pass' ? null : state === 'unknown' ? ifUnknown : (toRemedy?.(deciding) ?? null),
  };
}

/** A check over each machine by itself. */
export function checkEach(
  code: CheckCode,
  machines: readonly ReadinessMachine[],
  judge: (machine: ReadinessMachine) => Judgement,
  advice: Advice,
): ReadinessCheck {
  const findings = machines.map((machine) => ({
    subject: machine.name,
    machineIds: [machine.machineId],
    ...judge(machine),
  }));
  return conclude(code, findings, advice);
}

/** A check that all machines say the same. Those that differ from the most are the ones that decide. */
export function checkEqual(
  code: CheckCode,
  machines: readonly ReadinessMachine[],
  read: (machine: ReadinessMachine) => string | null,
  difference: Extract<CheckState, 'warn' | 'fail'>,
  toRemedy: () => Remedy,
): ReadinessCheck {
  const said = machines.map((machine) => ({ machine, value: read(machine) }));
  const known = Map.groupBy(
    said.flatMap(({ value }) => value ?? []),
    (value) => value,
  );
  const usual = [...known].toSorted(([, a], [, b]) => b.length - a.length)[0]?.[0];
  const findings = said.map(({ machine, value }): Finding => ({
    subject: machine.name,
    machineIds: [machine.machineId],
    state: value === null ? 'unknown' : value === usual ? 'pass' : difference,
    says: value ?? 'not known',
  }));
  if (known.size < 2) return conclude(code, findings);
  // Who differs is seen only beside the others, and a difference outweighs what is not known.
  return {
    code,
    state: difference,
    machineIds: findings.filter(({ state }) => state === difference).flatMap((it) => it.machineIds),
    evidence: tell(findings),
    remedy: toRemedy(),
  };
}
