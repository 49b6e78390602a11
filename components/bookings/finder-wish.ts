import type { FinderWish } from '@/shared/schemas/finder.ts';
import { wholeOf } from '../layout/asked-model.ts';

/** What a person looks for; it stands in the address, so that it can be sent as a link. */
export type Wish = Required<FinderWish>;

type Params = { get(name: string): string | null };

export const COUNTS = [1, 2, 3, 4, 5, 6, 8];
export const MEMORIES_GB = [16, 32, 64, 128, 256, 512];
export const LENGTHS_MINUTES = [30, 60, 120, 240, 360, 480, 720, 1440, 2880];
export const DAYS = [1, 2, 4, 7, 14, 28, 60, 90];
export const HOURS_WORDS = {
  any: 'at any hour',
  rather_night: 'rather at night',
  only_night: 'only at night',
  working: 'in working hours',
} as const;
export const CABLING_WORDS = { any: 'as it comes', connected: 'as one group', mesh: 'as a mesh' } as const;

const oneOf = <T extends string>(words: Record<T, string>, text: string | null, otherwise: T): T =>
  text !== null && Object.hasOwn(words, text) ? (text as T) : otherwise;
const named = (text: string | null, most: number): string | null => text?.slice(0, most) || null;

export const wishOf = (params: Params): Wish => ({
  count: wholeOf(params.get('macs'), 64, 1),
  memoryGb: wholeOf(params.get('memory'), 4096, 0) || null,
  kind: named(params.get('kind'), 80),
  island: named(params.get('island'), 120),
  simulated: params.get('simulated') === '1',
  cabling: oneOf(CABLING_WORDS, params.get('cabling'), 'any'),
  modelId: named(params.get('model'), 220),
  quantisation: named(params.get('as'), 60),
  durationMinutes: Math.max(5, wholeOf(params.get('minutes'), 90 * 1440, 240)),
  days: wholeOf(params.get('days'), 90, 7),
  hours: oneOf(HOURS_WORDS, params.get('hours'), 'any'),
});

/** What is as it is at first is left out. */
export function wishAddress(wish: Wish): string {
  const first = wishOf(new URLSearchParams());
  const words = {
    macs: [wish.count, first.count],
    memory: [wish.memoryGb, null],
    kind: [wish.kind, null],
    island: [wish.island, null],
    simulated: [wish.simulated ? 1 : null, null],
    cabling: [wish.cabling, first.cabling],
    model: [wish.modelId, null],
    as: [wish.quantisation, null],
    minutes: [wish.durationMinutes, first.durationMinutes],
    days: [wish.days, first.days],
    hours: [wish.hours, first.hours],
  } as const;
  const params = new URLSearchParams();
  for (const [name, [value, usual]] of Object.entries(words))
    if (value !== null && value !== usual) params.set(name, String(value));
  const search = params.toString();
  return search ? `/bookings/book?${search}` : '/bookings/book';
}
