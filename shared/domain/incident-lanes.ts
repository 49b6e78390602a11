/*
 * What each machine of a failed session did around the failure, as bars on one axis. Instants are milliseconds since the
 * epoch; they are what the portal's clock says.
 */
export const LANE_KINDS = ['well', 'fault', 'waits', 'silent', 'stops', 'gone', 'kept-out', 'up'] as const;
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

function laneOf(rank: LaneRank, facts: LaneFacts, axis: Pick<Lanes, 'fromMs' | 'toMs'>): Lane {
  const { doing, startedMs, noticedMs, blamedId, ranks } = facts;
  const { goneMs, keptOutMs, how } = rank;
  const { fromMs, toMs } = axis;
  const endMs = Math.min(goneMs ?? toMs, keptOutMs ?? toMs);
  const isTrouble = rank.machineId === blamedId || ranks.length === 1;
  const bars: LaneBar[] = [
    { fromMs, toMs: startedMs, kind: 'well', text: doing },
    isTrouble
      ? { fromMs: startedMs, toMs: noticedMs, kind: 'fault', text: 'fails' }
      : { fromMs: startedMs, toMs: noticedMs, kind: 'waits', text: 'waits for the others' },
    { fromMs: noticedMs, toMs: endMs, kind: 'stops', text: 'is ended' },
  ];
  const gone: LaneBar = {
    fromMs: endMs,
    toMs: keptOutMs ?? toMs,
    kind: 'gone',
    text: how === null ? 'ended' : `ended by ${how}`,
  };
  const keptOut: LaneBar[] =
    keptOutMs === null ? [] : [{ fromMs: keptOutMs, toMs, kind: 'kept-out', text: 'kept out' }];
  const shown = [...bars.map((it) => ({ ...it, toMs: Math.min(it.toMs, endMs) })), gone, ...keptOut];
  const role = rank.rank === 0 ? 'rank 0, serves' : `rank ${rank.rank}`;
  return {
    machineId: rank.machineId,
    name: rank.name,
    role,
    bars: inOrder(aroundSilence(shown, rank, axis), axis),
  };
}

/** What a silent machine did meanwhile is not known. */
function aroundSilence(
  bars: readonly LaneBar[],
  { silentMs, heardMs, hasSlept }: LaneRank,
  { toMs }: Pick<Lanes, 'toMs'>,
): LaneBar[] {
  if (silentMs === null) return [...bars];
  const quiet: LaneBar = {
    fromMs: silentMs,
    toMs: Math.max(silentMs, heardMs ?? toMs),
    kind: 'silent',
    text: hasSlept ? 'asleep' : 'no word of its agent',
  };
  const around = bars.flatMap((it) => [
    { ...it, toMs: Math.min(it.toMs, quiet.fromMs) },
    { ...it, fromMs: Math.max(it.fromMs, quiet.toMs) },
  ]);
  return [...around, quiet];
}

/** Within the axis, one after the other: agents' clocks and the order of their words differ by a little. */
function inOrder(bars: readonly LaneBar[], { fromMs, toMs }: Pick<Lanes, 'fromMs' | 'toMs'>): LaneBar[] {
  const placed: LaneBar[] = [];
  for (const it of bars.toSorted((a, b) => a.fromMs - b.fromMs)) {
    const bar = {
      ...it,
      fromMs: Math.max(it.fromMs, placed.at(-1)?.toMs ?? fromMs),
      toMs: Math.min(it.toMs, toMs),
    };
    if (bar.toMs > bar.fromMs) placed.push(bar);
  }
  return placed;
}

/** Closer than this they are one moment. */
const ONE_MOMENT_MS = 1000;

function marksOf({ startedMs, noticedMs, ranks }: LaneFacts): LaneMark[] {
  const gone = ranks.map((it) => it.goneMs);
  const all: LaneMark[] = [
    { atMs: startedMs, text: 'first sign' },
    { atMs: noticedMs, text: 'noticed' },
    ...(gone.every((it) => it !== null) ? [{ atMs: Math.max(...gone), text: 'gone everywhere' }] : []),
    ...ranks.flatMap((it) =>
      it.keptOutMs === null ? [] : [{ atMs: it.keptOutMs, text: `${it.name} kept out` }],
    ),
  ];
  const marks: LaneMark[] = [];
  for (const it of all.toSorted((a, b) => a.atMs - b.atMs)) {
    const last = marks.at(-1);
    if (last && it.atMs - last.atMs < ONE_MOMENT_MS) last.text += `, ${it.text}`;
    else marks.push({ ...it });
  }
  return marks;
}
