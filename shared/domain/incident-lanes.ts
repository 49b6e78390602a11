/*
 * What each machine of a failed session did around the failure, as bars on one axis. Instants are milliseconds since the
 * epoch; they are what the portal's clock says.
 */
export const LANE_KINDS = ['well', 'fault', 'waits', 'silent', 'stops', 'gone', 'kept-out'] as const;
export type LaneKind = (typeof LANE_KINDS)[number];
export type LaneBar = { fromMs: number; toMs: number; kind: LaneKind; text: string };
export type Lane = { machineId: string; name: string; role: string; bars: LaneBar[] };
export type LaneMark = { atMs: number; text: string };
export type Lanes = { fromMs: number; toMs: number; lanes: Lane[]; marks: LaneMark[] };

export type LaneRank = {
  rank: number;
  machineId: string;
  name: string;
  /** Null while it is not known to be gone. */
  goneMs: number | null;
  /** As `SIGKILL`, or `code 70`; null for an end that was asked for or is not told. */
  how: string | null;
  /** Last word of its agent where it has fallen silent, and when it was heard again. */
  silentMs: number | null;
  heardMs: number | null;
  /** It says so itself; else nothing was heard. */
  hasSlept: boolean;
  keptOutMs: number | null;
};
export type LaneFacts = {
  /** What the session was at: `answers`, `loads`. */
  doing: string;
  startedMs: number;
  noticedMs: number;
  /** Whose machine the cause is on. */
  blamedId: string | null;
  ranks: readonly LaneRank[];
};

const LEAST_BEFORE_MS = 5000;
/** Of the whole, so much is shown before the first sign and after the last. */
const BEFORE = 0.18;
const AFTER = 0.16;

/** `nowMs` bounds what goes on still. */
export function makeLanes(facts: LaneFacts, nowMs: number): Lanes {
  const { startedMs, noticedMs, ranks } = facts;
  const ends = ranks.flatMap((it) => [it.goneMs, it.keptOutMs]).filter((it) => it !== null);
  const lastMs = Math.max(noticedMs, ...ends);
  const spanMs = Math.max(LEAST_BEFORE_MS, lastMs - startedMs);
  const fromMs = startedMs - Math.max(LEAST_BEFORE_MS, spanMs * BEFORE);
  const toMs = Math.max(lastMs, Math.min(nowMs, lastMs + Math.max(LEAST_BEFORE_MS, spanMs * AFTER)));
  return {
    fromMs,
    toMs,
    lanes: ranks.map((it) => laneOf(it, facts, { fromMs, toMs })),
    marks: marksOf(facts),
  };
}

function laneOf(rank: LaneRank, facts: LaneFacts, { fromMs, toMs }: Pick<Lanes, 'fromMs' | 'toMs'>): Lane {
  const { doing, startedMs, noticedMs, blamedId, ranks } = facts;
  const { goneMs, keptOutMs, silentMs, heardMs } = rank;
  const isBlamed = rank.machineId === blamedId;
  const isAlone = ranks.length === 1;
  const goneFromMs = goneMs ?? toMs;
  const bars: LaneBar[] = [];
  const add = (from: number, to: number, kind: LaneKind, text: string): void => {
    // Clocks of agents and the order of their words differ by a little: one bar follows the other all the same.
    const bar = { fromMs: Math.max(from, bars.at(-1)?.toMs ?? fromMs), toMs: Math.min(to, toMs), kind, text };
    if (bar.toMs > bar.fromMs) bars.push(bar);
  };
  // A silent machine's rank may have gone at any time meanwhile; it is said once, as what is known.
  const quietFromMs = silentMs === null ? Infinity : Math.max(silentMs, fromMs);
  const quietToMs = silentMs === null ? Infinity : (heardMs ?? toMs);
  const until = (ms: number): number => Math.min(ms, goneFromMs, quietFromMs);
  add(fromMs, until(startedMs), 'well', doing);
  const troubled = isBlamed || isAlone;
  add(startedMs, until(noticedMs), troubled ? 'fault' : 'waits', troubled ? 'fails' : 'waits for the others');
  add(Math.max(startedMs, noticedMs), until(toMs), 'stops', 'is ended');
  if (silentMs !== null)
    add(quietFromMs, quietToMs, 'silent', rank.hasSlept ? 'asleep' : 'no word of its agent');
  const afterMs = silentMs === null ? goneFromMs : Math.max(quietToMs, goneMs ?? quietToMs);
  add(afterMs, keptOutMs ?? toMs, 'gone', rank.how === null ? 'ended' : `ended by ${rank.how}`);
  if (keptOutMs !== null) add(keptOutMs, toMs, 'kept-out', 'kept out');
  const role = rank.rank === 0 ? 'rank 0, serves' : `rank ${rank.rank}`;
  return { machineId: rank.machineId, name: rank.name, role, bars };
}

function marksOf({ startedMs, noticedMs, ranks }: LaneFacts): LaneMark[] {
  const marks: LaneMark[] = [{ atMs: startedMs, text: noticedMs > startedMs ? 'first sign' : 'noticed' }];
  if (noticedMs > startedMs) marks.push({ atMs: noticedMs, text: 'noticed' });
  const gone = ranks.map((it) => it.goneMs);
  if (gone.every((it) => it !== null)) marks.push({ atMs: Math.max(...gone), text: 'gone everywhere' });
  for (const it of ranks)
    if (it.keptOutMs !== null) marks.push({ atMs: it.keptOutMs, text: `${it.name} kept out` });
  return marks.toSorted((a, b) => a.atMs - b.atMs);
}
