import type { Prisma } from '@/prisma/generated/client.ts';
import { type HostedPrice, MOST_HOSTED_PRICES } from '@/shared/schemas/hosted-price.ts';
import type { ServiceContext } from '../../context.ts';

type Row = Prisma.HostedPriceGetPayload<object>;

/** Those that held at the end of a time: of each name and model the newest that is of that day or before. */
export async function readHostedPrices(ctx: ServiceContext, at: Date): Promise<HostedPrice[]> {
  const rows = await ctx.db.hostedPrice.findMany({
    orderBy: [{ asOf: 'desc' }, { changedAt: 'desc' }],
    take: MOST_HOSTED_PRICES,
  });
  const newest = new Map<string, Row>();
  for (const it of rows) {
    const key = JSON.stringify([it.name, it.modelId]);
    if (it.asOf < at && !newest.has(key)) newest.set(key, it);
  }
  return [...newest.values()].map(toHostedPrice).toSorted((a, b) => a.name.localeCompare(b.name, 'en'));
}

export const toHostedPrice = (row: Row): HostedPrice => ({
  ...row,
  inputPrice: row.inputPrice.toNumber(),
  outputPrice: row.outputPrice.toNumber(),
  asOf: row.asOf.toISOString().slice(0, 10),
});
