import { formatDay, formatMoney } from '@/shared/domain/format.ts';
import { bandHours } from '@/shared/domain/price-slots.ts';
import { hours } from './report-numbers.ts';
import type { ReportView } from './types.ts';

type Priced = Pick<ReportView, 'tariffs' | 'timeZone' | 'to'>;
type TariffUse = ReportView['tariffs'][number];

/** "at €0.27 a kWh", and each other price with the day it came. */
export function electricityWords({ tariffs, timeZone, to }: Priced): string {
  const priced = (it: TariffUse): string => formatMoney(it.tariff.electricityPricePerKwh, it.tariff.currency);
  const changes = tariffs.filter((it, index) => index === 0 || priced(it) !== priced(tariffs[index - 1]!));
  return changes
    .map((it, index) =>
      index === 0 ? `at ${priced(it)} a kWh` : `from ${formatDay(it.from, timeZone, to)} at ${priced(it)}`,
    )
    .join(', ');
}

/** One sentence a tariff: its prices, and since when where there are several. */
export function tariffSentences({ tariffs, timeZone, to }: Priced): string[] {
  return tariffs.map(({ from, tariff }, index) => {
    const since = index === 0 ? '' : ` from ${formatDay(from, timeZone, to)}`;
    const rest = tariff.pue > 1 ? `, times ${tariff.pue} for cooling and the rest of the room` : '';
    const hour = formatMoney(tariff.machineHourPrice, tariff.currency);
    const kwh = formatMoney(tariff.electricityPricePerKwh, tariff.currency);
    const kinds = tariff.machineRates.length > 0 ? ', other prices for some kinds' : '';
    const bands = tariff.bands.map(
      (it) => `, ${formatMoney(it.pricePerKwh, tariff.currency)} from ${bandHours(it)}`,
    );
    return `Tariff ${tariff.version}${since}: ${hour} for an hour of one machine${kinds}, ${kwh} for a kWh${bands.join('')}${rest}.`;
  });
}

/** What was priced in other currencies: never added to the report's own. */
export const otherCostWords = (costs: ReportView['totals']['otherCosts']): string[] =>
  costs.map((it) => formatMoney(it.machineTime, it.currency));

/** All that a report comes to, in the currency of its own tariff and in each other one. */
export const costWords = ({ totals, tariff }: Pick<ReportView, 'totals' | 'tariff'>): string =>
  [formatMoney(totals.cost, tariff.currency), ...otherCostWords(totals.otherCosts)].join(' and ');

/** Macs that do not go by the tariff, and time that nobody knows the price of. */
export function ownPriceSentences({ ownPrices, totals }: Pick<ReportView, 'ownPrices' | 'totals'>): string[] {
  const macs = ownPrices === 1 ? '1 machine goes' : `${ownPrices} machines go`;
  const unpriced = `${hours(totals.unpricedMachineMs)} h of machine time have no known price and are in no cost.`;
  return [
    ...(ownPrices > 0
      ? [`${macs} by ${ownPrices === 1 ? 'its' : 'their'} own rate, or by what renting costs.`]
      : []),
    ...(totals.unpricedMachineMs > 0 ? [unpriced] : []),
  ];
}
