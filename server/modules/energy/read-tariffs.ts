import { Prisma } from '@/prisma/generated/client.ts';
import { type PricedSpan, splitByTariff } from '@/shared/domain/tariffs.ts';
import { priceSlots } from '@/shared/domain/price-slots.ts';
import type { Span } from '@/shared/domain/usage.ts';
import type { Tariff } from '@/shared/schemas/report.ts';
import type { ServiceContext } from '../../context.ts';
import { readSql } from '../../db.ts';

/** The span cut where the lab's tariffs change. Until a lab sets its prices, nothing costs anything. */
export async function readTariffs(ctx: ServiceContext, span: Span): Promise<PricedSpan<Tariff>[]> {
  const tariffs = await readSql<Tariff>(
    ctx.db,
    'energy.read-tariffs',
    Prisma.sql`
    SELECT version, "validFrom", currency, "machineHourPrice"::float8, "electricityPricePerKwh"::float8, pue::float8,
      bands, "machineRates", "millionTokenPrice"::float8
    FROM "Tariff" WHERE "validFrom" < ${span.to} ORDER BY "validFrom", version`,
  );
  return splitByTariff([free(tariffs[0]?.currency ?? 'EUR'), ...tariffs], span);
}

/** The same, cut where the price of a kWh changes by the lab's clock too: what energy is priced by. */
export const readPriceSlots = async (
  ctx: ServiceContext,
  span: Span,
  timeZone: string,
): Promise<PricedSpan<Tariff>[]> => priceSlots(await readTariffs(ctx, span), timeZone);

const free = (currency: string): Tariff => ({
  version: 0,
  validFrom: new Date(0),
  currency,
  machineHourPrice: 0,
  electricityPricePerKwh: 0,
  pue: 1,
  bands: [],
  machineRates: [],
  millionTokenPrice: null,
});
