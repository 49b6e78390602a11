import type { PlannedSet } from '../schemas/planning.ts';
import type { AgentModel } from '../schemas/machine.ts';
import type { Backend } from '../schemas/session.ts';
import type { LinkCheck, Preflight, PreflightCheck } from '../schemas/session-start.ts';
import { readTrialFailure } from './failure-lines.ts';
import { formatGigabytes, formatMemory } from './format.ts';
import {
  type Advice,
  type CheckCode,
  conclude,
  type Finding,
  type Judgement,
  type ReadinessCheck,
  type ReadinessMachine,
  remedy,
} from './readiness-check.ts';
import { checkReadiness } from './readiness.ts';

export type PreflightMachine = ReadinessMachine & {
  /** Why it takes no new session, though its agent answers. */
  needsAttention: string | null;
  /** The model there; null where it holds none of that name. */
  held: AgentModel | null;
  /** Its newest reading; null where none is newer than the last rank that ran there. */
  memory: { usedBytes: number; totalBytes: number } | null;
  /** What holds it now, as a phrase: "runs Qwen3". */
  reservedBy: string | null;
};
export type PreflightRequest = {
  /** In the order of their ranks. */
  machines: readonly PreflightMachine[];
  /** Null where no model is chosen yet. */
  model: { title: string; weightsBytes: number } | null;
  backend: Backend;
  /** What each Mac would hold, in the same order; null with the reason. */
  plan: Pick<PlannedSet, 'ranks'> | null;
  whyNoPlan: string | null;
  /** As tried; null before. */
  links: readonly LinkCheck[] | null;
};

type Code = PreflightCheck['code'];
const TITLES: Record<Code, string> = {
  MACHINES_READY: 'Machines',
  MODEL_FILES: 'Model on each',
  ENGINE_VERSIONS: 'Engine versions',
  OS_BUILDS: 'System builds',
  CHIPS: 'Chips',
  MEMORY_PLAN: 'Memory by rank',
  MEMORY_FREE: 'Memory free now',
  MEMORY_PRESSURE: 'Memory pressure',
  RESERVED: 'Reservations',
  DISK: 'Disk',
  POWER_AND_LID: 'Power, lid, sleep',
  LINKS: 'Links',
};
const LEAST_DISK_BYTES = 500_000_000;
const SPARE_DISK_BYTES = 5_000_000_000;

/**
 * What is looked at before anything is loaded: each check with what was found and what to do. Unknown is said as that
 * and keeps nothing from starting; what `blocks` while it fails does.
 */
export function lookAhead(request: PreflightRequest): PreflightCheck[] {
  const { machines, backend, model } = request;
  const isGroup = machines.length > 1;
  const isRdma = backend === 'jaccl' || backend === 'jaccl_ring';
  const readiness = new Map(checkReadiness({ machines, links: [] }).checks.map((it) => [it.code, it]));
  const own = (code: CheckCode): ReadinessCheck => readiness.get(code)!;
  const rows: ([Code, Found, boolean] | null)[] = [
    ['MACHINES_READY', checkMachines(machines, own('SSH_OR_AGENT_REACHABLE')), true],
    model && ['MODEL_FILES', checkFiles(machines, model.title), true],
    ['ENGINE_VERSIONS', own('ENGINE_VERSION_MATCH'), true],
    isGroup ? ['OS_BUILDS', own('OS_BUILD_MATCH'), isRdma] : null,
    isGroup ? ['CHIPS', own('CHIP_MATCH'), false] : null,
    model && ['MEMORY_PLAN', checkPlan(request), true],
    model && ['MEMORY_FREE', checkFree(request, model), true],
    ['MEMORY_PRESSURE', own('MEMORY_PRESSURE'), true],
    ['RESERVED', checkReserved(machines), true],
    ['DISK', checkDisk(machines), true],
    ['POWER_AND_LID', own('POWER_AND_LID'), false],
    isGroup ? ['LINKS', checkLinks(request.links), true] : null,
  ];
  return rows
    .filter((it) => it !== null)
    .map(([code, { state, evidence, remedy: what }, blocks]) => ({
      code,
      title: TITLES[code],
      state,
      blocks: blocks && state === 'fail',
      evidence,
      remedy: what && [what.text, ...what.steps].join(' '),
    }));
}

type Found = Pick<ReadinessCheck, 'state' | 'evidence' | 'remedy'>;

/** As a line of the readiness list is concluded; which line that is does not matter here. */
const each = (
  machines: readonly PreflightMachine[],
  judge: (machine: PreflightMachine) => Judgement,
  advice: Advice,
): Found =>
  conclude(
    'MODEL_RUNS',
    machines.map((it) => ({ subject: it.name, machineIds: [it.machineId], ...judge(it) })),
    advice,
  );

function checkMachines(machines: readonly PreflightMachine[], reachable: ReadinessCheck): Found {
  if (reachable.state === 'fail' || machines.every((it) => it.needsAttention === null)) return reachable;
  return each(
    machines,
    ({ needsAttention }) =>
      needsAttention === null
        ? { state: 'pass', says: 'ready' }
        : { state: 'fail', says: needsAttention.replace(/\.$/, '') },
    { toRemedy: () => remedy('Its page says what to do about it.') },
  );
}

function checkFiles(machines: readonly PreflightMachine[], title: string): Found {
  const first = machines.find((it) => it.held)?.held;
  return each(
    machines,
    ({ held }) => {
      if (held === null) return { state: 'fail', says: 'does not hold it' };
      if (held.problem !== null) return { state: 'fail', says: held.problem.replace(/\.$/, '') };
      if (held.fingerprint !== first?.fingerprint)
        return { state: 'fail', says: 'other files of this name than on the others' };
      return { state: 'pass', says: 'whole by its index; names and sizes are compared, contents are not' };
    },
    { toRemedy: () => remedy(`Copy the same folder of ${title} to each Mac.`) },
  );
}

function checkPlan({ machines, plan, whyNoPlan }: PreflightRequest): Found {
  return each(
    machines,
    ({ facts, name }) => {
      const rank = plan?.ranks.find((it) => it.machine === name);
      if (!rank)
        return { state: 'unknown', says: (whyNoPlan ?? 'it could not be planned').replace(/\.$/, '') };
      const { totalBytes, limitBytes, limitBasis, spareBytes, cacheBytes } = rank;
      const says = `${formatMemory(totalBytes)}, of it ${formatMemory(cacheBytes)} KV cache, of ${limitBasis === 'estimated' ? '≈ ' : ''}${formatMemory(limitBytes)}`;
      if (spareBytes >= 0) return { state: 'pass', says };
      // A limit that is reckoned may be more; what the Mac has is not.
      const isSure = limitBasis === 'reported' || totalBytes > (facts?.memoryBytes ?? Infinity);
      return { state: isSure ? 'fail' : 'warn', says: `${says}: ${formatMemory(-spareBytes)} too much` };
    },
    {
      toRemedy: () =>
        remedy('Take more or larger Macs, a smaller quantisation, or raise the limit of the GPU.'),
      ifUnknown: remedy('It is not known what it will take, and it may start all the same.'),
    },
  );
}

function checkFree({ machines, plan }: PreflightRequest, { weightsBytes }: { weightsBytes: number }): Found {
  return each(
    machines,
    ({ memory, name }) => {
      const planned = plan?.ranks.find((it) => it.machine === name)?.totalBytes;
      const needs = planned ?? weightsBytes / machines.length;
      if (memory === null) return { state: 'unknown', says: 'no reading since its last rank ended' };
      const free = Math.max(0, memory.totalBytes - memory.usedBytes);
      const says = `${formatMemory(free)} free, ${planned === undefined ? 'at least ' : ''}${formatMemory(needs)} needed`;
      return { state: needs > free ? 'fail' : 'pass', says };
    },
    {
      toRemedy: () =>
        remedy(
          'Quit what holds memory there. Right after a session it takes a few seconds to be given back.',
        ),
      ifUnknown: remedy('Its meters tell within seconds of its agent being there.'),
    },
  );
}

const checkReserved = (machines: readonly PreflightMachine[]): Found =>
  each(
    machines,
    ({ reservedBy }) =>
      reservedBy === null
        ? { state: 'pass', says: 'nothing else holds its memory' }
        : { state: 'fail', says: reservedBy },
    { toRemedy: () => remedy('End that session first.') },
  );

const checkDisk = (machines: readonly PreflightMachine[]): Found =>
  each(
    machines,
    ({ facts }) => {
      const free = facts?.diskFreeBytes ?? null;
      if (free === null) return { state: 'unknown', says: 'has not told its free disk' };
      const says = `${formatGigabytes(free)} free`;
      return { state: free < LEAST_DISK_BYTES ? 'fail' : free < SPARE_DISK_BYTES ? 'warn' : 'pass', says };
    },
    { toRemedy: () => remedy('Free some disk there: logs and swap need room while a model runs.') },
  );

function checkLinks(links: readonly LinkCheck[] | null): Found {
  if (links === null)
    return conclude(
      'MESH_COMPLETE',
      [
        {
          subject: '',
          machineIds: [],
          state: 'unknown',
          says: 'tried when the session starts, before anything is loaded',
        },
      ],
      { ifUnknown: remedy('Starting tries each of them.') },
    );
  const findings = links.map((it): Finding => ({
    subject: it.machines.join(' to '),
    machineIds: [],
    state: it.state,
    says: it.state === 'pass' ? 'sums are right' : (it.message?.replace(/\.$/, '') ?? 'not tried'),
    plural: 'links',
  }));
  return conclude('MESH_COMPLETE', findings, {
    toRemedy: () =>
      remedy(
        links.some((it) => it.state === 'fail' && readTrialFailure(it.message).isOfLink)
          ? 'Look at the cable and the network between these Macs, then start again.'
          : 'The engine failed before the link could be tried. Read its error in the log, mend the engine there, then start again.',
      ),
    ifUnknown: remedy('Their agents could not try it; the ranks find out when they connect.'),
  });
}

/** What was looked at before, with the links as they were tried since. */
export function lookAgain(before: Preflight, links: LinkCheck[]): Preflight {
  if (links.length === 0) return before;
  const { state, evidence, remedy: what } = checkLinks(links);
  return {
    ...before,
    links,
    checks: before.checks.map((it) =>
      it.code === 'LINKS'
        ? { ...it, state, evidence, blocks: state === 'fail', remedy: what && what.text }
        : it,
    ),
  };
}
