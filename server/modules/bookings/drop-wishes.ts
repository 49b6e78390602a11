import type { Slot } from '@/shared/domain/find-slots.ts';
import { CABLINGS } from '@/shared/domain/choose-set.ts';
import { formatDuration } from '@/shared/domain/format.ts';
import type { FinderWish, WishDrop } from '@/shared/schemas/finder.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { type LabMachinesReader, readLabMachines } from '../planning/index.ts';
import { fittingMachines, type Search, searchSlots, startSearch, toFoundSlots } from './find-time.ts';
import { horizonMs } from './read-policy.ts';

const DAY_MS = 86_400_000;
/** Lengths are offered in steps of these. */
const STEP_MINUTES = 30;
const DAYS = [2, 4, 7, 14, 28, 60, 90];

type Drop = Pick<WishDrop, 'part' | 'from' | 'to' | 'wish'>;
type Tried = { drop: Drop; slot: Slot | null };

/** For a wish that nothing fits: what giving up one part of it would give, each as little as helps. */
export async function dropWishes(
  ctx: ServiceContext,
  wish: FinderWish,
  read: LabMachinesReader = readLabMachines,
): Promise<WishDrop[]> {
  authorize(ctx, 'lab:read');
  const days = Math.max(wish.days, ...moreDays(wish));
  const search = await startSearch(ctx, wish, days, read);
  const tried = [
    shorter(search, wish),
    later(search, wish),
    fewer(search, wish),
    ...otherwise(search, wish),
    looser(search, wish),
  ].filter((it) => it !== null);
  const slots = tried.flatMap((it) => it.slot ?? []);
  const found = await toFoundSlots(ctx, search, wish, slots);
  return tried.map(({ drop, slot }) => ({
    ...drop,
    slot: slot ? (found[slots.indexOf(slot)] ?? null) : null,
  }));
}

const first = (search: Search, wish: FinderWish): Slot | null => searchSlots(search, wish)[0] ?? null;
const moreDays = ({ days }: FinderWish): number[] => DAYS.filter((it) => it > days);

/** The longest that there is, by halves. */
function shorter(search: Search, wish: FinderWish): Tried | null {
  let [low, high] = [1, Math.ceil(wish.durationMinutes / STEP_MINUTES) - 1];
  if (high < 1) return null;
  let slot = first(search, { ...wish, durationMinutes: STEP_MINUTES });
  while (slot && low < high) {
    const middle = Math.ceil((low + high) / 2);
    const longer = first(search, { ...wish, durationMinutes: middle * STEP_MINUTES });
    if (longer) [low, slot] = [middle, longer];
    else high = middle - 1;
  }
  const minutes = low * STEP_MINUTES;
  const told = { from: lengthWords(wish.durationMinutes), to: lengthWords(minutes) };
  return {
    drop: { part: 'length', ...told, wish: { ...wish, durationMinutes: minutes } },
    slot,
  };
}
const lengthWords = (minutes: number): string => formatDuration(minutes * 60_000);

function later(search: Search, wish: FinderWish): Tried | null {
  const most = Math.floor((horizonMs(search.policy) + wish.durationMinutes * 60_000) / DAY_MS);
  return leastOf(
    search,
    moreDays(wish)
      .filter((days) => days <= most)
      .map((days) => ({
        part: 'days',
        from: daysWords(wish.days),
        to: daysWords(days),
        wish: { ...wish, days },
      })),
  );
}
const daysWords = (days: number): string => (days === 1 ? '1 day' : `${days} days`);

/** At most as many as fit the wish at all. */
function fewer(search: Search, wish: FinderWish): Tried | null {
  const most = Math.min(wish.count - 1, fittingMachines(search, wish).length);
  if (most < 1) return null;
  return leastOf(
    search,
    Array.from({ length: Math.min(most, 16) }, (_, less) => most - less).map((count) => ({
      part: 'count',
      from: countWords(wish.count),
      to: countWords(count),
      wish: { ...wish, count },
    })),
  );
}
const countWords = (count: number): string => (count === 1 ? '1 Mac' : `${count} Macs`);

const CABLING_WORDS = { any: 'any cabling', connected: 'connected', mesh: 'mesh' } as const;

const looser = (search: Search, wish: FinderWish): Tried | null =>
  wish.count === 1
    ? null
    : leastOf(
        search,
        CABLINGS.slice(0, CABLINGS.indexOf(wish.cabling))
          .toReversed()
          .map((cabling) => ({
            part: 'cabling',
            from: CABLING_WORDS[wish.cabling],
            to: CABLING_WORDS[cabling],
            wish: { ...wish, cabling },
          })),
      );

/** What is simply left away. */
function otherwise(search: Search, wish: FinderWish): Tried[] {
  const drops: Drop[] = [];
  if (wish.hours !== 'any' && wish.hours !== 'rather_night')
    drops.push({
      part: 'hours',
      from: wish.hours === 'working' ? 'working hours' : 'only at night',
      to: 'any hour',
      wish: { ...wish, hours: 'any' },
    });
  if (wish.memoryGb !== null)
    drops.push({
      part: 'memory',
      from: `${wish.memoryGb} GB or more`,
      to: 'any memory',
      wish: { ...wish, memoryGb: null },
    });
  if (wish.kind !== null)
    drops.push({ part: 'kind', from: wish.kind, to: 'any Mac', wish: { ...wish, kind: null } });
  if (wish.island !== null)
    drops.push({ part: 'island', from: 'this island', to: 'anywhere', wish: { ...wish, island: null } });
  const tried = drops.map((drop) => ({ drop, slot: first(search, drop.wish) }));
  if (wish.modelId === null) return tried;
  const without = { ...wish, modelId: null, quantisation: null };
  return [
    ...tried,
    {
      drop: { part: 'model', from: search.fitter?.title ?? wish.modelId, to: 'no model', wish: without },
      slot: first({ ...search, fitter: null }, without),
    },
  ];
}

/** The first that gives something; where none does, the last says so. */
function leastOf(search: Search, drops: readonly Drop[]): Tried | null {
  for (const drop of drops) {
    const slot = first(search, drop.wish);
    if (slot) return { drop, slot };
  }
  const last = drops.at(-1);
  return last ? { drop: last, slot: null } : null;
}
