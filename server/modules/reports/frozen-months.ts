import * as z from 'zod';
import type { CostCell } from '@/shared/domain/cost-cells.ts';
import type { Span } from '@/shared/domain/usage.ts';
import { MachineEnergyRow, Report } from '@/shared/schemas/report.ts';
import type { ServiceContext } from '../../context.ts';

/** The sums of a report that a frozen month keeps beside its machines' rows. */
export const FrozenUsage = Report.pick({
  timeZone: true,
  tariff: true,
  tariffs: true,
  totals: true,
  simulated: true,
  days: true,
  simulatedDays: true,
  projects: true,
  simulatedProjects: true,
  keys: true,
  ownPrices: true,
});

type FrozenUsage = z.output<typeof FrozenUsage> & Pick<Report, 'machines' | 'frozenAt'>;

/** What the report of a whole frozen month says for good; null where the time asked for is anything else. */
export async function readFrozenUsage(ctx: ServiceContext, { from, to }: Span): Promise<FrozenUsage | null> {
  const row = await ctx.db.frozenMonth.findFirst({
    where: { startsAt: from, endsAt: to },
    select: {
      usage: true,
      frozenAt: true,
      machines: { orderBy: [{ machineName: 'asc' }, { machineId: 'asc' }] },
    },
  });
  if (!row) return null;
  const { frozenAt, machines, usage } = row;
  return { ...FrozenUsage.parse(usage), machines: z.array(MachineEnergyRow).parse(machines), frozenAt };
}

export type FrozenSpan = Span & { month: string; frozenAt: Date; frozenByName: string };

/** The frozen months that lie wholly within a stretch of time, in order. */
export async function readFrozenSpans(ctx: ServiceContext, { from, to }: Span): Promise<FrozenSpan[]> {
  const rows = await ctx.db.frozenMonth.findMany({
    where: { startsAt: { gte: from }, endsAt: { lte: to } },
    select: { month: true, startsAt: true, endsAt: true, frozenAt: true, frozenByName: true },
    orderBy: { startsAt: 'asc' },
  });
  return rows.map(({ startsAt, endsAt, ...row }) => ({ ...row, from: startsAt, to: endsAt }));
}

/** The cells that these months keep. */
export async function readFrozenCells(ctx: ServiceContext, months: readonly string[]): Promise<CostCell[]> {
  const rows = await ctx.db.frozenCost.findMany({
    where: { month: { in: [...months] } },
    orderBy: [{ month: 'asc' }, { position: 'asc' }],
  });
  return rows.map(({ month: _month, position: _position, charges, electricity, tokenCharges, ...row }) => ({
    ...row,
    charges: charges as CostCell['charges'],
    electricity: electricity as CostCell['electricity'],
    tokenCharges: tokenCharges as CostCell['tokenCharges'],
  }));
}
