import { formatMoney, listNames } from '@/shared/domain/format.ts';
import { hours } from '../report-numbers.ts';
import type { ReplayView, SetView } from './types.ts';

type Said = { mark: 'yes' | 'no' | 'unknown'; title: string; words: string };
type Money = { currency: string; amount: number };

const MONTH_MS = (365.25 / 12) * 86_400_000;

/** What a set costs more in a month than today's: what its price loses, and its electricity. In words where it is unknown. */
export function costAMonth(set: SetView, today: SetView, windowMs: number): Money[] | string {
  if (set.purchases.some((it) => it.lossAMonth === null))
    return 'No price was entered. Change the set to enter one.';
  if (set.unknownWatts.length + today.unknownWatts.length > 0)
    return `Not known what ${listNames([...new Set([...set.unknownWatts, ...today.unknownWatts])].slice(0, 3))} would draw.`;
  const sums = new Map<string, number>();
  const add = (currency: string, amount: number): void =>
    void sums.set(currency, (sums.get(currency) ?? 0) + amount);
  for (const { currency, lossAMonth } of set.purchases) add(currency ?? '', lossAMonth ?? 0);
  for (const { currency, amount } of set.electricity) add(currency, (amount * MONTH_MS) / windowMs);
  for (const { currency, amount } of today.electricity) add(currency, (-amount * MONTH_MS) / windowMs);
  return [...sums].map(([currency, amount]) => ({ currency, amount }));
}

/** The replay in a few sentences, of the set that is shown beside today's. */
export function planSays({ sets, from, to, bookings, replayed }: ReplayView, chosen: number): Said[] {
  const [today, set] = [sets[0]!, sets[chosen]!];
  const said: Said[] = [];
  if (replayed === bookings && today.waited + today.never === 0)
    said.push({
      mark: 'unknown',
      title: 'As it was, nobody waits on today’s machines',
      words: 'Bookings are of those who got a place. Replay more of the demand to see where a set ends.',
    });
  if (set.asked === null) return said;
  const lessMs = today.waitMs - set.waitMs;
  const cost = costAMonth(set, today, Date.parse(to) - Date.parse(from));
  const forCost =
    typeof cost === 'string'
      ? ''
      : `, for ≈ ${listNames(cost.map((it) => formatMoney(it.amount, it.currency)))} more a month`;
  if (Math.abs(lessMs) >= 60_000)
    said.push({
      mark: lessMs > 0 ? 'yes' : 'no',
      title: `${hours(Math.abs(lessMs))} h of waiting ${lessMs > 0 ? 'less' : 'more'}${forCost}`,
      words: `${hours(today.waitMs)} h on today’s machines, ${hours(set.waitMs)} h on this set; ${countWords(today.waited - set.waited)}`,
    });
  else
    said.push({ mark: 'no', title: `No waiting less${forCost}`, words: 'The same bookings wait as long.' });
  const served = today.never - set.never;
  if (served !== 0)
    said.push({
      mark: served > 0 ? 'yes' : 'no',
      title: `${Math.abs(served)} ${Math.abs(served) === 1 ? 'booking' : 'bookings'} ${served > 0 ? 'would find a place that find none today' : 'would find no place any more'}`,
      words: 'They ask for more machines, or more memory, than the other set has.',
    });
  const unused = set.machines.filter((it) => it.isBought && it.bookedMs === 0);
  if (unused.length > 0)
    said.push({
      mark: 'no',
      title: `${unused.length === 1 ? 'One bought Mac' : `${unused.length} bought Macs`} would stand unused`,
      words: 'Bookings go to the machines they had where those are free.',
    });
  if (set.newModelsInAll > 0) said.push(newModelsSaid(set));
  return said;
}

const countWords = (fewer: number): string =>
  fewer === 0 ? 'as many wait' : `${Math.abs(fewer)} ${fewer > 0 ? 'fewer' : 'more'} wait`;

function newModelsSaid({ newModels, newModelsInAll }: SetView): Said {
  const named = newModels
    .slice(0, 4)
    .map((it) => `${it.title} in ${it.quantisation}${it.today ? ` (today ${it.today})` : ''}, on ${it.on}`);
  const more = newModelsInAll - named.length;
  return {
    mark: 'yes',
    title: `${newModelsInAll === 1 ? 'One model fits' : `${newModelsInAll} models fit`} that ${newModelsInAll === 1 ? 'does' : 'do'} not today, or in a finer form`,
    words: `${named.join('; ')}${more > 0 ? `; and ${more} more` : ''}. By the planner: one request, 8,192 tokens of context.`,
  };
}
