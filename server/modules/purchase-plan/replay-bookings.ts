import { setImmediate as giveWay } from 'node:timers/promises';
import { monthlyLoss } from '@/shared/domain/depreciation.ts';
import { macName } from '@/shared/data/mac-models.ts';
import { refusalWords } from '@/shared/domain/purchase-plan/plan-words.ts';
import { type Placed, replayDemand } from '@/shared/domain/purchase-plan/replay-demand.ts';
import { planEnergy } from '@/shared/domain/purchase-plan/plan-watts.ts';
import { sumReplay, waitsBy, wantedAtOnce } from '@/shared/domain/purchase-plan/sum-replay.ts';
import { priceSlots } from '@/shared/domain/price-slots.ts';
import type { PricedSpan } from '@/shared/domain/tariffs.ts';
import {
  CURVE_POINTS,
  GROWTH_SCALES,
  type GroupWait,
  MOST_GROUPS,
  MOST_NEW_MODELS,
  MOST_REPLAYED,
  MOST_WAITS,
  type Replay,
  type ReplayedSet,
  type ReplayGrowth,
  type ReplayInput,
  type ReplayRow,
} from '@/shared/schemas/purchase-plan.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { readTariffs, readTimeZone } from '../energy/index.ts';
import { type LabMachinesReader, listNewModels, readLabMachines } from '../planning/index.ts';
import { inTurn } from '../reports/index.ts';
import type { SetToReplay } from './make-sets.ts';
import { prepareReplay, type ReadyReplay } from './prepare-replay.ts';
import type { BookingDemand } from './read-demand.ts';

type Options = { signal?: AbortSignal | undefined; readLab?: LabMachinesReader };

/**
 * The lab's bookings of a time, so many times, replayed against today's machines and against other sets: who would have
 * waited, what they would draw and cost. Nothing of it is stored or in any total.
 */
export async function replayBookings(
  ctx: ServiceContext,
  input: ReplayInput,
  { signal, readLab = readLabMachines }: Options = {},
): Promise<Replay> {
  authorize(ctx, 'report:read');
  return inTurn(ctx, signal, async () => {
    const [ready, timeZone] = await Promise.all([prepareReplay(ctx, input, readLab), readTimeZone(ctx)]);
    const { span, window, bookings, refusal } = ready;
    const demand = refusal ? [] : ready.scaled(input.scale);
    const slots = refusal ? [] : priceSlots(await readTariffs(ctx, span), timeZone);
    const sets: ReplayedSet[] = [];
    for (const set of ready.sets) {
      const placed = replayDemand(demand, set.machines);
      sets.push(tellSet(placed, { set, ready, slots }));
      await giveWay();
    }
    return {
      refusal,
      timeZone,
      ...span,
      bookings: bookings.length,
      replayed: demand.length,
      withModel: bookings.filter((it) => it.isOfModel).length,
      together: bookings.filter((it) => it.isTogether).length,
      sets,
      wantedAtOnce: wantedAtOnce(demand, window, CURVE_POINTS),
    };
  });
}

/** The same under several scales: where each set ends. */
export async function replayGrowth(
  ctx: ServiceContext,
  input: ReplayInput,
  { signal, readLab = readLabMachines }: Options = {},
): Promise<ReplayGrowth> {
  authorize(ctx, 'report:read');
  return inTurn(ctx, signal, async () => {
    const { bookings, sets, window, scaled, refusal } = await prepareReplay(
      ctx,
      { ...input, scale: 1 },
      readLab,
    );
    if (refusal) return [];
    const growth: ReplayGrowth = [];
    for (const scale of GROWTH_SCALES) {
      if (bookings.length * scale > MOST_REPLAYED) {
        growth.push({ scale, sets: null });
        continue;
      }
      const demand = scaled(scale);
      const row: NonNullable<ReplayGrowth[number]['sets']> = [];
      for (const set of sets) {
        const { waitMs, waited, never } = sumReplay(
          replayDemand(demand, set.machines),
          set.machines.length,
          window,
        );
        row.push({ waitMs, waited, never });
        await giveWay();
      }
      growth.push({ scale, sets: row });
    }
    return growth;
  });
}

type Telling = { set: SetToReplay; ready: ReadyReplay; slots: readonly PricedSpan[] };

function tellSet(placed: readonly Placed<BookingDemand>[], { set, ready, slots }: Telling): ReplayedSet {
  const { machines, asked, title } = set;
  const { machineMs, peak, ...sums } = sumReplay(placed, machines.length, ready.window);
  const watts = machines.map((it) => it.watts);
  const energy = planEnergy(placed, watts, slots);
  const known = watts.flatMap((it) => (it.basis === 'unknown' ? [] : it.idleWatts));
  const newModels = asked ? listNewModels(ready.sets[0]!.planSets, set.planSets) : [];
  return {
    title,
    asked,
    machines: machines.map(({ id, name, kind, isBought, watts: own }, at) => ({
      id,
      name,
      kind,
      isBought,
      bookedMs: machineMs[at]!,
      idleWatts: own.basis === 'unknown' ? null : own.idleWatts,
      workWatts: own.basis === 'unknown' ? null : own.workWatts,
      wattsBasis: own.basis,
      wattsWords: own.words,
    })),
    ...sums,
    peak: peak && { at: new Date(peak.atMs), machines: peak.machines },
    idleWatts: known.length === 0 ? null : known.reduce((sum, it) => sum + it, 0),
    joules: energy.joules,
    isEstimate: energy.isEstimate,
    unknownWatts: energy.unknown.map((at) => machines[at]!.name),
    electricity: energy.costs.map((it) => ({ currency: it.currency, amount: it.electricity ?? 0 })),
    purchases: (asked?.lines ?? []).map(toPurchase),
    people: groups(
      placed,
      (it) => it.personId,
      (it) => it.personName,
    ),
    teams: groups(
      placed,
      (it) => it.teamId,
      (it) => it.teamName,
    ),
    waits: longestWaits(placed).map((it) => toRow(it, set)),
    newModels: newModels.slice(0, MOST_NEW_MODELS),
    newModelsInAll: newModels.length,
  };
}

function toPurchase(
  line: NonNullable<SetToReplay['asked']>['lines'][number],
): ReplayedSet['purchases'][number] {
  const { catalogId, memoryGb, count, price, currency, lifespanMonths, residualPrice } = line;
  return {
    name: `${macName(catalogId)}, ${memoryGb} GB`,
    count,
    price: price === null ? null : price * count,
    currency,
    lossAMonth: price === null ? null : monthlyLoss(price, residualPrice, lifespanMonths) * count,
    lifespanMonths,
  };
}

function groups(
  placed: readonly Placed<BookingDemand>[],
  keyOf: (demand: BookingDemand) => string | null,
  nameOf: (demand: BookingDemand) => string | null,
): GroupWait[] {
  const names = new Map(placed.map(({ demand }) => [keyOf(demand), nameOf(demand)]));
  return waitsBy(placed, keyOf)
    .slice(0, MOST_GROUPS)
    .map((it) => ({ ...it, name: names.get(it.key) ?? null }));
}

/** Those who never fit first, then the longest waits. */
function longestWaits(placed: readonly Placed<BookingDemand>[]): Placed<BookingDemand>[] {
  const waitOf = ({ startMs, demand }: Placed): number =>
    startMs === null ? Infinity : startMs - demand.startMs;
  return placed
    .filter((it) => waitOf(it) > 0)
    .map((it) => ({ it, wait: waitOf(it) }))
    .toSorted((a, b) => (a.wait === b.wait ? a.it.demand.startMs - b.it.demand.startMs : b.wait - a.wait))
    .slice(0, MOST_WAITS)
    .map(({ it }) => it);
}

/** One booking of a replay for people and files. */
export function toRow(
  { demand, startMs, machines, refusal }: Placed<BookingDemand>,
  set: SetToReplay,
): ReplayRow {
  return {
    bookingId: demand.bookingId,
    isAgain: demand.id !== demand.bookingId,
    personName: demand.personName,
    teamName: demand.teamName,
    purpose: demand.purpose,
    wantedAt: new Date(demand.startMs),
    givenAt: startMs === null ? null : new Date(startMs),
    waitMs: startMs === null ? null : startMs - demand.startMs,
    lengthMs: demand.lengthMs,
    machines: demand.needs.length,
    memoryBytes: demand.needs[0] ?? 0,
    on: machines.map((at) => set.machines[at]!.name),
    why: refusal && refusalWords(refusal),
  };
}
