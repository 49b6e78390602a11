import { formatDay, formatHours, formatMoney } from '@/shared/domain/format.ts';
import type { CostView, EstimateView } from './types.ts';

type Sum = Pick<EstimateView, 'money' | 'unpricedMs' | 'chargedMs'>;
type Line = EstimateView['lines'][number];

/** `€14.40`, `€14.40 and US$2.00`; null where no part of it has a known price. */
export function moneyWords({ money, chargedMs, unpricedMs }: Sum, currency: string | null): string | null {
  if (money.length > 0) return money.map((it) => formatMoney(it.amount, it.currency)).join(' and ');
  if (chargedMs > 0 && unpricedMs > 0) return null;
  return currency === null ? 'nothing' : formatMoney(0, currency);
}

const macs = ({ machines }: Line): string =>
  machines.length === 1 ? machines[0]! : `${machines.length} Macs`;
const price = ({ hourly, currency }: Line): string =>
  hourly === null ? 'an unknown price' : formatMoney(hourly, currency);

/** `4 Macs × 4 h × €0.90`, of machines that all have the same time. */
export const lineWords = (line: Line): string =>
  `${macs(line)} × ${formatHours(line.machineMs / line.machines.length)} × ${price(line)}`;

/** `4 Macs × €0.90 an hour, 6.27 h in all` */
export const chargeWords = (line: Line): string =>
  `${macs(line)} × ${price(line)} an hour, ${formatHours(line.machineMs)} in all`;

/** Where its price comes from. */
export function sourceWords({ source, hourly, machines }: Line, zone: string, nowMs: number): string {
  if (source.kind === 'own')
    return hourly === null
      ? 'rented, and no price is entered'
      : machines.length === 1
        ? 'its own rate'
        : 'their own rate';
  if (source.kind === 'rental') return `rented from ${source.provider}`;
  if (source.version === 0) return 'the lab had set no price';
  // The first one holds for all time before the next.
  if (Date.parse(source.validFrom) === 0) return `the lab’s tariff, version ${source.version}`;
  return `tariff of ${formatDay(source.validFrom, zone, nowMs)}, version ${source.version}`;
}

export const unpricedWords = ({ unpricedMs }: Sum): string | null =>
  unpricedMs > 0 ? `${formatHours(unpricedMs)} of machine time have no known price and are in no sum.` : null;

/** Why less or more is charged than was reserved, a sentence each. */
export function chargeNotes(cost: CostView, range: (from: string, to: string) => string): string[] {
  const notes: string[] = [];
  if (cost.stage === 'free') notes.push('Nothing is charged for it.');
  if (cost.isWaived) notes.push('The charge was waived.');
  else if (cost.chargedFrom && cost.chargedUntil)
    notes.push(`Charged for ${range(cost.chargedFrom, cost.chargedUntil)}, as was agreed.`);
  if (cost.noShow === 'whole') notes.push('Nobody came: by the lab’s rule it is charged to its booked end.');
  if (cost.noShow === 'until-release') notes.push('Nobody came: charged until it was given back.');
  if (cost.missingMachines.length > 0)
    notes.push(`Not charged since it went away: ${cost.missingMachines.join(', ')}.`);
  if (notes.length === 0) notes.push('Time given back is not charged.');
  return notes;
}
