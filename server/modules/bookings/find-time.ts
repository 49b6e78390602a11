import { checkPolicy, type Policy, ruleFor, turnaroundMs } from '@/shared/domain/booking-policy.ts';
import { type BusySpan, findSlots, type Slot, type SlotSearch } from '@/shared/domain/find-slots.ts';
import { slotWords } from '@/shared/domain/slot-words.ts';
import { addDays, fromLocal, toLocal } from '@/shared/domain/zoned-time.ts';
import type { FinderWish, Found, FoundSlot } from '@/shared/schemas/finder.ts';
import { authorize, requireUser, type ServiceContext } from '../../context.ts';
import {
  type Fitter,
  type LabMachinesReader,
  type LabToPlan,
  makeFitter,
  readLabMachines,
} from '../planning/index.ts';
import { listMissing } from '../qualifications/index.ts';
import { estimateSlots } from './estimate-slots.ts';
import { readAround, readBusy } from './read-busy.ts';
import { horizonMs, readPolicy } from './read-policy.ts';

const DAY_MS = 86_400_000;
const GIGABYTE = 1024 ** 3;

/** What one search, and those that drop a wish of it, share. */
export type Search = {
  policy: Policy;
  lab: LabToPlan;
  lacking: ReadonlySet<string>;
  fitter: Fitter | null;
  neighbours: SlotSearch['neighbours'];
  busy: BusySpan[];
  now: Date;
};

/** Times at which a set as wished is free, the best first, each with the machines, why, what it costs and how fast. */
export async function findTime(
  ctx: ServiceContext,
  wish: FinderWish,
  read: LabMachinesReader = readLabMachines,
): Promise<Found> {
  authorize(ctx, 'lab:read');
  const search = await startSearch(ctx, wish, wish.days, read);
  const slots = searchSlots(search, wish);
  return {
    slots: await toFoundSlots(ctx, search, wish, slots),
    fitting: fittingMachines(search, wish).length,
    machines: search.lab.machines.filter((it) => it.simulated === wish.simulated).length,
    until: untilOf(search, wish),
    modelTitle: search.fitter?.title ?? null,
  };
}

/** Reads, in one go, all that is asked of `days` ahead. */
export async function startSearch(
  ctx: ServiceContext,
  wish: FinderWish,
  days: number,
  read: LabMachinesReader,
): Promise<Search> {
  const user = requireUser(ctx);
  const [lab, policy, missing] = await Promise.all([
    read(ctx),
    readPolicy(ctx.db, user.id),
    listMissing(ctx, { limit: 10_000 }),
  ]);
  const now = ctx.now();
  const to = new Date(now.getTime() + days * DAY_MS);
  const ids = lab.machines.flatMap((it) => (it.simulated === wish.simulated ? [it.id] : []));
  const { modelId, quantisation } = wish;
  const asked = { contextTokens: 8192, requests: 1, ...(quantisation && { quantisation }) };
  const [busy, fitter] = await Promise.all([
    // A day more, so that what follows a slot is known.
    readBusy(ctx, { machineIds: ids, personId: user.id, from: now, to: new Date(to.getTime() + DAY_MS) }),
    modelId === null ? null : makeFitter(ctx, lab, { ...asked, modelId }),
  ]);
  const lacking = new Set(missing.map((it) => it.machineId));
  return { policy, lab, lacking, fitter, neighbours: neighboursOf(lab), busy, now };
}

function neighboursOf({ links }: LabToPlan): Map<string, Set<string>> {
  const near = new Map<string, Set<string>>();
  const add = (a: string, b: string): void => void near.set(a, (near.get(a) ?? new Set()).add(b));
  for (const { aMachineId: a, bMachineId: b } of links) {
    if (a === b) continue;
    add(a, b);
    add(b, a);
  }
  return near;
}

/** What is not known to be as wished is not. */
export const fittingMachines = ({ lab, lacking }: Search, wish: FinderWish, among?: ReadonlySet<string>) =>
  lab.machines.filter(
    ({ id, simulated, register }) =>
      (!among || among.has(id)) &&
      simulated === wish.simulated &&
      register.status === 'active' &&
      register.cordon === null &&
      !lacking.has(id) &&
      (wish.memoryGb === null || (register.memoryBytes ?? 0) >= wish.memoryGb * GIGABYTE) &&
      (wish.kind === null || register.chip === wish.kind || register.modelName === wish.kind) &&
      (wish.island === null || register.island === wish.island),
  );

export const untilOf = ({ now, policy }: Pick<Search, 'now' | 'policy'>, wish: FinderWish): Date =>
  new Date(now.getTime() + Math.min(wish.days * DAY_MS, horizonMs(policy) + wish.durationMinutes * 60_000));

type Within = { fromMs?: number; toMs?: number; among?: ReadonlySet<string> };

/** Without SQL. `within`: only in that time, of these machines. */
export function searchSlots(search: Search, wish: FinderWish, within: Within = {}): Slot[] {
  const { policy, fitter, neighbours, busy, now } = search;
  const machines = fittingMachines(search, wish, within.among).map(({ id, name, register }) => ({
    id,
    name,
    catalogId: register.catalogId,
    memoryBytes: register.memoryBytes,
  }));
  const fromMs = Math.max(now.getTime(), within.fromMs ?? 0);
  const toMs = within.toMs ?? untilOf(search, wish).getTime();
  return findSlots({
    machines,
    busy,
    neighbours,
    count: wish.count,
    cabling: wish.cabling,
    durationMs: wish.durationMinutes * 60_000,
    fromMs,
    toMs,
    hours: wish.hours,
    timeZone: policy.timeZone,
    starts: openingStarts(policy, fromMs, toMs),
    turnaroundMs: (machine) => turnaroundMs(policy, machine),
    allows: (set, time) => {
      const times = { startsAt: new Date(time.fromMs), endsAt: new Date(time.toMs) };
      const verdict = checkPolicy(policy, { machines: set, ...times }, now);
      return verdict.ok ? { approval: verdict.approval?.text ?? null } : null;
    },
    suits: (set) => fitter === null || fitter.plan(set.map((it) => it.id)).verdict === 'fits',
  });
}

/** Where a rule opens machines by the clock, or wants a start so long ahead, gaps alone do not tell when to start. */
function openingStarts({ rules, timeZone }: Policy, fromMs: number, toMs: number): number[] {
  const times = new Set(rules.flatMap((it) => (it.kind === 'opening' ? [it.value.from] : [])));
  const starts = rules.flatMap((it) => (it.kind === 'notice' ? [fromMs + it.value.minutes * 60_000] : []));
  if (times.size === 0) return starts;
  const last = toLocal(toMs, timeZone).day;
  for (let { day } = toLocal(fromMs, timeZone); day <= last; day = addDays(day, 1))
    for (const time of times) starts.push(fromLocal(day, time, timeZone)?.getTime() ?? fromMs);
  return starts;
}

export async function toFoundSlots(
  ctx: ServiceContext,
  { policy, fitter, now }: Search,
  wish: FinderWish,
  slots: readonly Slot[],
): Promise<FoundSlot[]> {
  const times = slots.map(({ machines, fromMs, toMs }) => ({
    machineIds: machines.map((it) => it.id),
    startsAt: new Date(fromMs),
    endsAt: new Date(toMs),
  }));
  const [costs, around] = await Promise.all([estimateSlots(ctx, times), readAround(ctx, slots)]);
  const soonestMs = Math.min(...slots.map((it) => it.fromMs));
  const isNamed = ruleFor(policy, 'visibility', null)?.value.show !== 'busy';
  return slots.map((slot, at) => {
    const { machineIds, startsAt, endsAt } = times[at]!;
    const rate = fitter?.plan(machineIds).figures.decodePerSecond ?? null;
    const isFirst = slot.fromMs === soonestMs;
    return {
      machines: slot.machines.map(({ id, name }) => ({ id, name })),
      startsAt,
      endsAt,
      why: slotWords(slot, {
        timeZone: policy.timeZone,
        now,
        hours: wish.hours,
        isFirst,
        isNamed,
        ...around[at]!,
      }),
      roomUntil: slot.freeToMs === null ? null : new Date(slot.freeToMs),
      pending: isNamed ? slot.pending : slot.pending.map(() => 'somebody'),
      approval: slot.approval,
      cost: costs[at] ?? null,
      speed: rate && { tokensPerSecond: rate.value, basis: rate.basis, how: rate.how },
    };
  });
}
