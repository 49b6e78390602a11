import { type Baseline, baselineOf } from '@/shared/domain/energy-baseline.ts';
import { cutForRollUps, type MsSpan } from '@/shared/domain/energy-pieces.ts';
import type { Meters } from '@/shared/domain/meters.ts';
import { type PowerClass, powerClassOf } from '@/shared/domain/power-class.ts';
import { clip, type Span } from '@/shared/domain/usage.ts';
import type { ServiceContext } from '../../context.ts';
import { readIdleTables, readSpans } from '../energy/index.ts';
import { readEnergyUse, readRestPower, rolledUpToMs, type UsePiece } from '../metrics/index.ts';

/** One counter for the time in which it is read, within the report's. */
export type Reader = Span & {
  /** In whose row it stands. */
  rowId: string;
  counterId: string;
  covers: readonly string[];
  isWall: boolean;
  baseline: Baseline | null;
};
/** Of one reader: joules add up; `activeJoules` and `splitJoules` are of the part whose power at rest is known. */
export type ReaderPart = {
  reader: Reader;
  of: PowerClass;
  hasRun: boolean;
  isFree: boolean;
  joules: number;
  coveredMs: number;
  activeJoules: number;
  splitJoules: number;
};
export type EnergyStepSum = MsSpan & {
  joules: number;
  activeJoules: number;
  splitJoules: number;
  /** Drawn at rest while nothing was booked and nothing ran. */
  restJoules: number;
};

/** Which counters are read for these machines in a time, each with what it reads at rest. */
export async function readReaders(
  ctx: ServiceContext,
  { meters, window, rowIds }: { meters: Meters; window: Span; rowIds: ReadonlySet<string> },
): Promise<Reader[]> {
  const readers = meters.all.flatMap((meter) =>
    meter.readers.flatMap((reader) => {
      const span = rowIds.has(reader.machineId) ? clip(window, reader) : null;
      if (!span) return [];
      const isWall = !meter.machineIds.includes(reader.counterId);
      return [
        { ...span, rowId: reader.machineId, counterId: reader.counterId, covers: reader.covers, isWall },
      ];
    }),
  );
  const [quiet, tables] = await Promise.all([
    readRestPower(ctx, readers, window.to),
    readIdleTables(ctx, [...new Set(readers.map((it) => it.rowId))]),
  ]);
  return readers.map((reader, index) => {
    // A table knows one machine: of several behind one meter there is only what was learned.
    const table = reader.covers.length === 1 ? (tables.get(reader.rowId) ?? null) : null;
    return { ...reader, baseline: baselineOf(quiet.get(index) ?? null, table) };
  });
}

/**
 * What the readers measured, in parts by use and source, and step by step over time. Σ of either is what `readSpans`
 * says of the readers.
 */
export async function readParts(
  ctx: ServiceContext,
  window: Span,
  readers: readonly Reader[],
): Promise<{ parts: ReaderPart[]; steps: EnergyStepSum[] }> {
  const looseMs = await rolledUpToMs(ctx);
  const pieces = { hours: [] as UsePiece[], minutes: [] as UsePiece[] };
  const rests: (MsSpan & { reader: Reader })[] = [];
  for (const [index, reader] of readers.entries()) {
    const own = { reader: index, idleWatts: reader.baseline?.idleWatts ?? null };
    const cut = cutForRollUps(reader, looseMs);
    if (cut.hours) pieces.hours.push({ ...own, ...cut.hours });
    pieces.minutes.push(...cut.minutes.map((it) => ({ ...own, ...it })));
    rests.push(...cut.rests.map((it) => ({ reader, ...it })));
  }
  const [use, ends] = [await readEnergyUse(ctx, window, readers, pieces), await readRests(ctx, rests)];
  return {
    parts: [
      ...use.byReader.map(({ reader: index, sources, ...it }) => {
        const reader = readers[index]!;
        return { ...it, reader, of: powerClassOf(reader.isWall, sources) };
      }),
      ...ends.parts,
    ],
    steps: [...use.bySteps, ...ends.steps],
  };
}

/** Less than a minute at the ends of a reader's time, and what is not rolled up yet: nobody says what ran in it. */
async function readRests(ctx: ServiceContext, rests: readonly (MsSpan & { reader: Reader })[]) {
  const windows = await readSpans(
    ctx,
    rests.map(({ reader, fromMs, toMs }) => ({
      machineId: reader.counterId,
      span: { from: new Date(fromMs), to: new Date(toMs) },
    })),
  );
  const parts: ReaderPart[] = [];
  const steps: EnergyStepSum[] = [];
  for (const [index, { joules, coveredMs, sources }] of windows.entries()) {
    if (joules === null) continue;
    const { reader, fromMs, toMs } = rests[index]!;
    const { baseline } = reader;
    const activeJoules = baseline ? Math.max(0, joules - (baseline.idleWatts * coveredMs) / 1000) : 0;
    const sum = { joules, activeJoules, splitJoules: baseline ? joules : 0 };
    parts.push({
      ...sum,
      reader,
      of: powerClassOf(reader.isWall, sources),
      coveredMs,
      hasRun: false,
      isFree: false,
    });
    steps.push({ ...sum, fromMs, toMs, restJoules: 0 });
  }
  return { parts, steps };
}
