import { type PricedSpan, splitByTariff } from '@/shared/domain/tariffs.ts';
import type { Span } from '@/shared/domain/usage.ts';
import type { Tariff } from '@/shared/schemas/report.ts';
import type { ServiceContext } from '../../context.ts';

/** The span cut where the lab's tariffs change. Until a lab sets its prices, nothing costs anything. */
export async function readTariffs(ctx: ServiceContext, span: Span): Promise<PricedSpan<Tariff>[]> {
  const rows = await ctx.db.tariff.findMany({
    where: { validFrom: { lt: span.to } },
    orderBy: [{ validFrom: 'asc' }, { version: 'asc' }],
  });
  const tariffs = rows.map((row): Tariff => ({
    ...row,
    machineHourPrice: row.machineHourPrice.toNumber(),
    electricityPricePerKwh: row.electricityPricePerKwh.toNumber(),
    pue: row.pue.toNumber(),
  }));
  return splitByTariff([free(tariffs[0]?.currency ?? 'EUR'), ...tariffs], span);
}

const free = (currency: string): Tariff => ({
  version: 0,
  validFrom: new Date(0),
  currency,
  machineHourPrice: 0,
  electricityPricePerKwh: 0,
  pue: 1,
});
