import { macModelOf } from '@/shared/data/mac-models.ts';
import { estimateJoules, type PowerRange, rangeOf, tellRange } from '@/shared/domain/power-estimate.ts';
import { metersFor, readersFor } from '@/shared/domain/meters.ts';
import { clip } from '@/shared/domain/usage.ts';
import type { MachineEnergyRow } from '@/shared/schemas/report.ts';
import type { ServiceContext } from '../../context.ts';
import { readUnmeteredLoad } from '../metrics/index.ts';
import type { ReportFrame } from './report-frame.ts';

type Facts = { hwModel?: string | null };

/** Real machines that nothing metered get ≈ joules from their load, where it is known what they draw. */
export async function estimateMachines(
  ctx: ServiceContext,
  { window, meters }: Pick<ReportFrame, 'window' | 'meters'>,
  rows: readonly MachineEnergyRow[],
): Promise<MachineEnergyRow[]> {
  const measured = new Set(rows.flatMap((it) => (it.measuredJoules === null ? [] : [it.machineId])));
  const bare = rows.flatMap((it) => (it.simulated || measured.has(it.machineId) ? [] : [it.machineId]));
  const loads = await readUnmeteredLoad(ctx, bare, window);
  // One figure a meter: what another one's row tells already, measured or estimated, is not told again.
  const isTold = (id: string): boolean =>
    metersFor(meters, [id])
      .flatMap((meter) => readersFor(meter, [id]))
      .some(
        (it) =>
          clip(it, window) !== null &&
          (it.covers.some((other) => measured.has(other)) ||
            it.covers.slice(0, it.covers.indexOf(id)).some((older) => loads.has(older))),
      );
  const ranges = await readRanges(ctx, [...loads.keys()]);
  return rows.map((row) => {
    const [load, range] = [loads.get(row.machineId), ranges.get(row.machineId)];
    if (!load || !range || isTold(row.machineId)) return row;
    const estimatedJoules = estimateJoules(load.seconds, load.loadSeconds, range);
    return { ...row, estimatedJoules, estimateBasis: tellRange(range) };
  });
}

async function readRanges(
  ctx: ServiceContext,
  ids: readonly string[],
): Promise<Map<string, PowerRange | null>> {
  if (ids.length === 0) return new Map();
  const machines = await ctx.db.machine.findMany({
    where: { id: { in: [...ids] } },
    select: {
      id: true,
      idleWatts: true,
      maxWatts: true,
      catalogId: true,
      report: { select: { facts: true } },
    },
  });
  return new Map(
    machines.map(({ id, catalogId, report, ...entered }) => {
      const { hwModel } = (report?.facts ?? {}) as Facts;
      return [id, rangeOf(entered, macModelOf(catalogId, hwModel))];
    }),
  );
}
