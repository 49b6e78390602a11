import { formatMoney } from '@/shared/domain/format.ts';
import { costOfTime } from '@/shared/domain/tariffs.ts';
import type { FoundSlot } from '@/shared/schemas/finder.ts';
import type { ServiceContext } from '../../context.ts';
import { readTariffs } from '../energy/index.ts';

type Priced = { machineIds: readonly string[]; startsAt: Date; endsAt: Date };

const HOUR_MS = 3_600_000;

/** What each of these times would cost by the tariffs as they are set now; null where the lab has no prices. */
export async function estimateCost(
  ctx: ServiceContext,
  times: readonly Priced[],
): Promise<FoundSlot['cost'][]> {
  if (times.length === 0) return [];
  const from = new Date(Math.min(...times.map((it) => it.startsAt.getTime())));
  const to = new Date(Math.max(...times.map((it) => it.endsAt.getTime())));
  const prices = (await readTariffs(ctx, { from, to })).filter((it) => it.tariff.version > 0);
  return times.map(({ machineIds, startsAt, endsAt }) => {
    const count = machineIds.length;
    const [cost, ...others] = costOfTime(prices, { from: startsAt, to: endsAt }, count);
    if (!cost || others.length > 0) return null;
    const rates = new Set(
      prices
        .filter((it) => it.from < endsAt && it.to > startsAt)
        .map((it) => formatMoney(it.tariff.machineHourPrice, cost.currency)),
    );
    const hours = Math.round(((endsAt.getTime() - startsAt.getTime()) / HOUR_MS) * 100) / 100;
    const rate = rates.size === 1 ? [...rates][0]! : 'two tariffs';
    return { amount: cost.machineTime, currency: cost.currency, basis: `${count} × ${hours} h × ${rate}` };
  });
}
