import { scaleDemand } from '@/shared/domain/purchase-plan/scale-demand.ts';
import type { Span } from '@/shared/domain/usage.ts';
import {
  LEAST_BOOKINGS,
  MOST_REPLAYED,
  type Replay,
  type ReplayInput,
} from '@/shared/schemas/purchase-plan.ts';
import type { ServiceContext } from '../../context.ts';
import type { LabMachinesReader } from '../planning/index.ts';
import { passed } from '../reports/index.ts';
import { makeSets, type SetToReplay, suggestSets } from './make-sets.ts';
import { type BookingDemand, readDemand } from './read-demand.ts';
import { readLabWatts } from './read-watts.ts';

export type ReadyReplay = {
  /** As asked, but no later than this moment. */
  span: Span;
  window: { fromMs: number; toMs: number };
  bookings: BookingDemand[];
  sets: SetToReplay[];
  refusal: Replay['refusal'];
  scaled: (scale: number) => BookingDemand[];
};

/** What a replay is made from, or why there can be none. */
export async function prepareReplay(
  ctx: ServiceContext,
  input: ReplayInput,
  readLab: LabMachinesReader,
): Promise<ReadyReplay> {
  const span = passed(input, ctx.now());
  const simulated = input.kind === 'simulated';
  const isPast = span.from < span.to;
  const bookings = isPast ? await readDemand(ctx, span, simulated) : [];
  const window = { fromMs: span.from.getTime(), toMs: Math.max(span.from.getTime(), span.to.getTime()) };
  const scaled = (scale: number) => scaleDemand(bookings, window, { scale, seed: input.seed });
  const whyNot = refuse(bookings.length, input);
  if (whyNot) return { span, window, bookings, sets: [], refusal: whyNot, scaled };
  const [lab, watts] = await Promise.all([readLab(ctx), readLabWatts(ctx, span, simulated)]);
  const sets = makeSets(lab, watts, simulated, input.sets ?? suggestSets(lab, watts, bookings));
  return { span, window, bookings, sets, refusal: null, scaled };
}

function refuse(bookings: number, { kind, scale }: ReplayInput): Replay['refusal'] {
  if (bookings === 0)
    return {
      title: 'No bookings in this period',
      words: `A plan replays the bookings of ${kind} machines that began in the period. There are none: choose a longer one.`,
    };
  if (bookings < LEAST_BOOKINGS)
    return {
      title: 'Too few bookings in this period',
      words: `${bookings === 1 ? 'One booking says' : `${bookings} bookings say`} too little about a lab; a plan needs ${LEAST_BOOKINGS}. Choose a longer period.`,
    };
  const replayed = Math.round(bookings * scale);
  if (replayed > MOST_REPLAYED)
    return {
      title: 'Too many bookings in this period',
      words: `${replayed} bookings would be replayed; ${MOST_REPLAYED} can be. Choose a shorter period, or less demand.`,
    };
  return null;
}
