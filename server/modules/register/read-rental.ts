import type { Rental } from '@/shared/schemas/rental.ts';
import { authorize, type ServiceContext } from '../../context.ts';

/** What is entered of a rented machine's host; null when nothing is. */
export async function readRental(
  ctx: ServiceContext,
  { machineId }: { machineId: string },
): Promise<Rental | null> {
  authorize(ctx, 'lab:read');
  const row = await ctx.db.machineRental.findUnique({ where: { machineId }, omit: { machineId: true } });
  if (!row) return null;
  const { hourlyPrice, priceAsOf, ...rest } = row;
  return {
    ...rest,
    hourlyPrice: hourlyPrice?.toNumber() ?? null,
    priceAsOf: priceAsOf?.toISOString().slice(0, 10) ?? null,
  };
}
