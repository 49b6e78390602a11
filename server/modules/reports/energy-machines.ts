import { splitEnergy } from '@/shared/domain/energy-baseline.ts';
import { POWER_CLASSES } from '@/shared/domain/power-class.ts';
import type { Span } from '@/shared/domain/usage.ts';
import type { EnergyMachine, EnergyReport } from '@/shared/schemas/energy-report.ts';
import type { MachineEnergyRow } from '@/shared/schemas/report.ts';
import type { MacFigures } from '../energy/index.ts';
import { sum } from '../energy/index.ts';
import type { Reader, ReaderPart } from './energy-readers.ts';

type World = {
  readers: readonly Reader[];
  parts: readonly ReaderPart[];
  figures: ReadonlyMap<string, MacFigures>;
  /** From when on each counter has measured. */
  measured: ReadonlyMap<string, Span>;
  window: Span;
};

/** Each machine's row of the report, with what is told of it here alone. */
export function energyMachines(rows: readonly MachineEnergyRow[], world: World): EnergyMachine[] {
  const partsOf = Map.groupBy(world.parts, (it) => it.reader.rowId);
  const readersOf = Map.groupBy(world.readers, (it) => it.rowId);
  return rows.map((row) => {
    const parts = partsOf.get(row.machineId) ?? [];
    const readers = (readersOf.get(row.machineId) ?? []).filter((it) =>
      parts.some((part) => part.reader === it),
    );
    const free = parts.filter((it) => it.isFree && it.reader.baseline !== null);
    return {
      ...row,
      ...splitOf(row.measuredJoules, parts),
      rests: restsOf(readers),
      free: {
        ms: sum(free.map((it) => it.coveredMs)),
        joules: sum(free.map((it) => it.splitJoules - it.activeJoules)),
      },
      classes: POWER_CLASSES.filter((of) => parts.some((it) => it.of === of)),
      ...(world.figures.get(row.machineId) ?? { making: null, sleep: null }),
      reservedMs: reservedMs(row, readers, world),
    };
  });
}

/** What of the joules has no known power at rest may be rounding, no more. */
const UNSPLIT_JOULES = 1;

function splitOf(measured: number | null, parts: readonly ReaderPart[]) {
  const unsplit = sum(parts.map((it) => it.joules - it.splitJoules));
  if (measured === null || parts.length === 0 || unsplit > UNSPLIT_JOULES)
    return { activeJoules: null, idleJoules: null };
  return splitEnergy(measured, sum(parts.map((it) => it.activeJoules)));
}

function restsOf(readers: readonly Reader[]): EnergyMachine['rests'] {
  const byCounter = new Map(readers.map((it) => [it.counterId, it]));
  return [...byCounter.values()].flatMap(({ isWall, baseline }) =>
    baseline ? [{ counter: isWall ? ('wall' as const) : ('own' as const), ...baseline }] : [],
  );
}

/** The lab keeps a machine for this whole, from the first word of its meter on. */
function reservedMs(row: MachineEnergyRow, readers: readonly Reader[], { measured, window }: World): number {
  if (row.measuredJoules === null) return 0;
  const firsts = [row.machineId, ...readers.map((it) => it.counterId)].flatMap(
    (id) => measured.get(id)?.from.getTime() ?? [],
  );
  const fromMs = Math.max(window.from.getTime(), firsts.length > 0 ? Math.min(...firsts) : 0);
  return Math.max(0, window.to.getTime() - fromMs);
}

/** Σ of the machines; null where none of them is split. */
export function splitTotals(machines: readonly EnergyMachine[]): EnergyReport['split'] {
  const known = machines.filter((it) => it.activeJoules !== null);
  if (known.length === 0) return null;
  const measured = machines.filter((it) => it.measuredJoules !== null && it.activeJoules === null);
  return {
    activeJoules: sum(known.map((it) => it.activeJoules ?? 0)),
    idleJoules: sum(known.map((it) => it.idleJoules ?? 0)),
    unsplitJoules: sum(measured.map((it) => it.measuredJoules ?? 0)),
  };
}

export function classSums(parts: readonly ReaderPart[]): EnergyReport['classes'] {
  const groups = Map.groupBy(parts, (it) => it.of);
  return POWER_CLASSES.flatMap((of) => {
    const own = groups.get(of);
    if (!own) return [];
    const machines = new Set(own.map((it) => it.reader.rowId)).size;
    return [
      {
        of,
        joules: sum(own.map((it) => it.joules)),
        coveredMs: sum(own.map((it) => it.coveredMs)),
        machines,
      },
    ];
  });
}
