import { findMacModel, getMacModel } from '@/shared/data/mac-models.ts';
import { estimateJoules, type PowerRange, rangeOf, tellRange } from '@/shared/domain/power-estimate.ts';
import type { MachineEnergyRow } from '@/shared/schemas/report.ts';
import type { ServiceContext } from '../../context.ts';
import { readUnmeteredLoad } from '../metrics/index.ts';
import type { ReportFrame } from './report-frame.ts';

type Facts = { hwModel?: string | null; chip?: string | null };

/** Real machines that nothing metered get ≈ joules from their load, where it is known what they draw. */
export async function estimateMachines(
  ctx: ServiceContext,
  { window }: Pick<ReportFrame, 'window'>,
  rows: readonly MachineEnergyRow[],
): Promise<MachineEnergyRow[]> {
  const bare = rows.filter((it) => !it.simulated && it.measuredJoules === null).map((it) => it.machineId);
  const loads = await readUnmeteredLoad(ctx, bare, window);
  const ranges = await readRanges(ctx, [...loads.keys()]);
  return rows.map((row) => {
    const [load, range] = [loads.get(row.machineId), ranges.get(row.machineId)];
    if (!load || !range) return row;
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
      const facts = (report?.facts ?? {}) as Facts;
      const kind =
        getMacModel(catalogId ?? '') ?? findMacModel(facts.hwModel ?? null, facts.chip ?? null, null, null);
      return [id, rangeOf(entered, kind)];
    }),
  );
}
