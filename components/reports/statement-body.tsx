import { coverage } from '@/shared/domain/energy-figures.ts';
import {
  formatCoverage,
  formatMoney,
  formatMonth,
  formatPercent,
  formatTokens,
  formatZonedMoment,
  splitUnit,
} from '@/shared/domain/format.ts';
import { bandHours } from '@/shared/domain/price-slots.ts';
import { Logo } from '../layout/logo.tsx';
import { Figure } from '../ui/figure.tsx';
import { NumberHeads } from '../ui/number-heads.tsx';
import '../ui/list-table.css';
import {
  electricityOf,
  moneyWords,
  perMillionWords,
  type StatementView,
  tokensOf,
  unusedOf,
  usedOf,
} from './cost-words.ts';
import { hours, kilowattHours, LONG_AGO } from './report-numbers.ts';
import './reports.css';
import { StatementEnergy } from './statement-energy.tsx';
import { StatementEntries } from './statement-entries.tsx';
import { StatementLines } from './statement-lines.tsx';

type Props = { statement: StatementView; now: Date };

/** A statement as it is read and printed: figures, lines, parts, rates, energy, corrections. */
export function StatementBody({ statement, now }: Props) {
  return (
    <div className="report">
      <PrintHead statement={statement} now={now} />
      <Figures statement={statement} />
      <StatementLines statement={statement} />
      <section className="report-block">
        <Parts statement={statement} />
        <Rates statement={statement} />
      </section>
      <StatementEnergy statement={statement} />
      <StatementEntries statement={statement} />
      <p className="report-foot">
        {statement.shown === 'simulated'
          ? 'Simulated Macs alone: nothing here is to be paid.'
          : 'Simulated Macs are not in any number.'}{' '}
        Charged is booked time at its price; electricity is a part of what that pays for and is not added.
        Sums here are those of the lab’s report and of the CSV.
      </p>
    </div>
  );
}

function PrintHead({ statement, now }: Props) {
  const { labName, teamName, month, frozenAt, timeZone, isOver } = statement;
  const state = frozenAt
    ? `Frozen ${formatZonedMoment(frozenAt, timeZone, LONG_AGO)}`
    : isOver
      ? 'Not frozen: may still change'
      : 'So far: the month is not over';
  return (
    <div className="statement-head">
      <Logo />
      <div>
        <b>Statement, {teamName ?? 'No team'}</b>
        <span>
          {labName} · {formatMonth(`${month}-01`)}
        </span>
      </div>
      <div>
        <span>{state}</span>
        <span>Printed {formatZonedMoment(now, timeZone, LONG_AGO)}</span>
      </div>
    </div>
  );
}

function Figures({ statement: { total, before, toPay, shown } }: { statement: StatementView }) {
  const tokens = splitUnit(formatTokens(Math.round(total.completionTokens)));
  const covered = coverage(total.coveredMs, total.windowMs);
  const electricity = electricityOf(total);
  return (
    <dl className="report-figures">
      <Figure
        label="Booked"
        value={hours(total.reservedMs)}
        unit="h"
        basis={`the month before ${hours(before.reservedMs)} h`}
      />
      <Figure
        label="Used"
        value={hours(total.usedMs)}
        unit="h"
        basis={
          total.reservedMs > 0
            ? `${formatPercent(total.usedMs / total.reservedMs)} of booked`
            : 'nothing was booked'
        }
      />
      <Figure
        label="Tokens out"
        value={tokens.value}
        unit={tokens.unit}
        basis={`a million came to ${perMillionWords(total) ?? 'an unknown sum: too few'}`}
      />
      <Figure
        label="Energy"
        {...(total.joules === null
          ? { value: <span className="unknown-value text-md">not measured</span> }
          : { value: kilowattHours(total.joules), unit: 'kWh' })}
        basis={covered === null ? undefined : `${formatCoverage(covered)} covered`}
      />
      <Figure
        label={shown === 'simulated' ? 'Would be to pay' : 'To pay'}
        value={moneyWords(toPay)}
        basis={
          electricity.length === 0
            ? 'electricity not measured'
            : `of it electricity ${moneyWords(electricity)}`
        }
      />
    </dl>
  );
}

function Parts({ statement: { total, entries, toPay } }: { statement: StatementView }) {
  const adjustments = [...Map.groupBy(entries, (it) => it.currency)].map(([currency, own]) => ({
    currency,
    amount: own.reduce((sum, it) => sum + it.amount, 0),
  }));
  const electricity = electricityOf(total);
  return (
    <div>
      <h2 className="pb-2">Parts of the cost</h2>
      <dl className="statement-parts">
        <dt>Hours used</dt>
        <dd>{moneyWords(usedOf(total))}</dd>
        <dt>Booked, not used</dt>
        <dd>{moneyWords(unusedOf(total))}</dd>
        {tokensOf(total).length > 0 && (
          <>
            <dt>Tokens out</dt>
            <dd>{moneyWords(tokensOf(total))}</dd>
          </>
        )}
        <dt>Adjustments</dt>
        <dd>{moneyWords(adjustments)}</dd>
        <dt className="font-strong">To pay</dt>
        <dd className="font-strong">{moneyWords(toPay)}</dd>
        <dt className="pl-4 text-muted">of it electricity, as far as measured</dt>
        <dd>{electricity.length === 0 ? 'not measured' : moneyWords(electricity)}</dd>
      </dl>
      {total.unpricedMs > 0 && (
        <p className="pt-2 text-xs text-muted">
          {hours(total.unpricedMs)} h have no known price and are in no sum.
        </p>
      )}
    </div>
  );
}

const SOURCES = { own: 'its own rate', rental: 'what renting costs' } as const;

function Rates({ statement: { rates, tariffs } }: { statement: StatementView }) {
  return (
    <div>
      <h2 className="pb-2">Rates</h2>
      <table className="list-table report-table">
        <caption className="sr-only">Rates of the month</caption>
        <thead>
          <tr>
            <th scope="col">What</th>
            <NumberHeads of={['Rate', 'By']} />
          </tr>
        </thead>
        <tbody>
          {rates.map((it) => (
            <tr key={JSON.stringify(it)}>
              <th scope="row">{it.machines}</th>
              <td className="number">
                {it.hourly === null ? 'unknown' : `${formatMoney(it.hourly, it.currency)} an hour`}
              </td>
              <td className="number">
                {it.source === 'tariff' ? `version ${it.version}` : SOURCES[it.source]}
              </td>
            </tr>
          ))}
          {tariffs.map(({ tariff }) => (
            <tr key={tariff.version}>
              <th scope="row">
                Electricity
                {tariff.bands.map((it) => (
                  <span key={JSON.stringify(it)} className="report-sub">
                    {formatMoney(it.pricePerKwh, tariff.currency)} from {bandHours(it)}
                  </span>
                ))}
              </th>
              <td className="number">{formatMoney(tariff.electricityPricePerKwh, tariff.currency)} a kWh</td>
              <td className="number">version {tariff.version}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="pt-2 text-xs text-muted">A later rate never changes a frozen month.</p>
    </div>
  );
}
