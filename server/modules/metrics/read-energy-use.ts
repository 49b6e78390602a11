import { setImmediate as giveWay } from 'node:timers/promises';
import { HOUR_MS, MINUTE_MS, type MsSpan } from '@/shared/domain/energy-pieces.ts';
import type { PowerSource } from '@/shared/schemas/machine.ts';
import type { Span } from '@/shared/domain/usage.ts';
import type { ServiceContext } from '../../context.ts';
import { wideClient, type Statement } from '../../db.ts';
import { BUSY, type BusyTimes, type CounterOf, columnsOfCounters, readBusyTimes } from './busy-times.ts';
import { type HourColumns, readHourColumns } from './hour-columns.ts';
import { sourcesOf } from './internal.ts';

/** Whole hours and whole minutes of one counter, by its place; `idleWatts` null where its power at rest is not known. */
export type UsePiece = { reader: number; idleWatts: number | null } & MsSpan;
/** Joules and covered milliseconds; `activeJoules` is Σ max(0, P − P_idle)·dt, of the part whose P_idle is known. */
export type UseSum = { joules: number; coveredMs: number; activeJoules: number; splitJoules: number };
export type EnergyUse = {
  /** By reader, by whether something ran, whether nothing was booked either, and by source. */
  byReader: (UseSum & { reader: number; hasRun: boolean; isFree: boolean; sources: PowerSource[] })[];
  /** By the step it was measured in, of all readers; `restJoules` is what was drawn at rest while free. */
  bySteps: (UseSum & MsSpan & { restJoules: number })[];
};

/**
 * Energy of counters step by step, split by their power at rest and by whether their machines were in use: an hour or
 * minute that a session or a booking touches is in use whole. For other verbs, which have asked for the right.
 */
export async function readEnergyUse(
  ctx: ServiceContext,
  window: Span,
  counters: readonly CounterOf[],
  pieces: { hours: readonly UsePiece[]; minutes: readonly UsePiece[] },
): Promise<EnergyUse> {
  const [hours, minutes] = [
    await useOfHours(ctx, window, counters, pieces.hours),
    await readMinutes(ctx, window, counters, pieces.minutes),
  ];
  return {
    byReader: [
      ...hours.byReader,
      ...minutes.flatMap(({ reader, hasRun, isFree, sources, at: _at, restJoules: _rest, ...sum }) =>
        reader === null || sources === null
          ? []
          : [
              {
                reader,
                hasRun: hasRun === true,
                isFree: isFree === true,
                sources: sourcesOf(sources),
                ...sum,
              },
            ],
      ),
    ],
    bySteps: [
      ...hours.bySteps,
      ...minutes.flatMap(({ at, joules, coveredMs, activeJoules, splitJoules, restJoules }) => {
        if (at === null) return [];
        const fromMs = at.getTime();
        return [
          { fromMs, toMs: fromMs + MINUTE_MS, joules, coveredMs, activeJoules, splitJoules, restJoules },
        ];
      }),
    ],
  };
}

/** A year of so many counters is gone through before others have their turn. */
const AT_ONCE = 20;

async function useOfHours(
  ctx: ServiceContext,
  window: Span,
  counters: readonly CounterOf[],
  pieces: readonly UsePiece[],
): Promise<EnergyUse> {
  const spans = pieces.map(({ reader, ...it }) => ({ ...it, machineId: counters[reader]!.counterId }));
  const [columns, busy] = await Promise.all([
    readHourColumns(ctx, spans),
    readBusyTimes(ctx, window, counters),
  ]);
  const byReader: EnergyUse['byReader'] = [];
  const steps = makeSteps(pieces);
  for (const [index, piece] of pieces.entries()) {
    byReader.push(...useOfPiece(piece, columns[index]!, busy[piece.reader]!, steps));
    if (index % AT_ONCE === AT_ONCE - 1) await giveWay();
  }
  return { byReader, bySteps: toSteps(steps) };
}

/** Sums of all readers, a place an hour from `fromMs` on: a year of fifty counters is half a million hours. */
type StepColumns = { fromMs: number; isMeasured: Uint8Array } & Record<
  'joules' | 'coveredMs' | 'activeJoules' | 'splitJoules' | 'restJoules',
  Float64Array
>;

function makeSteps(pieces: readonly UsePiece[]): StepColumns {
  let [fromMs, toMs] = [Infinity, -Infinity];
  for (const piece of pieces) [fromMs, toMs] = [Math.min(fromMs, piece.fromMs), Math.max(toMs, piece.toMs)];
  const count = pieces.length === 0 ? 0 : Math.ceil((toMs - fromMs) / HOUR_MS);
  return {
    fromMs,
    isMeasured: new Uint8Array(count),
    joules: new Float64Array(count),
    coveredMs: new Float64Array(count),
    activeJoules: new Float64Array(count),
    splitJoules: new Float64Array(count),
    restJoules: new Float64Array(count),
  };
}

function toSteps(steps: StepColumns): EnergyUse['bySteps'] {
  const list: EnergyUse['bySteps'] = [];
  for (const [at, isMeasured] of steps.isMeasured.entries()) {
    if (isMeasured === 0) continue;
    const fromMs = steps.fromMs + at * HOUR_MS;
    list.push({
      fromMs,
      toMs: fromMs + HOUR_MS,
      joules: steps.joules[at]!,
      coveredMs: steps.coveredMs[at]!,
      activeJoules: steps.activeJoules[at]!,
      splitJoules: steps.splitJoules[at]!,
      restJoules: steps.restJoules[at]!,
    });
  }
  return list;
}

const [RAN, HELD] = [1, 2];

/** Sums of one counter's hours by their use and source; adds each hour to `steps`. */
function useOfPiece(
  { reader, idleWatts }: UsePiece,
  { fromMs, joules, coveredMs, powerSources }: HourColumns,
  busy: BusyTimes,
  steps: StepColumns,
): EnergyUse['byReader'] {
  const uses = new Uint8Array(joules.length);
  markTouched(uses, fromMs, busy.ran, RAN);
  markTouched(uses, fromMs, busy.held, HELD);
  const first = (fromMs - steps.fromMs) / HOUR_MS;
  const sums = new Map<number, EnergyUse['byReader'][number]>();
  let [sum, sumKey]: [EnergyUse['byReader'][number] | undefined, number] = [undefined, -1];
  for (let hour = 0; hour < joules.length; hour += 1) {
    const own = joules[hour]!;
    if (Number.isNaN(own)) continue;
    const [use, sources, ms] = [uses[hour]!, powerSources[hour]!, coveredMs[hour]!];
    const isFree = use === 0;
    const active = idleWatts === null ? 0 : Math.max(0, own - (idleWatts * ms) / 1000);
    const split = idleWatts === null ? 0 : own;
    // Booked or not, what runs is one use.
    const hasRun = (use & RAN) !== 0;
    const key = sources * 4 + (hasRun ? RAN : use);
    if (!sum || key !== sumKey) {
      sum = sums.get(key) ?? { reader, hasRun, isFree, sources: sourcesOf(sources), ...NO_USE };
      sums.set(key, sum);
      sumKey = key;
    }
    sum.joules += own;
    sum.coveredMs += ms;
    sum.activeJoules += active;
    sum.splitJoules += split;
    const at = first + hour;
    steps.isMeasured[at] = 1;
    steps.joules[at]! += own;
    steps.coveredMs[at]! += ms;
    steps.activeJoules[at]! += active;
    steps.splitJoules[at]! += split;
    if (isFree) steps.restJoules[at]! += split - active;
  }
  return [...sums.values()];
}

const NO_USE: UseSum = { joules: 0, coveredMs: 0, activeJoules: 0, splitJoules: 0 };

/** Marks the whole of each hour that a time touches. */
function markTouched(uses: Uint8Array, startMs: number, times: BusyTimes['ran'], mark: number): void {
  for (let at = 0; at < times.length; at += 2) {
    const [fromMs, toMs] = [times[at]!, times[at + 1]!];
    if (fromMs >= toMs) continue;
    const first = Math.max(0, Math.floor((fromMs - startMs) / HOUR_MS));
    const last = Math.min(uses.length, Math.ceil((toMs - startMs) / HOUR_MS));
    for (let hour = first; hour < last; hour += 1) uses[hour]! |= mark;
  }
}

type Row = UseSum & {
  reader: number | null;
  hasRun: boolean | null;
  isFree: boolean | null;
  sources: number | null;
  at: Date | null;
  restJoules: number;
};

async function readMinutes(
  ctx: ServiceContext,
  { from, to }: Span,
  counters: readonly CounterOf[],
  pieces: readonly UsePiece[],
): Promise<Row[]> {
  if (pieces.length === 0) return [];
  return wideClient(ctx.db).query<Row>(MINUTES, [
    ...columnsOfCounters(counters),
    from.toISOString(),
    to.toISOString(),
    pieces.map((it) => it.reader),
    pieces.map((it) => it.fromMs),
    pieces.map((it) => it.toMs),
    pieces.map((it) => it.idleWatts),
  ]);
}

/** A multirange's times with the whole of each minute that they touch. */
const stepsTouched = (times: string): string => `coalesce((
  SELECT range_agg(tstzrange(date_bin('1 minute', lower(t), 'epoch'),
    date_bin('1 minute', upper(t) + interval '1 minute' - interval '1 microsecond', 'epoch'))) FROM unnest(${times}) AS t), '{}')`;

// Fractions that are added in another order make another last digit: a restored lab's report is the same to the byte.
const IN_ORDER = 'ORDER BY at, reader';

// Rows of one use lie next to each other: each stretch of it is one look-up in the index, which OFFSET 0 keeps apart, and
// no row is held against a session or a booking.
const MINUTES: Statement = {
  name: 'metrics.energy-use-minutes',
  text: `
  WITH ${BUSY}, touched AS MATERIALIZED (
    SELECT place, key, ${stepsTouched('ran')} AS ran, ${stepsTouched('held')} AS held FROM counters
  ), pieces AS MATERIALIZED (
    SELECT p.reader, p.idle, c.key, c.ran, c.held,
      tstzmultirange(tstzrange(to_timestamp(p.f / 1000), to_timestamp(p.t / 1000))) AS times
    FROM unnest($6::int[], $7::float8[], $8::float8[], $9::float8[]) AS p(reader, f, t, idle)
    JOIN touched c ON c.place = p.reader + 1
  ), uses AS (
    SELECT p.reader, p.idle, p.key, u.* FROM pieces p CROSS JOIN LATERAL (
      SELECT unnest(p.times * p.ran) AS during, true AS "hasRun", false AS "isFree"
      UNION ALL SELECT unnest(p.times * p.held - p.ran), false, false
      UNION ALL SELECT unnest(p.times - p.ran - p.held), false, true
    ) u
  ), steps AS (
    SELECT u.reader, u."hasRun", u."isFree", r.at, r.joules, r.ms, r.sources, u.idle IS NOT NULL AS "isSplit",
      greatest(0, r.joules - u.idle * r.ms / 1000) AS active
    FROM uses u CROSS JOIN LATERAL (
      SELECT at, "energyJoules" AS joules, "coveredMs" AS ms, "powerSources"::int AS sources FROM "ReadingMinute"
      WHERE "machineKey" = u.key AND at >= lower(u.during) AND at < upper(u.during) AND "energyJoules" IS NOT NULL
      OFFSET 0
    ) r
  )
  SELECT reader, "hasRun", "isFree", sources, at, sum(joules ${IN_ORDER}) AS joules, sum(ms) AS "coveredMs",
    coalesce(sum(active ${IN_ORDER}), 0) AS "activeJoules",
    coalesce(sum(joules ${IN_ORDER}) FILTER (WHERE "isSplit"), 0) AS "splitJoules",
    coalesce(sum(joules - active ${IN_ORDER}) FILTER (WHERE "isFree" AND "isSplit"), 0) AS "restJoules"
  FROM steps GROUP BY GROUPING SETS ((reader, "hasRun", "isFree", sources), (at))
  ORDER BY reader, "hasRun", "isFree", sources, at`,
};
