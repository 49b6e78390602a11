import { defaultPriceOf } from '@/shared/data/ec2-mac.ts';
import { ownPieces, type PricePiece, type RentedHost, tariffPieces } from '@/shared/domain/booking-cost.ts';
import type { Span } from '@/shared/domain/usage.ts';
import type { MachineRental } from '@/prisma/generated/client.ts';
import type { ServiceContext } from '../../context.ts';
import { readCurrency } from './read-currency.ts';
import { readTariffs } from './read-tariffs.ts';

/** What machine time costs over a window, cut where prices change. */
export type Prices = {
  tariffs: PricePiece[];
  /** Of the machines that do not go by the tariff. */
  own: ReadonlyMap<string, PricePiece[]>;
  rented: ReadonlySet<string>;
};

export const piecesOf = ({ tariffs, own }: Prices, machineId: string): PricePiece[] =>
  own.get(machineId) ?? tariffs;

/** Of these machines, or of all of the lab's. */
export async function readPrices(
  ctx: ServiceContext,
  window: Span,
  machineIds: readonly string[] | null = null,
): Promise<Prices> {
  const [tariffs, currency, machines] = await Promise.all([
    readTariffs(ctx, window),
    readCurrency(ctx, ctx.db),
    ctx.db.machine.findMany({
      where: {
        OR: [{ hourlyRate: { not: null } }, { ownership: 'rented' }],
        ...(machineIds && { id: { in: [...machineIds] } }),
      },
      select: { id: true, hourlyRate: true, ownership: true, rental: true },
    }),
  ]);
  const own = new Map<string, PricePiece[]>();
  const rented = new Set<string>();
  for (const { id, hourlyRate, ownership, rental } of machines) {
    const isRented = ownership === 'rented';
    if (isRented) rented.add(id);
    const machine = {
      ownRate: hourlyRate?.toNumber() ?? null,
      isRented,
      host: isRented && rental ? toHost(rental, currency) : null,
    };
    const pieces = ownPieces(machine, { window, currency, now: ctx.now() });
    if (pieces) own.set(id, pieces);
  }
  return { tariffs: tariffPieces(tariffs), own, rented };
}

/** Without a price of its own, a host of a known type has the default's. */
function toHost(rental: MachineRental, currency: string): RentedHost {
  const known = rental.hourlyPrice === null ? defaultPriceOf(rental.instanceType) : null;
  return {
    provider: rental.provider,
    hourly: rental.hourlyPrice?.toNumber() ?? known?.hourlyPrice ?? null,
    currency: known?.currency ?? currency,
    allocatedAt: rental.allocatedAt,
    releasedAt: rental.releasedAt,
    wipedSince: rental.hostState === 'pending' ? rental.hostStateAt : null,
    wipedMs: rental.pendingMs,
  };
}
