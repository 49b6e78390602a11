import type { Tariff } from '@/shared/schemas/report.ts';
import type { ServiceContext } from '../../context.ts';

/** Until a lab sets its prices, nothing costs anything. */
const FREE: Tariff = {
  version: 0,
  validFrom: new Date(0),
  currency: 'EUR',
  machineHourPrice: 0,
  electricityPricePerKwh: 0,
  pue: 1,
};

/** The newest tariff that was valid at `moment`. */
export async function readTariff(ctx: ServiceContext, moment: Date): Promise<Tariff> {
  const row = await ctx.db.tariff.findFirst({
    where: { validFrom: { lte: moment } },
    orderBy: [{ validFrom: 'desc' }, { version: 'desc' }],
  });
  if (!row) return FREE;
  return {
    ...row,
    machineHourPrice: row.machineHourPrice.toNumber(),
    electricityPricePerKwh: row.electricityPricePerKwh.toNumber(),
    pue: row.pue.toNumber(),
  };
}
