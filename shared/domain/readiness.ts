import type { CableDoubt } from './cable-doubts.ts';
import { isRingNeighbour } from './device-matrix.ts';
import type { Link } from './link.ts';
import { checkCables } from './readiness-cables.ts';
import {
  CHECK_CODES,
  type CheckCode,
  type ReadinessCheck,
  type ReadinessMachine,
  type ReadinessWish,
} from './readiness-check.ts';
import { checkMachines } from './readiness-machines.ts';
import { listPairs, type Pair } from './readiness-pairs.ts';
import { checkRunning } from './readiness-running.ts';
import { checkDoubts, checkMesh, checkRing, type RingToJudge } from './readiness-shape.ts';
import { findRing, type RingSearch } from './ring-search.ts';

export type VerdictKind = 'jaccl' | 'jaccl_ring' | 'ring';
export type Verdict = {
  kind: VerdictKind;
  state: 'pass' | 'unknown' | 'fail';
  /** The checks that decide: those that fail or are unknown, else the one that completes it. */
  deciding: CheckCode[];
  text: string;
};

export type ReadinessRequest = {
  machines: readonly ReadinessMachine[];
  /** Of the whole lab, or of the set alone. */
  links: readonly Link[];
  /** What `findCableDoubts` says of the lab. */
  doubts?: readonly CableDoubt[];
  wish?: ReadinessWish;
};

export type Readiness = {
  checks: ReadinessCheck[];
  verdicts: Record<VerdictKind, Verdict>;
  /** The machines along the cables, for a ring; `null` where there is no round trip. */
  ringOrder: string[] | null;
};

/** What each kind of network stands or falls with. */
const MACHINE_CODES: readonly CheckCode[] = [
  'SSH_OR_AGENT_REACHABLE',
  'SIZE_GE_2',
  'MODEL_TB5',
  'OS_MIN_26_2',
  'OS_BUILD_MATCH',
  'RDMA_ENABLED',
  'ENGINE_VERSION_MATCH',
  'ENGINE_JACCL',
  'MODEL_RUNS',
  'MEMORY_FITS',
];
const MESH_CODES: readonly CheckCode[] = ['SIZE_LE_8', 'MESH_COMPLETE'];
const CABLE_CODES: readonly CheckCode[] = ['LINK_SPEED_TB5', 'RDMA_PORT_ACTIVE', 'IFACE_IPV4'];
const TCP_CODES: readonly CheckCode[] = [
  'SSH_OR_AGENT_REACHABLE',
  'SIZE_GE_2',
  'ENGINE_VERSION_MATCH',
  'TCP_ADDRESS',
  'MODEL_RUNS',
  'MEMORY_FITS',
];
/** What may stay unknown: nothing tells it beforehand, or another check proves what matters of it. */
const ONLY_IF_FAILED: readonly CheckCode[] = ['LOCAL_NETWORK', 'BRIDGE_OFF', 'CABLES_MAKE_SENSE'];

const TITLE: Record<VerdictKind, string> = {
  jaccl: 'JACCL mesh',
  jaccl_ring: 'JACCL ring',
  ring: 'TCP ring',
};

/** Told in a verdict; the checklist has all. */
const MOST_REASONS = 3;

type Checks = ReadonlyMap<CheckCode, ReadinessCheck>;

function decide(
  kind: VerdictKind,
  checks: Checks,
  codes: readonly CheckCode[],
  mayBeUnknown: readonly CheckCode[],
  completing: CheckCode,
): Verdict {
  const of = (state: ReadinessCheck['state'], among: readonly CheckCode[]): CheckCode[] =>
    CHECK_CODES.filter((code) => among.includes(code) && checks.get(code)?.state === state);
  const failed = of('fail', [...codes, ...mayBeUnknown]);
  const unknown = of('unknown', codes);
  const state = failed.length > 0 ? 'fail' : unknown.length > 0 ? 'unknown' : 'pass';
  const deciding = state === 'fail' ? failed : state === 'unknown' ? unknown : [completing];
  const reasons = [...new Set(deciding.map((code) => checks.get(code)?.evidence))];
  const more = reasons.length > MOST_REASONS ? ` And ${reasons.length - MOST_REASONS} more.` : '';
  const why = `${reasons.slice(0, MOST_REASONS).join(' ')}${more}`;
  const title = TITLE[kind];
  const text =
    state === 'pass'
      ? `${title}: ready. ${why}`
      : state === 'fail'
        ? `No ${title}. ${why}`
        : `${title}: not known. ${why}`;
  return { kind, state, deciding, text };
}

const GOOD_FIRST: readonly ((pair: Pair) => boolean)[] = [
  ({ best }) => best?.rdma === true,
  ({ best }) => best !== null && best.rdma !== false,
  ({ best }) => best !== null,
];

/** The ring to judge: one of ready cables, else one of which none is ruled out, else any. */
function findBestRing(pairs: readonly Pair[], ids: readonly string[]): RingToJudge {
  const pairOf = new Map(
    pairs.flatMap((pair) => [
      [`${pair.a.machineId} ${pair.b.machineId}`, pair] as const,
      [`${pair.b.machineId} ${pair.a.machineId}`, pair] as const,
    ]),
  );
  const search = (isGood: (pair: Pair) => boolean): RingSearch =>
    findRing(ids, (a, b) => {
      const pair = pairOf.get(`${a} ${b}`);
      return pair !== undefined && isGood(pair);
    });
  for (const isGood of GOOD_FIRST) {
    const found = search(isGood);
    // A search that gave up may have missed a better ring: then nothing is known of the worse ones either.
    if (found.order !== null || !found.isComplete) return found;
  }
  const isSilent = search(({ best, isSilent: may }) => best !== null || may).order !== null;
  return { order: null, isComplete: true, isSilent };
}

/** A ring stands on its own cables only: a bad one across it does not count. */
function decideRing(
  { machines }: ReadinessRequest,
  pairs: readonly Pair[],
  checks: Checks,
  wished: readonly CheckCode[],
) {
  const search = findBestRing(
    pairs,
    machines.map(({ machineId }) => machineId),
  );
  const ring = checkRing(machines, pairs, search);
  const places = new Map(search.order?.map((id, index) => [id, index]));
  const around = pairs.filter(({ a, b }) => {
    const [i, j] = [places.get(a.machineId), places.get(b.machineId)];
    return i !== undefined && j !== undefined && isRingNeighbour(i, j, machines.length);
  });
  const own = search.order === null ? [] : checkCables(machines, around);
  const ringChecks = new Map([...checks, ...[ring, ...own].map((check) => [check.code, check] as const)]);
  const cableCodes = search.order === null ? [] : CABLE_CODES;
  const codes = [...MACHINE_CODES, ...wished, ring.code, ...cableCodes];
  return {
    ring,
    verdict: decide('jaccl_ring', ringChecks, codes, ONLY_IF_FAILED, ring.code),
    order: machines.length > 1 ? search.order : null,
  };
}

/**
 * Can these machines run one model together, and if not, what is to be done? Every check with its evidence, and a
 * verdict for each kind of network. Unknown is never a pass.
 */
export function checkReadiness(request: ReadinessRequest): Readiness {
  const { machines, links, doubts = [], wish = {} } = request;
  const pairs = listPairs(machines, links);
  const found = [
    ...checkMachines(machines),
    ...checkDoubts(machines, doubts),
    checkMesh(machines, pairs),
    ...checkCables(machines, pairs),
    ...checkRunning(machines, wish),
  ];
  const byCode: Checks = new Map(found.map((check) => [check.code, check]));
  const wished: CheckCode[] = wish.parallelism === 'tensor' ? ['TP_DIVISIBLE'] : [];
  const { ring, verdict, order } = decideRing(request, pairs, byCode, wished);
  const meshCodes = [...MACHINE_CODES, ...wished, ...MESH_CODES, ...CABLE_CODES];
  return {
    checks: CHECK_CODES.flatMap((code) => (code === ring.code ? ring : (byCode.get(code) ?? []))),
    verdicts: {
      jaccl: decide('jaccl', byCode, meshCodes, ONLY_IF_FAILED, 'MESH_COMPLETE'),
      jaccl_ring: verdict,
      ring: decide('ring', byCode, [...TCP_CODES, ...wished], ['LOCAL_NETWORK'], 'TCP_ADDRESS'),
    },
    ringOrder: order,
  };
}
