import { embodiedGrams, lifeHours } from '@/shared/domain/embodied-carbon.ts';
import { MAX_GAP_MS } from '@/shared/domain/energy-counter.ts';
import { formatCoverage, formatMoney, formatTokens, formatWatts, listNames } from '@/shared/domain/format.ts';
import { LONGEST_WATTS_MS } from '@/shared/domain/wall-meter.ts';
import { carbonWeight, hours, kilowattHours } from '../report-numbers.ts';
import type { EnergyView } from '../types.ts';

/** A formula in words, the same with this time's numbers, and what it comes to: as the page tells it elsewhere. */
export type FormulaLine = { what: string; words: string; numbers: string; result: string; basis?: string };
type Machine = EnergyView['machines'][number];

/** More terms than these are a table's business. */
const MOST_TERMS = 8;

export const electricityOf = ({ prices }: Pick<EnergyView, 'prices'>) =>
  [...Map.groupBy(prices, (it) => it.currency)].map(([currency, own]) => ({
    currency,
    cost: own.reduce((sum, it) => sum + it.cost, 0),
  }));

const kWh = (joules: number): string => `${kilowattHours(joules)} kWh`;
const sumOf = <T>(rows: readonly T[], of: (it: T) => number): number =>
  rows.reduce((sum, it) => sum + of(it), 0);
const plus = (terms: readonly string[], otherwise: string): string =>
  terms.length <= MOST_TERMS ? terms.join(' + ') : otherwise;

/** Each formula that a figure of the page comes from, in the order in which they build on each other. */
export function energyFormulas(report: EnergyView): FormulaLine[] {
  const measured = report.machines.filter((it) => it.measuredJoules !== null);
  if (measured.length === 0) return [];
  return [
    ...energyLines(report, measured),
    ...priceLines(report),
    ...carbonLines(report, measured),
    ...sciLines(report),
  ];
}

function energyLines({ totals, split }: EnergyView, measured: readonly Machine[]): FormulaLine[] {
  const total = totals.measuredJoules ?? 0;
  const [covered, window] = [sumOf(measured, (it) => it.coveredMs), sumOf(measured, (it) => it.windowMs)];
  const rests = measured.flatMap(({ machineName, rests: own }) =>
    own.length === 0 ? [] : [`${machineName} ${own.map((it) => formatWatts(it.idleWatts)).join(' and ')}`],
  );
  const lines: FormulaLine[] = [
    {
      what: 'Energy',
      words: 'a counter’s difference, or else (P₀ + P₁) ÷ 2 × time from reading to reading; Σ over Macs',
      numbers: plus(
        measured.map((it) => kilowattHours(it.measuredJoules ?? 0)),
        `Σ of ${measured.length} Macs, as in the table`,
      ),
      result: kWh(total),
    },
    {
      what: 'Gaps',
      words: `readings more than ${MAX_GAP_MS / 1000} s apart (at a wall meter ${LONGEST_WATTS_MS / 1000} s) add no energy and no time; covered ÷ all time`,
      numbers: `${hours(covered)} h ÷ ${hours(window)} h`,
      result: totals.coverage === null ? 'unknown' : formatCoverage(totals.coverage),
    },
  ];
  if (!split) return lines;
  return [
    ...lines,
    {
      what: 'Active',
      words: 'Σ max(0, P − P at rest) × time, by the hour and at the ends by the minute',
      numbers:
        rests.length <= MOST_TERMS
          ? `P at rest: ${rests.join(', ')}`
          : `P at rest of ${rests.length} Macs, as in the table`,
      result: kWh(split.activeJoules),
    },
    {
      what: 'Idle',
      words: 'energy − active',
      numbers: `${kilowattHours(split.activeJoules + split.idleJoules)} − ${kilowattHours(split.activeJoules)}`,
      result: kWh(split.idleJoules),
    },
  ];
}

function priceLines(report: EnergyView): FormulaLine[] {
  const { prices } = report;
  const facility = sumOf(prices, (it) => it.facilityJoules);
  const byPue = [...Map.groupBy(prices, (it) => it.pue)].map(
    ([pue, own]) => `${kilowattHours(sumOf(own, (it) => it.joules))} × ${pue}`,
  );
  const room = {
    what: 'With the room',
    words: 'energy × PUE, once',
    numbers: plus(byPue, `${byPue.length} PUEs`),
    result: kWh(facility),
  };
  const costs = electricityOf(report).map(({ currency, cost }) => {
    const own = prices.filter((it) => it.currency === currency);
    return {
      what: 'Electricity',
      words: 'Σ energy of a time × PUE × its price of a kWh',
      numbers: plus(
        own.map((it) => `${kilowattHours(it.joules)} × ${it.pue} × ${formatMoney(it.pricePerKwh, currency)}`),
        `Σ of ${own.length} prices`,
      ),
      result: formatMoney(cost, currency),
      basis: `tariff ${listNames([...new Set(own.map((it) => String(it.version)))])}`,
    };
  });
  return [room, ...costs];
}

function carbonLines(report: EnergyView, measured: readonly Machine[]): FormulaLine[] {
  const { carbon, operationalGrams, embodiedGrams: embodied } = report;
  const operation: FormulaLine[] =
    carbon === null || operationalGrams === null
      ? [
          {
            what: 'Carbon, operation',
            words: 'energy with the room × grams of CO₂e a kWh of the grid',
            numbers: 'no factor is set: an admin chooses one in Settings, Prices',
            result: 'unknown',
          },
        ]
      : [
          {
            what: 'Carbon, operation',
            words: 'energy with the room × grams of CO₂e a kWh of the grid, location-based',
            numbers: plus(
              carbon.map((it) => `${kWh(it.facilityJoules)} × ${it.gramsPerKwh} g`),
              `Σ of ${carbon.length} factors`,
            ),
            result: carbonWeight(operationalGrams),
            basis: carbon.map((it) => `${it.country}, year ${it.year}, ${it.source}`).join(' · '),
          },
        ];
  const unknown = measured.filter((it) => it.making === null).map((it) => it.machineName);
  return [
    ...operation,
    {
      what: 'Carbon, making',
      words: 'kg CO₂e of making a Mac × its time here ÷ its expected life; the whole Mac; Σ over Macs',
      numbers: unknown.length > 0 ? `not known of ${tellNames(unknown)}` : makingTerms(measured),
      result: embodied === null ? 'unknown' : carbonWeight(embodied),
      basis: [...new Set(measured.flatMap((it) => it.making?.source ?? []))].join(' · '),
    },
  ];
}

const tellNames = (names: readonly string[]): string =>
  names.length <= MOST_TERMS ? listNames(names) : `${names.length} Macs`;

/** Macs of one kind are one term. */
function makingTerms(measured: readonly Machine[]): string {
  const groups = Map.groupBy(
    measured.flatMap(({ making, reservedMs }) => (making ? [{ making, reservedMs }] : [])),
    ({ making, reservedMs }) => `${making.kgCo2e} ${making.lifeYears} ${Math.round(reservedMs / 60_000)}`,
  );
  const terms = [...groups.values()].map((own) => {
    const { making, reservedMs } = own[0]!;
    const count = own.length === 1 ? '' : `${own.length} × `;
    return `${count}${Number(making.kgCo2e.toPrecision(4))} kg × ${hours(reservedMs)} h ÷ ${lifeHours(making.lifeYears).toLocaleString('en-GB')} h`;
  });
  return plus(
    terms,
    `Σ of ${measured.length} Macs: ${carbonWeight(sumOf(measured, (it) => (it.making ? embodiedGrams(it.making, it.reservedMs) : 0)))}`,
  );
}

function sciLines({ sci, operationalGrams, embodiedGrams: embodied, totals }: EnergyView): FormulaLine[] {
  const top =
    operationalGrams === null
      ? ''
      : embodied === null
        ? carbonWeight(operationalGrams)
        : `(${carbonWeight(operationalGrams)} + ${carbonWeight(embodied)})`;
  const line = (per: string, units: string, it: EnergyView['sci']['perMillionTokens']): FormulaLine => ({
    what: `SCI, ${per}`,
    words: '((E × I) + M) ÷ R, of all measured Macs, idle too',
    numbers:
      it === null
        ? operationalGrams === null
          ? 'carbon of operation is not known'
          : `no ${units}`
        : `${top} ÷ ${units}`,
    result:
      it === null
        ? 'unknown'
        : `${carbonWeight(it.gramsPerUnit)}${it.isOperationalOnly ? ', operational only' : ''}`,
    basis: 'Software Carbon Intensity, Green Software Foundation, ISO/IEC 21031:2024',
  });
  return [
    line('a million tokens', `${formatTokens(totals.completionTokens)} tokens out`, sci.perMillionTokens),
    line('a session hour', `${hours(totals.usedMachineMs)} h of Macs in sessions`, sci.perSessionHour),
  ];
}
