import type { Prisma } from '@/prisma/generated/client.ts';
import { chargedSpans, type CostLine, costLines, joinLines, sumLines } from '@/shared/domain/booking-cost.ts';
import { coverage } from '@/shared/domain/energy-figures.ts';
import { formatMoney } from '@/shared/domain/format.ts';
import { clip, shareBooking, type Span } from '@/shared/domain/usage.ts';
import type { SessionFigures } from '@/shared/schemas/session.ts';
import type { ServiceContext } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { addEnergy } from './energy-sum.ts';
import { readMeters } from './read-meters.ts';
import { piecesOf, type Prices, readPrices } from './read-prices.ts';
import { readSessionEnergy } from './read-session-energy.ts';
import { readSessionTokens } from './read-session-tokens.ts';

/**
 * What a session used so far: tokens, energy of its machines (the frozen row once it has one), and what its share of
 * the booking cost, the same way as the report counts it. For other verbs, which have asked for the right.
 */
export async function sessionFigures(ctx: ServiceContext, sessionId: string): Promise<SessionFigures> {
  const session = await ctx.db.session.findUnique({ where: { id: sessionId }, include: INCLUDE });
  if (!session) throw new ServiceError('NOT_FOUND', 'There is no such session.');
  const { booking } = session;
  const now = ctx.now();
  const share = bookedShare(booking, sessionId);
  const shared = clip(share, { from: booking.startsAt, to: now });
  const machineIds = booking.blocks.map((it) => it.machineId);
  const [tokens, energy, prices] = await Promise.all([
    readSessionTokens(ctx, sessionId),
    readFigures(ctx, session),
    shared ? readPrices(ctx, shared, machineIds) : null,
  ]);
  return {
    ...tokens,
    energyJoules: energy.joules,
    coverage: coverage(energy.coveredMs, energy.windowMs),
    powerSources: energy.sources,
    cost: prices && figureOf(prices, booking, shared, share.to > now),
  };
}

const INCLUDE = {
  ranks: { select: { machineId: true }, orderBy: { rank: 'asc' } },
  energy: true,
  booking: {
    include: {
      blocks: { where: { kind: 'booking' }, select: { machineId: true } },
      sessions: {
        select: { id: true, createdAt: true },
        orderBy: [{ createdAt: 'asc' }, { epoch: 'asc' }],
      },
    },
  },
} satisfies Prisma.SessionInclude;

type Measured = Prisma.SessionGetPayload<{ include: typeof INCLUDE }>;

async function readFigures(ctx: ServiceContext, { id, createdAt, endedAt, ranks, energy }: Measured) {
  if (energy?.settledAt) {
    const { energyJoules: joules, coveredMs, windowMs } = energy;
    return { joules, coveredMs, windowMs, sources: energy.powerSources as string[] };
  }
  const span = { from: createdAt, to: endedAt ?? ctx.now() };
  const machineIds = ranks.map((it) => it.machineId);
  const [parts] = await readSessionEnergy(ctx, await readMeters(ctx), [{ sessionId: id, machineIds, span }]);
  return addEnergy(parts ?? []);
}

type SharedBooking = {
  startsAt: Date;
  endsAt: Date;
  endedAt: Date | null;
  sessions: { id: string; createdAt: Date }[];
};

function bookedShare(booking: SharedBooking, sessionId: string): Span {
  const held: Span = { from: booking.startsAt, to: booking.endedAt ?? booking.endsAt };
  const shares = shareBooking(
    held,
    booking.sessions.map((it) => it.createdAt),
  );
  return shares[booking.sessions.findIndex((it) => it.id === sessionId)] ?? held;
}

/** The session's part of the booking's charged time, by its machines' prices. */
function figureOf(
  prices: Prices,
  { blocks, ...booking }: Measured['booking'],
  shared: Span | null,
  isOpen: boolean,
) {
  if (!shared) return null;
  const lines = blocks.flatMap(({ machineId: id }) => {
    const isRented = prices.rented.has(id);
    // Who did not come has no session.
    const spans = chargedSpans(booking, { id, isRented, noShowBilled: false, maintenance: [] });
    return costLines(
      id,
      piecesOf(prices, id),
      spans.flatMap((it) => clip(it, shared) ?? []),
    );
  });
  return costFigure(joinLines(lines), prices.tariffs.at(-1)?.currency ?? null, isOpen);
}

/** What is told in one currency is the newest tariff's; the sum's parts are in the text, each with its price. */
function costFigure(
  lines: readonly CostLine[],
  newest: string | null,
  isOpen: boolean,
): SessionFigures['cost'] {
  const priced = lines.filter((it) => it.hourly !== null);
  const { money, unpricedMs } = sumLines(lines);
  const told = money.find((it) => it.currency === newest) ?? money[0];
  if (!told || priced.every((it) => it.hourly === 0)) return null;
  const parts = priced.map((it) => {
    const hours = (it.machineMs / 3_600_000).toFixed(2);
    return { hours, price: formatMoney(it.hourly ?? 0, it.currency) };
  });
  const [first, ...others] = parts;
  return {
    ...told,
    isOpen,
    basis: [
      `${first?.hours} booked machine-hours × ${first?.price}`,
      ...others.map((it) => `${it.hours} × ${it.price}`),
      ...(unpricedMs > 0 ? [`${(unpricedMs / 3_600_000).toFixed(2)} without a known price`] : []),
    ].join(' + '),
  };
}
