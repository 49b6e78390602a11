import type { MsSpan } from '@/shared/domain/energy-pieces.ts';
import type { PowerSource } from '@/shared/schemas/machine.ts';
import type { Span } from '@/shared/domain/usage.ts';
import type { ServiceContext } from '../../context.ts';
import { wideClient, type Statement } from '../../db.ts';
import { BUSY, type CounterOf, columnsOfCounters } from './busy-times.ts';
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
  const read = (statement: Statement, own: readonly UsePiece[]) =>
    readSteps(ctx, window, counters, own, statement);
  const [hours, minutes] = [await read(HOURS, pieces.hours), await read(MINUTES, pieces.minutes)];
  const rows = [
    ...hours.map((row) => ({ ...row, stepMs: 3_600_000 })),
    ...minutes.map((row) => ({ ...row, stepMs: 60_000 })),
  ];
  return {
    byReader: rows.flatMap(
      ({ reader, hasRun, isFree, sources, at: _at, stepMs: _stepMs, restJoules: _rest, ...sum }) =>
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
    bySteps: rows.flatMap(({ at, stepMs, joules, coveredMs, activeJoules, splitJoules, restJoules }) =>
      at === null
        ? []
        : [
            {
              fromMs: at.getTime(),
              toMs: at.getTime() + stepMs,
              joules,
              coveredMs,
              activeJoules,
              splitJoules,
              restJoules,
            },
          ],
    ),
  };
}

type Row = UseSum & {
  reader: number | null;
  hasRun: boolean | null;
  isFree: boolean | null;
  sources: number | null;
  at: Date | null;
  restJoules: number;
};

async function readSteps(
  ctx: ServiceContext,
  { from, to }: Span,
  counters: readonly CounterOf[],
  pieces: readonly UsePiece[],
  statement: Statement,
): Promise<Row[]> {
  if (pieces.length === 0) return [];
  return wideClient(ctx.db).query<Row>(statement, [
    ...columnsOfCounters(counters),
    from.toISOString(),
    to.toISOString(),
    pieces.map((it) => it.reader),
    pieces.map((it) => it.fromMs),
    pieces.map((it) => it.toMs),
    pieces.map((it) => it.idleWatts),
  ]);
}

/** A multirange's times with the whole of each step that they touch. */
const stepsTouched = (times: string, step: string): string => `coalesce((
  SELECT range_agg(tstzrange(date_bin('${step}', lower(t), 'epoch'),
    date_bin('${step}', upper(t) + interval '${step}' - interval '1 microsecond', 'epoch'))) FROM unnest(${times}) AS t), '{}')`;

// Rows of one use lie next to each other: each stretch of it is one look-up in the index, which OFFSET 0 keeps apart, and
// no row is held against a session or a booking. One counter after the other: a year of all is larger than the buffers.
const stepsOf = (table: string, step: string): string => `
  WITH ${BUSY}, touched AS MATERIALIZED (
    SELECT place, key, ${stepsTouched('ran', step)} AS ran, ${stepsTouched('held', step)} AS held FROM counters
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
      SELECT at, "energyJoules" AS joules, "coveredMs" AS ms, "powerSources"::int AS sources FROM "${table}"
      WHERE "machineKey" = u.key AND at >= lower(u.during) AND at < upper(u.during) AND "energyJoules" IS NOT NULL
      OFFSET 0
    ) r
  )
  SELECT reader, "hasRun", "isFree", sources, at, sum(joules) AS joules, sum(ms) AS "coveredMs",
    coalesce(sum(active), 0) AS "activeJoules", coalesce(sum(joules) FILTER (WHERE "isSplit"), 0) AS "splitJoules",
    coalesce(sum(joules - active) FILTER (WHERE "isFree" AND "isSplit"), 0) AS "restJoules"
  FROM steps GROUP BY GROUPING SETS ((reader, "hasRun", "isFree", sources), (at))`;
const HOURS: Statement = { name: 'metrics.energy-use-hours', text: stepsOf('ReadingHour', '1 hour') };
const MINUTES: Statement = { name: 'metrics.energy-use-minutes', text: stepsOf('ReadingMinute', '1 minute') };
