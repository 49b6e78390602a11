import { machineTimeCost } from './energy-figures.ts';
import type { PricedSpan } from './tariffs.ts';
import { clip, overlapMs, type Span } from './usage.ts';

/*
 * What a booking costs (`docs/cost.md` tells the rules with an example each). Times are instants, lengths elapsed
 * milliseconds of one machine, so a day of 23 or 25 hours costs as long as it was; prices are money for an hour of one
 * machine, a currency each, and never added up across currencies. A price that nobody knows is null and never 0.
 */

/** Where a price comes from: the lab's tariff, the machine's own rate in the register, or who it is rented from. */
export type PriceSource =
  | { kind: 'tariff'; version: number; validFrom: Date }
  | { kind: 'own' }
  | { kind: 'rental'; provider: string };
/** What an hour of one machine costs within a stretch of time. */
export type PricePiece = Span & { source: PriceSource; currency: string; hourly: number | null };

/** A rented host as the register has it; `hourly` null: no price is known. */
export type RentedHost = {
  provider: string;
  hourly: number | null;
  currency: string;
  allocatedAt: Date | null;
  releasedAt: Date | null;
  /** Wiped now since this moment. */
  wipedSince: Date | null;
  /** Wiped before that, milliseconds; when is not kept. */
  wipedMs: number;
};
export type PricedMachine = { ownRate: number | null; isRented: boolean; host: RentedHost | null };

/** The tariff of each time. Version 0 stands for a time before the lab had set any price: that is unknown. */
export const tariffPieces = (
  tariffs: readonly PricedSpan<PricedSpan['tariff'] & { version: number }>[],
): PricePiece[] =>
  tariffs.map(({ from, to, tariff }) => ({
    from,
    to,
    source: { kind: 'tariff', version: tariff.version, validFrom: tariff.validFrom },
    currency: tariff.currency,
    hourly: tariff.version === 0 ? null : tariff.machineHourPrice,
  }));

/**
 * The prices of a machine that does not go by the tariff over a window, or null where it does. A rented Mac goes by its
 * host; one whose host nobody entered by its own rate, and without that its price is unknown.
 */
export function ownPieces(
  { ownRate, isRented, host }: PricedMachine,
  { window, currency, now }: { window: Span; currency: string; now: Date },
): PricePiece[] | null {
  if (isRented && host) return hostPieces(host, window, now);
  if (ownRate === null && !isRented) return null;
  return [{ ...window, source: { kind: 'own' }, currency, hourly: ownRate }];
}

/**
 * A rented host by its provider's rule (`rental-cost.ts`: paid from its allocation on, not while it is wiped, for 24
 * hours at least). A booking has its own time of that at the provider's hourly price, and no more: what nobody booked,
 * the rest of the least time too, is the lab's. Of earlier wipes only the sum is known, so they lower the price of all
 * the time until now alike; bookings of one host therefore never add up to more than the host cost.
 */
function hostPieces(host: RentedHost, window: Span, now: Date): PricePiece[] {
  const { provider, currency, allocatedAt, releasedAt, wipedSince, wipedMs } = host;
  const piece = (from: number, to: number, hourly: number | null): PricePiece[] => {
    const part = to > from ? clip({ from: new Date(from), to: new Date(to) }, window) : null;
    return part ? [{ ...part, source: { kind: 'rental', provider }, currency, hourly }] : [];
  };
  const [first, last] = [window.from.getTime(), window.to.getTime()];
  if (allocatedAt === null) return piece(first, last, null);
  const start = allocatedAt.getTime();
  const end = Math.max(start, releasedAt?.getTime() ?? Math.max(last, start));
  const known = Math.min(end, Math.max(start, now.getTime()));
  const wiped = wipedSince === null ? known : Math.min(known, Math.max(start, wipedSince.getTime()));
  const share = wiped > start ? Math.max(0, 1 - wipedMs / (wiped - start)) : 1;
  return [
    ...piece(first, start, 0),
    ...piece(start, wiped, host.hourly === null ? null : host.hourly * share),
    ...piece(wiped, known, 0),
    ...piece(known, end, host.hourly),
    ...piece(end, last, 0),
  ];
}

export type ChargedBooking = {
  status: string;
  endReason: string | null;
  startsAt: Date;
  endsAt: Date;
  endedAt: Date | null;
  missingMachineIds: readonly string[];
  degradedSince: Date | null;
  chargedFrom: Date | null;
  chargedUntil: Date | null;
  chargeWaived: boolean;
};
export type ChargedMachine = {
  id: string;
  isRented: boolean;
  /** What the rule for those who did not come says: charged to the booked end, or until it was given back. */
  noShowBilled: boolean;
  /** When it was in maintenance. */
  maintenance: readonly Span[];
};

/** When its machines were kept for it, without turnaround; null: they never were. */
export function reservedSpan(
  booking: Pick<ChargedBooking, 'status' | 'startsAt' | 'endsAt' | 'endedAt'>,
): Span | null {
  if (booking.status !== 'confirmed' && booking.status !== 'ended') return null;
  const span = { from: booking.startsAt, to: booking.endedAt ?? booking.endsAt };
  return span.to > span.from ? span : null;
}

/** The time of one machine that a booking is charged for, by the rules in `docs/cost.md`. */
export function chargedSpans(booking: ChargedBooking, machine: ChargedMachine): Span[] {
  const held = reservedSpan(booking);
  if (!held || booking.chargeWaived || booking.endReason === 'preempted') return [];
  const isBilledWhole = booking.endReason === 'no_show' && machine.noShowBilled && !machine.isRented;
  const from = booking.chargedFrom ?? held.from;
  let to = booking.chargedUntil ?? (isBilledWhole ? booking.endsAt : held.to);
  if (booking.degradedSince && booking.missingMachineIds.includes(machine.id))
    to = booking.degradedSince < to ? booking.degradedSince : to;
  if (to <= from) return [];
  // A host that was given back is somebody else's: charged twice it would bring in more than it cost.
  const whole = machine.isRented ? clip({ from, to }, held) : { from, to };
  return whole ? without(whole, machine.maintenance) : [];
}

/** A span less the others. */
function without(span: Span, others: readonly Span[]): Span[] {
  let left = [span];
  for (const other of others)
    left = left.flatMap((it) => {
      if (overlapMs(it, other) === 0) return [it];
      const before = { from: it.from, to: other.from };
      const after = { from: other.to, to: it.to };
      return [before, after].filter(({ from, to }) => to > from);
    });
  return left;
}

/** Time at one price: `machineMs` of one or several machines, `amount` null where the price is unknown. */
export type CostLine = {
  source: PriceSource;
  currency: string;
  hourly: number | null;
  machineIds: string[];
  machineMs: number;
  amount: number | null;
};

/** One machine's charged time by its prices. */
export const costLines = (
  machineId: string,
  pieces: readonly PricePiece[],
  spans: readonly Span[],
): CostLine[] =>
  pieces.flatMap(({ source, currency, hourly, ...piece }) => {
    const machineMs = spans.reduce((sum, it) => sum + overlapMs(it, piece), 0);
    if (machineMs === 0) return [];
    const amount = hourly === null ? null : machineTimeCost(machineMs, hourly);
    return [{ source, currency, hourly, machineIds: [machineId], machineMs, amount }];
  });

const lineKey = ({ source, currency, hourly }: CostLine): string =>
  [source.kind, source.kind === 'tariff' ? source.version : '', currency, hourly].join(' ');

/** Lines of one price told together. */
export function joinLines(lines: readonly CostLine[]): CostLine[] {
  return [...Map.groupBy(lines, lineKey).values()].map((alike) => ({
    ...alike[0]!,
    machineIds: [...new Set(alike.flatMap((it) => it.machineIds))],
    machineMs: alike.reduce((sum, it) => sum + it.machineMs, 0),
    amount: alike[0]!.hourly === null ? null : alike.reduce((sum, it) => sum + (it.amount ?? 0), 0),
  }));
}

export type Money = { currency: string; amount: number };
/** A sum by currency, and how much machine time has no known price and is in none of it. */
export type PricedSum = { money: Money[]; chargedMs: number; unpricedMs: number };

export const NO_COST: PricedSum = { money: [], chargedMs: 0, unpricedMs: 0 };

/** `before`: a sum that they are added to. */
export function sumLines(lines: readonly CostLine[], before: PricedSum = NO_COST): PricedSum {
  const money = new Map(before.money.map((it) => [it.currency, it.amount]));
  let { chargedMs, unpricedMs } = before;
  for (const { currency, machineMs, amount } of lines) {
    chargedMs += machineMs;
    if (amount === null) unpricedMs += machineMs;
    else money.set(currency, (money.get(currency) ?? 0) + amount);
  }
  return { money: [...money].map(([currency, amount]) => ({ currency, amount })), chargedMs, unpricedMs };
}
