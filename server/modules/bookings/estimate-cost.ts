import { type CostLine, costLines, joinLines, sumLines } from '@/shared/domain/booking-cost.ts';
import type { CostEstimate, EstimateCostInput } from '@/shared/schemas/booking-cost.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { piecesOf, readPrices } from '../energy/index.ts';

/** What machines would cost for a time, if all of it were charged: by today's rates and the tariffs of that time. */
export async function estimateCost(ctx: ServiceContext, input: EstimateCostInput): Promise<CostEstimate> {
  authorize(ctx, 'lab:read');
  const lines = await readLines(ctx, input);
  return { ...sumLines(lines), lines: await nameLines(ctx, joinLines(lines)) };
}

/** As a booking keeps it; null where it is not one sum of money. */
export async function readEstimate(
  ctx: ServiceContext,
  input: EstimateCostInput,
): Promise<{ estimatedCost: number | null; estimateCurrency: string | null }> {
  const { money, unpricedMs } = sumLines(await readLines(ctx, input));
  const [only] = money;
  if (!only || money.length > 1 || unpricedMs > 0) return { estimatedCost: null, estimateCurrency: null };
  return { estimatedCost: only.amount, estimateCurrency: only.currency };
}

async function readLines(
  ctx: ServiceContext,
  { machineIds, startsAt, endsAt }: EstimateCostInput,
): Promise<CostLine[]> {
  const ids = [...new Set(machineIds)];
  const span = { from: startsAt, to: endsAt };
  const prices = await readPrices(ctx, span, ids);
  return ids.flatMap((id) => costLines(id, piecesOf(prices, id), [span]));
}

/** With the machines' names in place of their ids, by name. */
export async function nameLines(
  ctx: ServiceContext,
  lines: readonly CostLine[],
): Promise<CostEstimate['lines']> {
  const ids = [...new Set(lines.flatMap((it) => it.machineIds))];
  const machines = await ctx.db.machine.findMany({
    where: { id: { in: ids } },
    select: { id: true, name: true },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
  });
  return lines.map(({ machineIds, ...line }) => ({
    ...line,
    machines: machines.flatMap((it) => (machineIds.includes(it.id) ? [it.name] : [])),
  }));
}
