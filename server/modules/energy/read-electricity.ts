import { addCosts, type Cost, costOfEnergy, type PricedSpan } from '@/shared/domain/tariffs.ts';
import { clip, type Span } from '@/shared/domain/usage.ts';
import type { ServiceContext } from '../../context.ts';
import { addEnergy } from './energy-sum.ts';
import { readMeters } from './read-meters.ts';
import { readSessionEnergy } from './read-session-energy.ts';
import { readPriceSlots } from './read-tariffs.ts';
import { readTimeZone } from './read-time-zone.ts';

export type MeteredSession = { id: string; machineIds: string[]; span: Span };

/**
 * What the electricity of these sessions cost, each part by the tariff of its time; null where none of it was
 * measured. What was measured only in part is told as far as it was.
 */
export async function readElectricity(
  ctx: ServiceContext,
  sessions: readonly MeteredSession[],
): Promise<Cost[] | null> {
  if (sessions.length === 0) return null;
  const from = new Date(Math.min(...sessions.map((it) => it.span.from.getTime())));
  const to = new Date(Math.max(...sessions.map((it) => it.span.to.getTime())));
  const [tariffs, meters] = await Promise.all([
    readTimeZone(ctx).then((timeZone) => readPriceSlots(ctx, { from, to }, timeZone)),
    readMeters(ctx),
  ]);
  const asks = sessions.flatMap(({ id, machineIds, span }) =>
    tariffs.flatMap((price: PricedSpan) => {
      const part = clip(span, price);
      return part ? [{ sessionId: id, machineIds, span: part, tariff: price.tariff }] : [];
    }),
  );
  const parts = await readSessionEnergy(ctx, meters, asks);
  const costs = asks.flatMap(({ tariff }, index) =>
    costOfEnergy(tariff, addEnergy(parts[index] ?? []).joules),
  );
  return costs.length === 0 ? null : addCosts(costs);
}
