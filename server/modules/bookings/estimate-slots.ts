import { formatMoney } from '@/shared/domain/format.ts';
import type { CostEstimate } from '@/shared/schemas/booking-cost.ts';
import type { FoundSlot } from '@/shared/schemas/finder.ts';
import type { ServiceContext } from '../../context.ts';
import { estimateCost } from './estimate-cost.ts';

type Priced = { machineIds: string[]; startsAt: Date; endsAt: Date };

const HOUR_MS = 3_600_000;

/** What each of these times would cost, in few words; null where it is not one known sum of money. */
export const estimateSlots = (ctx: ServiceContext, times: readonly Priced[]): Promise<FoundSlot['cost'][]> =>
  Promise.all(times.map(async (it) => inFewWords(await estimateCost(ctx, it), it)));

function inFewWords(
  { money, unpricedMs, lines }: CostEstimate,
  { machineIds, startsAt, endsAt }: Priced,
): FoundSlot['cost'] {
  const [cost] = money;
  if (!cost || money.length > 1 || unpricedMs > 0 || cost.amount === 0) return null;
  const rates = [...new Set(lines.map((it) => it.hourly))];
  const rate =
    rates.length === 1 && rates[0] != null ? formatMoney(rates[0], cost.currency) : 'their own rates';
  const hours = Math.round(((endsAt.getTime() - startsAt.getTime()) / HOUR_MS) * 100) / 100;
  return { ...cost, basis: `${machineIds.length} × ${hours} h × ${rate}` };
}
