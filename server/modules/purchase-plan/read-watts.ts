import { macModelOf } from '@/shared/data/mac-models.ts';
import type { Meters } from '@/shared/domain/meters.ts';
import { type PowerRange, rangeOf } from '@/shared/domain/power-estimate.ts';
import { type MeasuredWatts, workLoadOf } from '@/shared/domain/purchase-plan/plan-watts.ts';
import { clip, type Span } from '@/shared/domain/usage.ts';
import type { ServiceContext } from '../../context.ts';
import { type Statement, wideClient } from '../../db.ts';
import { readMeters, readSpans } from '../energy/index.ts';

/** What the lab's machines are, what they drew by kind of Mac, and how busy they were at it. */
export type LabWatts = {
  /** By catalogue id. */
  measured: ReadonlyMap<string, MeasuredWatts>;
  /** By machine. */
  ranges: ReadonlyMap<string, PowerRange | null>;
  kinds: ReadonlyMap<string, string | null>;
  /** As its agent sees it, else as entered; bytes. */
  memory: ReadonlyMap<string, number | null>;
  load: number | null;
};

/** Less than this at work, or at rest, is no measurement of it. */
const LEAST_MS = 3_600_000;

/**
 * Watts at work (a model was loaded) and at rest of each kind of Mac in the span: what its machines' own meters say,
 * shared out by what their settled sessions had of it. Machines behind a meter that others hang on too tell nothing.
 */
export async function readLabWatts(ctx: ServiceContext, span: Span, simulated: boolean): Promise<LabWatts> {
  const [machines, meters, sessions] = await Promise.all([
    ctx.db.machine.findMany({
      where: { simulated },
      select: {
        id: true,
        catalogId: true,
        memoryBytes: true,
        idleWatts: true,
        maxWatts: true,
        report: { select: { facts: true } },
      },
    }),
    readMeters(ctx),
    wideClient(ctx.db).query<SessionRow>(READ_SESSIONS, [
      span.from.toISOString(),
      span.to.toISOString(),
      simulated,
    ]),
  ]);
  const byMachine = Map.groupBy(sessions, (it) => it.machineId);
  const asks = machines.flatMap(({ id }) => ownSpans(meters, id, quietEdges(span, byMachine.get(id) ?? [])));
  const sums = await readSpans(ctx, asks);
  const kinds = new Map<string, string | null>();
  const memory = new Map<string, number | null>();
  const ranges = new Map<string, PowerRange | null>();
  const parts = new Map<string, Part[]>();
  for (const { id, catalogId, report, memoryBytes, ...entered } of machines) {
    const facts = (report?.facts ?? {}) as Facts;
    const model = macModelOf(catalogId, facts.hwModel);
    memory.set(id, facts.memoryBytes ?? (memoryBytes === null ? null : Number(memoryBytes)));
    kinds.set(id, model?.id ?? null);
    ranges.set(id, rangeOf(entered, model));
    const part = partOf(
      asks.flatMap((ask, at) => (ask.of === id ? [{ ...sums[at]!, span: ask.span }] : [])),
      byMachine.get(id) ?? [],
    );
    if (part && model) parts.set(model.id, [...(parts.get(model.id) ?? []), part]);
  }
  const measured = new Map([...parts].flatMap(([kind, own]) => toWatts(kind, own)));
  const load = workLoadOf(
    [...measured].flatMap(([kind, watts]) => {
      const range = machines.flatMap(({ id }) => (kinds.get(id) === kind ? (ranges.get(id) ?? []) : []))[0];
      return range ? [{ measured: watts, range }] : [];
    }),
  );
  return { measured, ranges, kinds, memory, load };
}

type Facts = { hwModel?: string | null; memoryBytes?: number | null };
type SessionRow = {
  machineId: string;
  fromMs: number;
  toMs: number | null;
  joules: number | null;
  coveredMs: number;
};

/** The span without the ends at which a session runs whose energy is not settled, or only in part within. */
function quietEdges({ from, to }: Span, sessions: readonly SessionRow[]): Span {
  let [fromMs, toMs] = [from.getTime(), to.getTime()];
  for (const it of sessions) {
    if (it.toMs === null) toMs = Math.min(toMs, it.fromMs);
    else if (it.fromMs < from.getTime()) fromMs = Math.max(fromMs, it.toMs);
    else if (it.toMs > to.getTime()) toMs = Math.min(toMs, it.fromMs);
  }
  return { from: new Date(fromMs), to: new Date(Math.max(fromMs, toMs)) };
}

const ownSpans = (meters: Meters, id: string, span: Span) =>
  (meters.of(id)?.readers ?? []).flatMap((reader) => {
    const isOwn = reader.machineId === id && reader.covers.length === 1;
    const part = isOwn && clip(span, reader);
    return part ? [{ of: id, machineId: reader.counterId, span: part }] : [];
  });

type Part = { joules: number; coveredMs: number; workJoules: number; workMs: number };
type Read = { joules: number | null; coveredMs: number; span: Span };

function partOf(reads: readonly Read[], sessions: readonly SessionRow[]): Part | null {
  const sum = { joules: 0, coveredMs: 0, workJoules: 0, workMs: 0 };
  for (const { joules, coveredMs, span } of reads) {
    if (joules === null) continue;
    sum.joules += joules;
    sum.coveredMs += coveredMs;
    for (const it of sessions) {
      if (it.toMs === null || it.joules === null) continue;
      if (it.fromMs < span.from.getTime() || it.toMs > span.to.getTime()) continue;
      sum.workJoules += it.joules;
      sum.workMs += it.coveredMs;
    }
  }
  return sum.coveredMs > 0 ? sum : null;
}

function toWatts(kind: string, parts: readonly Part[]): [string, MeasuredWatts][] {
  const total = (of: (it: Part) => number): number => parts.reduce((sum, it) => sum + of(it), 0);
  const workMs = total((it) => it.workMs);
  const restMs = total((it) => it.coveredMs) - workMs;
  if (workMs < LEAST_MS || restMs < LEAST_MS) return [];
  const workJoules = total((it) => it.workJoules);
  const restJoules = Math.max(0, total((it) => it.joules) - workJoules);
  return [
    [kind, { workWatts: (workJoules / workMs) * 1000, idleWatts: (restJoules / restMs) * 1000, workMs }],
  ];
}

const ms = (column: string): string => `(extract(epoch FROM ${column}) * 1000)::float8`;
const READ_SESSIONS: Statement = {
  name: 'purchase-plan.read-sessions',
  text: `
    SELECT r."machineId", ${ms('s."createdAt"')} AS "fromMs",
      CASE WHEN e."settledAt" IS NULL THEN NULL ELSE ${ms('s."endedAt"')} END AS "toMs",
      m."energyJoules" AS joules, coalesce(m."coveredMs", 0) AS "coveredMs"
    FROM "Session" s JOIN "SessionRank" r ON r."sessionId" = s.id LEFT JOIN "SessionEnergy" e ON e."sessionId" = s.id
    LEFT JOIN "SessionMachineEnergy" m ON m."sessionId" = s.id AND m."machineId" = r."machineId"
    WHERE s.simulated = $3::bool AND s."createdAt" < $2::timestamptz
      AND (s."endedAt" IS NULL OR s."endedAt" > $1::timestamptz)`,
};
