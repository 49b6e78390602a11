import type { CostCell } from '@/shared/domain/cost-cells.ts';
import type { PricedSpan } from '@/shared/domain/tariffs.ts';
import type { Span } from '@/shared/domain/usage.ts';
import type { CarbonFactor, FrozenMonthNote } from '@/shared/schemas/cost-report.ts';
import type { Tariff } from '@/shared/schemas/report.ts';
import type { ServiceContext } from '../../context.ts';
import { readTariffs, readTimeZone } from '../energy/index.ts';
import { type FrozenSpan, liveCosts, readFrozenCells, readFrozenSpans } from '../reports/index.ts';
import { readCarbon, readKeptCarbon } from './carbon.ts';

export type Cells = {
  timeZone: string;
  cells: CostCell[];
  tariffs: PricedSpan<Tariff>[];
  frozen: FrozenMonthNote[];
  carbon: CarbonFactor | null;
};

/** Of any stretch of time: frozen months as they were kept, all other time worked out anew. */
export async function readCells(ctx: ServiceContext, span: Span, signal?: AbortSignal): Promise<Cells> {
  const frozen = await readFrozenSpans(ctx, span);
  const cells = await readFrozenCells(
    ctx,
    frozen.map((it) => it.month),
  );
  for (const open of gapsBetween(span, frozen)) cells.push(...(await liveCosts(ctx, open, signal)).cells);
  const [tariffs, timeZone, carbon] = await Promise.all([
    readTariffs(ctx, span),
    readTimeZone(ctx),
    readCarbonAtEnd(ctx, span, frozen),
  ]);
  return { timeZone, cells, tariffs, frozen, carbon };
}

/** Where a frozen month ends it, the one that this month keeps. */
async function readCarbonAtEnd(
  ctx: ServiceContext,
  { to }: Span,
  frozen: readonly FrozenSpan[],
): Promise<CarbonFactor | null> {
  const last = frozen.find((it) => it.to.getTime() === to.getTime());
  if (!last) return readCarbon(ctx, to);
  const where = { month: last.month };
  return readKeptCarbon(
    (await ctx.db.frozenMonth.findUniqueOrThrow({ where, select: { carbon: true } })).carbon,
  );
}

/** What of a span is in none of these, which come in order and don't overlap. */
function gapsBetween({ from, to }: Span, spans: readonly Span[]): Span[] {
  const edges = [from, ...spans.flatMap((it) => [it.from, it.to]), to];
  const gaps: Span[] = [];
  for (let index = 0; index < edges.length; index += 2) {
    const [start, end] = [edges[index]!, edges[index + 1]!];
    if (start < end) gaps.push({ from: start, to: end });
  }
  return gaps;
}
