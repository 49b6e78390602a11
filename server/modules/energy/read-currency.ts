import type { ServiceContext } from '../../context.ts';
import type { Transaction } from '../../db.ts';

const STANDARD_CURRENCY = 'EUR';

/** What the lab counts in now. */
export async function readCurrency(ctx: ServiceContext, db: Pick<Transaction, 'tariff'>): Promise<string> {
  const tariff = await db.tariff.findFirst({
    where: { validFrom: { lte: ctx.now() } },
    orderBy: [{ validFrom: 'desc' }, { version: 'desc' }],
    select: { currency: true },
  });
  return tariff?.currency ?? STANDARD_CURRENCY;
}
