import { Prisma } from '@/prisma/generated/client.ts';
import { defaultPriceOf } from '@/shared/data/ec2-mac.ts';
import { ownPieces, type PricePiece, type RentedHost, tariffPieces } from '@/shared/domain/booking-cost.ts';
import type { PricedSpan } from '@/shared/domain/tariffs.ts';
import type { Span } from '@/shared/domain/usage.ts';
import type { Tariff } from '@/shared/schemas/report.ts';
import type { ServiceContext } from '../../context.ts';
import { readSql } from '../../db.ts';
import { readCurrency } from './read-currency.ts';
import { readTariffs } from './read-tariffs.ts';

/** What machine time costs over a window, cut where prices change. */
export type Prices = {
  tariffs: PricePiece[];
  /** Of the machines that do not go by the tariff's price for any machine. */
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
  const [tariffs, machines] = await Promise.all([readTariffs(ctx, window), readOwn(ctx, machineIds)]);
  const own = await byKind(ctx, tariffs, machineIds);
  const currency = machines.length > 0 ? await readCurrency(ctx, ctx.db) : '';
  const rented = new Set<string>();
  for (const { id, ownRate, isRented, rental } of machines) {
    if (isRented) rented.add(id);
    const machine = {
      ownRate,
      isRented,
      host: isRented && rental ? toHost(rental, currency) : null,
    };
    const pieces = ownPieces(machine, { window, currency, now: ctx.now() });
    if (pieces) own.set(id, pieces);
  }
  return { tariffs: tariffPieces(tariffs), own, rented };
}

/** Those of a kind that a tariff has a price of its own for. */
async function byKind(
  ctx: ServiceContext,
  tariffs: readonly PricedSpan<Tariff>[],
  machineIds: readonly string[] | null,
): Promise<Map<string, PricePiece[]>> {
  const kinds = [...new Set(tariffs.flatMap((it) => it.tariff.machineRates.map((rate) => rate.catalogId)))];
  if (kinds.length === 0) return new Map();
  const rows = await ctx.db.machine.findMany({
    where: { catalogId: { in: kinds }, ...(machineIds && { id: { in: [...machineIds] } }) },
    select: { id: true, catalogId: true },
  });
  const piecesOfKind = new Map(
    kinds.map((kind) => {
      const priced = tariffs.map(({ tariff, ...span }) => {
        const rate = tariff.machineRates.find((it) => it.catalogId === kind);
        return { ...span, tariff: { ...tariff, machineHourPrice: rate?.hourly ?? tariff.machineHourPrice } };
      });
      return [kind, tariffPieces(priced)] as const;
    }),
  );
  return new Map(rows.map((it) => [it.id, piecesOfKind.get(it.catalogId!)!]));
}

type Own = { id: string; ownRate: number | null; isRented: boolean; rental: Rental | null };
type Rental = {
  provider: string;
  instanceType: string | null;
  hourlyPrice: number | null;
  allocatedAt: string | null;
  releasedAt: string | null;
  hostState: string | null;
  hostStateAt: string | null;
  pendingMs: number;
};

/** The machines that have a price of their own, which few labs have any of. */
const readOwn = (ctx: ServiceContext, machineIds: readonly string[] | null): Promise<Own[]> =>
  readSql<Own>(
    ctx.db,
    'energy.read-own-prices',
    Prisma.sql`
    SELECT m.id, m."hourlyRate"::float8 AS "ownRate", m.ownership = 'rented' AS "isRented", to_json(r) AS rental
    FROM "Machine" m LEFT JOIN "MachineRental" r ON r."machineId" = m.id
    WHERE (m."hourlyRate" IS NOT NULL OR m.ownership = 'rented')
      AND (${machineIds}::text[] IS NULL OR m.id = ANY(${machineIds}::text[]))`,
  );

const toDate = (at: string | null): Date | null => (at === null ? null : new Date(at));

/** Without a price of its own, a host of a known type has the default's. */
function toHost(rental: Rental, currency: string): RentedHost {
  const known = rental.hourlyPrice === null ? defaultPriceOf(rental.instanceType) : null;
  return {
    provider: rental.provider,
    hourly: rental.hourlyPrice ?? known?.hourlyPrice ?? null,
    currency: known?.currency ?? currency,
    allocatedAt: toDate(rental.allocatedAt),
    releasedAt: toDate(rental.releasedAt),
    wipedSince: rental.hostState === 'pending' ? toDate(rental.hostStateAt) : null,
    wipedMs: rental.pendingMs,
  };
}
