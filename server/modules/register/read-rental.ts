import type { Rental } from '@/shared/schemas/rental.ts';
import { authorize, may, type ServiceContext } from '../../context.ts';

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
    // Which host it is at the provider is for those who keep the register.
    hostId: may(ctx, 'machine:edit') ? rest.hostId : null,
    hourlyPrice: hourlyPrice?.toNumber() ?? null,
    priceAsOf: priceAsOf?.toISOString().slice(0, 10) ?? null,
  };
}
