import { formatMoney } from '@/shared/domain/format.ts';
import { coverage, machineTimeCost } from '@/shared/domain/energy.ts';
import { overlapMs, shareBooking, type Span } from '@/shared/domain/usage.ts';
import type { SessionFigures } from '@/shared/schemas/session.ts';
import type { ServiceContext } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { ranksWithHost, readSessionEnergy } from './read-session-energy.ts';
import { readTariff } from './read-tariff.ts';

/**
 * What a session used so far: tokens, energy of its machines, and what its share of the booking cost, the same
 * way as the report counts it. For other verbs, which have asked for the right.
 */
export async function sessionFigures(ctx: ServiceContext, sessionId: string): Promise<SessionFigures> {
  const session = await ctx.db.session.findUnique({
    where: { id: sessionId },
    include: {
      ranks: ranksWithHost,
      booking: {
        include: {
          blocks: { where: { kind: 'booking' }, select: { id: true } },
          sessions: {
            select: { id: true, createdAt: true },
            orderBy: [{ createdAt: 'asc' }, { epoch: 'asc' }],
          },
        },
      },
    },
  });
  if (!session) throw new ServiceError('NOT_FOUND', 'There is no such session.');
  const now = ctx.now();
  const span = { from: session.createdAt, to: session.endedAt ?? now };
  const [tokens, readEnergy, tariff] = await Promise.all([
    readTokens(ctx, sessionId),
    readSessionEnergy(ctx, session.ranks, [span.from, span.to]),
    readTariff(ctx, span.to),
  ]);
  const energy = readEnergy(span);
  const bookedMs = bookedShareMs(session.booking, sessionId, now) * session.booking.blocks.length;
  const price = tariff.machineHourPrice;
  return {
    ...tokens,
    energyJoules: energy.joules,
    coverage: coverage(energy.coveredMs, energy.windowMs),
    powerSources: energy.sources,
    cost:
      price === 0
        ? null
        : {
            amount: machineTimeCost(bookedMs, price),
            currency: tariff.currency,
            basis: `${(bookedMs / 3_600_000).toFixed(2)} booked machine-hours × ${formatMoney(price, tariff.currency)}`,
          },
  };
}

type SharedBooking = {
  startsAt: Date;
  endsAt: Date;
  endedAt: Date | null;
  sessions: { id: string; createdAt: Date }[];
};

function bookedShareMs(booking: SharedBooking, sessionId: string, now: Date): number {
  const held: Span = { from: booking.startsAt, to: booking.endedAt ?? booking.endsAt };
  const shares = shareBooking(
    held,
    booking.sessions.map((it) => it.createdAt),
  );
  const own = shares[booking.sessions.findIndex((it) => it.id === sessionId)] ?? held;
  return overlapMs(own, { from: held.from, to: now });
}

async function readTokens(ctx: ServiceContext, sessionId: string) {
  const [row] = await ctx.db.$queryRaw<
    Pick<SessionFigures, 'completionTokens' | 'promptTokens' | 'requests' | 'people'>[]
  >`
    SELECT coalesce(sum("completionTokens"), 0)::float8 AS "completionTokens",
      coalesce(sum("promptTokens"), 0)::float8 AS "promptTokens",
      count(*)::int AS requests, count(DISTINCT "requestedById")::int AS people
    FROM "Generation" WHERE "sessionId" = ${sessionId}`;
  return row ?? { completionTokens: 0, promptTokens: 0, requests: 0, people: 0 };
}
