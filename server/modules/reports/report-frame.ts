import { firstAfter } from '@/shared/domain/first-after.ts';
import type { Meters } from '@/shared/domain/meters.ts';
import { priceSlots } from '@/shared/domain/price-slots.ts';
import type { PricedSpan } from '@/shared/domain/tariffs.ts';
import { clip, localDays, type Span } from '@/shared/domain/usage.ts';
import { wallHours } from '@/shared/domain/week-hours.ts';
import type { ReportInput, Tariff } from '@/shared/schemas/report.ts';
import type { ServiceContext } from '../../context.ts';
import { type ChargeWorld, readChargeWorld } from '../bookings/index.ts';
import { readMeters, readTariffs, readTimeZone } from '../energy/index.ts';

export type MachineUsage = {
  id: string;
  name: string;
  catalogId: string | null;
  simulated: boolean;
  isRetired: boolean;
  order: number;
};
/** A stretch of one local day under one tariff: what is known of it can be added to a day and priced. */
export type Cut = Span & { day: number; tariff: Tariff };

/** What stands before the first booking is looked at. */
export type ReportFrame = {
  /** As asked, but no later than this moment. */
  window: Span;
  holdsNow: boolean;
  timeZone: string;
  /** The lab's own days, or its hours where those were asked for. */
  days: (Span & { day: string })[];
  prices: PricedSpan<Tariff>[];
  /** The same, cut where the price of a kWh changes by the clock too. */
  slots: PricedSpan<Tariff>[];
  /** The newest tariff used. */
  tariff: Tariff;
  cuts: Cut[];
  /** By name. */
  machines: MachineUsage[];
  machinesById: ReadonlyMap<string, MachineUsage>;
  meters: Meters;
  /** What machine time is charged by. */
  world: ChargeWorld;
  /** Every machine goes by the tariff, and each time has one: then a booking is priced without looking at each. */
  isPlain: boolean;
};

/** A report tells what happened: it ends at this moment at the latest. */
export const passed = ({ from, to }: Span, now: Date): Span => ({ from, to: to < now ? to : now });

export async function readFrame(ctx: ServiceContext, input: ReportInput): Promise<ReportFrame> {
  const now = ctx.now();
  const holdsNow = input.from <= now && now <= input.to;
  const window = passed(input, now);
  const timeZone = await readTimeZone(ctx);
  const days = input.steps === 'hours' ? localHours(window, timeZone) : localDays(window, timeZone);
  const priced = window.from < window.to ? window : { from: input.from, to: input.to };
  const [prices, machines, meters, world] = await Promise.all([
    readTariffs(ctx, priced),
    readMachines(ctx),
    readMeters(ctx),
    readChargeWorld(ctx, priced),
  ]);
  const slots = priceSlots(prices, timeZone);
  return {
    window,
    holdsNow,
    timeZone,
    days,
    prices,
    tariff: prices.at(-1)!.tariff,
    slots,
    cuts: cutDays(days, slots),
    machines,
    machinesById: new Map(machines.map((it) => [it.id, it])),
    meters,
    world,
    isPlain: world.prices.own.size === 0 && world.prices.tariffs.every((it) => it.hourly !== null),
  };
}

/** Both in order and without gaps: one step through the slots for all days. */
function cutDays(days: readonly Span[], slots: readonly PricedSpan<Tariff>[]): Cut[] {
  let first = 0;
  return days.flatMap((day, index) => {
    while (slots[first] && slots[first]!.to <= day.from) first += 1;
    const cuts: Cut[] = [];
    for (let next = first; slots[next] && slots[next]!.from < day.to; next += 1) {
      const cut = clip(day, slots[next]!);
      if (cut) cuts.push({ ...cut, day: index, tariff: slots[next]!.tariff });
    }
    return cuts;
  });
}

const localHours = (window: Span, timeZone: string): ReportFrame['days'] =>
  wallHours(window, timeZone).map(({ fromMs, toMs }) => {
    const from = new Date(fromMs);
    return { day: from.toISOString(), from, to: new Date(toMs) };
  });

export async function readMachines(ctx: ServiceContext): Promise<MachineUsage[]> {
  const rows = await ctx.db.machine.findMany({
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
    select: { id: true, name: true, catalogId: true, simulated: true, status: true },
  });
  return rows.map(({ status, ...row }, order) => ({ ...row, isRetired: status === 'retired', order }));
}

/** The cuts that a span touches, found by halving. Numbers are compared: of instants each comparison is a call. */
export function cutsOf({ cuts }: Pick<ReportFrame, 'cuts'>, span: Span): Cut[] {
  const [fromMs, toMs] = [span.from.getTime(), span.to.getTime()];
  let at = firstAfter(cuts.length, fromMs, (place) => cuts[place]!.to.getTime());
  const found: Cut[] = [];
  for (let cut = cuts[at]; cut && cut.from.getTime() < toMs; cut = cuts[++at]) {
    const from = cut.from.getTime() > fromMs ? cut.from : span.from;
    const to = cut.to.getTime() < toMs ? cut.to : span.to;
    found.push({ from, to, day: cut.day, tariff: cut.tariff });
  }
  return found;
}
