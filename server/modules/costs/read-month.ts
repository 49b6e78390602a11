import type { CostCell } from '@/shared/domain/cost-cells.ts';
import { windowOfKey } from '@/shared/domain/month-key.ts';
import type { PricedSpan } from '@/shared/domain/tariffs.ts';
import type { Span } from '@/shared/domain/usage.ts';
import type { CarbonFactor } from '@/shared/schemas/cost-report.ts';
import { Tariff } from '@/shared/schemas/report.ts';
import type { ServiceContext } from '../../context.ts';
import { readTariffs, readTimeZone } from '../energy/index.ts';
import { liveCosts, readFrozenCells } from '../reports/index.ts';
import { readCarbon, readKeptCarbon } from './carbon.ts';

export type MonthFigures = Span & {
  month: string;
  timeZone: string;
  labName: string;
  isOver: boolean;
  frozenAt: Date | null;
  frozenByName: string | null;
  tariffs: PricedSpan<Tariff>[];
  carbon: CarbonFactor | null;
  cells: CostCell[];
};

/** A month's cells: as they were kept once it is frozen, else worked out anew. */
export async function readMonth(
  ctx: ServiceContext,
  month: string,
  signal?: AbortSignal,
): Promise<MonthFigures> {
  const row = await ctx.db.frozenMonth.findUnique({ where: { month } });
  if (row) {
    const { startsAt: from, endsAt: to, timeZone, labName, frozenAt, frozenByName } = row;
    const tariffs = readKeptTariffs(row.tariffs);
    const carbon = readKeptCarbon(row.carbon);
    const cells = await readFrozenCells(ctx, [month]);
    return {
      month,
      from,
      to,
      timeZone,
      labName,
      isOver: true,
      frozenAt,
      frozenByName,
      tariffs,
      carbon,
      cells,
    };
  }
  const timeZone = await readTimeZone(ctx);
  const span = windowOfKey(month, timeZone);
  const isBegun = span.from < ctx.now();
  const [lab, live] = await Promise.all([
    ctx.db.lab.findUniqueOrThrow({ where: { id: 'lab' }, select: { name: true } }),
    isBegun ? liveCosts(ctx, span, signal) : null,
  ]);
  return {
    month,
    ...span,
    timeZone,
    labName: lab.name,
    isOver: span.to <= ctx.now(),
    frozenAt: null,
    frozenByName: null,
    tariffs: live?.frame.prices ?? (await readTariffs(ctx, span)),
    carbon: await readCarbon(ctx, span.to),
    cells: live?.cells ?? [],
  };
}

const readKeptTariffs = (kept: unknown): PricedSpan<Tariff>[] =>
  (kept as { from: string; to: string; tariff: unknown }[]).map(({ from, to, tariff }) => ({
    from: new Date(from),
    to: new Date(to),
    tariff: Tariff.parse(tariff),
  }));
