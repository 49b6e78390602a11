import { chargedSpans, type ChargedBooking, type CostLine, costLines } from '@/shared/domain/booking-cost.ts';
import { type PolicyMachine, type PolicyPerson, ruleFor } from '@/shared/domain/policy-rules.ts';
import { clip, type Span } from '@/shared/domain/usage.ts';
import type { ScopedRule } from '@/shared/schemas/booking-rule.ts';
import type { Prisma } from '@/prisma/generated/client.ts';
import type { ServiceContext } from '../../context.ts';
import { piecesOf, type Prices, readPrices } from '../energy/index.ts';
import { readPolicy } from './read-policy.ts';

/** All that a booking's charge is decided by, beside the booking. */
export type ChargeWorld = {
  prices: Prices;
  rules: readonly ScopedRule[];
  /** When machines were in maintenance. */
  maintenance: ReadonlyMap<string, Span[]>;
};
export type ChargedRow = ChargedBooking & { person: PolicyPerson; machines: readonly PolicyMachine[] };

/** What of a booking's row its charge is decided by; whoever asks for more adds it. */
export const CHARGED_FIELDS = {
  status: true,
  endReason: true,
  startsAt: true,
  endsAt: true,
  endedAt: true,
  missingMachineIds: true,
  degradedSince: true,
  chargedFrom: true,
  chargedUntil: true,
  chargeWaived: true,
  teamId: true,
  person: { select: { id: true, role: true } },
  blocks: {
    where: { kind: 'booking' },
    select: { machine: { select: { id: true, name: true, catalogId: true } } },
  },
} satisfies Prisma.BookingSelect;

export const toChargedRow = ({
  blocks,
  person,
  teamId,
  ...booking
}: Prisma.BookingGetPayload<{ select: typeof CHARGED_FIELDS }>): ChargedRow => ({
  ...booking,
  machines: blocks.map((it) => it.machine),
  person: { ...person, teamId },
});

export type MachineCharge = { machineId: string; noShowBilled: boolean; spans: Span[] };

/** Of these machines, or of all of the lab's, for bookings within a window. */
export async function readChargeWorld(
  ctx: ServiceContext,
  window: Span,
  machineIds: readonly string[] | null = null,
): Promise<ChargeWorld> {
  const [prices, { rules }, maintenance] = await Promise.all([
    readPrices(ctx, window, machineIds),
    readPolicy(ctx.db, null),
    readMaintenance(ctx, window),
  ]);
  return { prices, rules, maintenance };
}

/** The time of each of its machines that a booking is charged for. */
export const chargesOf = (
  { machines, person, ...booking }: ChargedRow,
  world: ChargeWorld,
): MachineCharge[] =>
  machines.map((machine) => {
    const rule =
      booking.endReason === 'no_show' ? ruleFor({ rules: world.rules, person }, 'no_show', machine) : null;
    const isRented = world.prices.rented.has(machine.id);
    const noShowBilled = rule?.value.billed ?? false;
    const about = {
      id: machine.id,
      isRented,
      noShowBilled,
      maintenance: world.maintenance.get(machine.id) ?? [],
    };
    return { machineId: machine.id, noShowBilled, spans: chargedSpans(booking, about) };
  });

/** The part of charged time within a window, at its prices. */
export const linesWithin = (
  charges: readonly MachineCharge[],
  { prices }: ChargeWorld,
  window: Span,
): CostLine[] =>
  charges.flatMap(({ machineId, spans }) => {
    const parts = spans.flatMap((it) => clip(it, window) ?? []);
    return parts.length === 0 ? [] : costLines(machineId, piecesOf(prices, machineId), parts);
  });

/** What only waits for a booking to go is no maintenance yet. */
async function readMaintenance(ctx: ServiceContext, { from, to }: Span): Promise<Map<string, Span[]>> {
  const rows = await ctx.db.machineBlock.findMany({
    where: {
      window: { startsAt: { lt: to }, endsAt: { gt: from } },
      kind: 'maintenance',
      waits: false,
    },
    select: { machineId: true, startsAt: true, endsAt: true },
  });
  const spans = rows.map((it) => ({ machineId: it.machineId, from: it.startsAt, to: it.endsAt }));
  return Map.groupBy(spans, (it) => it.machineId);
}
