import type * as z from 'zod';
import { defaultPriceOf } from '@/shared/data/ec2-mac.ts';
import type { MachineRental } from '@/prisma/generated/client.ts';
import type { ListRentalsInput, RentalRow } from '@/shared/schemas/register-page.ts';
import { authorize, may, type ServiceContext } from '../../context.ts';

/** What is entered of the rented machines; without a price of its own, one of a known type has the default's. */
export async function listRentals(
  ctx: ServiceContext,
  { limit }: z.output<typeof ListRentalsInput>,
): Promise<z.output<typeof RentalRow>[]> {
  authorize(ctx, 'lab:read');
  const rows = await ctx.db.machineRental.findMany({
    where: { machine: { ownership: 'rented', simulated: false } },
    orderBy: { machineId: 'asc' },
    take: limit,
  });
  return rows.map((row) => ({
    machineId: row.machineId,
    provider: row.provider,
    instanceType: row.instanceType,
    hostId: may(ctx, 'machine:edit') ? row.hostId : null,
    price: priceOf(row),
    minimumHours: row.minimumHours,
    allocatedAt: row.allocatedAt,
    releasedAt: row.releasedAt,
    wipedSince: row.hostState === 'pending' ? row.hostStateAt : null,
    wipedMs: row.pendingMs,
  }));
}

function priceOf({
  hourlyPrice,
  priceAsOf,
  instanceType,
}: MachineRental): z.output<typeof RentalRow>['price'] {
  if (hourlyPrice !== null) {
    const asOf = priceAsOf && priceAsOf.toISOString().slice(0, 10);
    return { hourlyPrice: hourlyPrice.toNumber(), currency: null, asOf, defaultFrom: null };
  }
  const known = defaultPriceOf(instanceType);
  return (
    known && {
      hourlyPrice: known.hourlyPrice,
      currency: known.currency,
      asOf: known.asOf,
      defaultFrom: known.source,
    }
  );
}
