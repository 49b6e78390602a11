import Link from 'next/link';
import { formatMoney, formatWatts, listNames } from '@/shared/domain/format.ts';
import type { ShownKind } from '@/shared/domain/shown-kind.ts';
import { NumberHeads } from '../../ui/number-heads.tsx';
import { Written } from '../../ui/written.tsx';
import { energyColors } from '../kind-report.ts';
import { ReportBlock } from '../report-block.tsx';
import { hours, kilowattHours } from '../report-numbers.ts';
import { ReportTable } from '../report-table.tsx';
import type { EnergyView } from '../types.ts';

type Machine = EnergyView['machines'][number];

/** What was drawn at rest and above it, who bears it, and what sleeping would have taken. */
export function EnergyRest({ report, kind }: { report: EnergyView; kind: ShownKind }) {
  const measured = report.machines.filter((it) => it.measuredJoules !== null);
  const most = measured.reduce((sum, it) => Math.max(sum, it.measuredJoules ?? 0), 0);
  const { split, free } = report;
  return (
    <>
      <ReportBlock
        id="energy-rest"
        title="Active and idle"
        facts="idle is what a Mac draws at rest, active is what is above it"
        isWide
      >
        <ReportTable label="Active and idle energy by Mac">
          <thead>
            <tr>
              <th scope="col">Mac</th>
              <th scope="col">At rest</th>
              <NumberHeads of={['Active kWh', 'Idle kWh', 'Sum kWh']} />
              <th scope="col" className="w-[28%]">
                <span className="sr-only">Active and idle on one bar</span>
              </th>
              <NumberHeads of={['Free h', 'Free kWh']} />
            </tr>
          </thead>
          <tbody>
            {measured.map((it) => (
              <RestRow key={it.machineId} row={it} most={most} kind={kind} />
            ))}
          </tbody>
          {split && (
            <tfoot>
              <tr>
                <th scope="row" colSpan={2}>
                  All
                </th>
                <td className="number">{kilowattHours(split.activeJoules)}</td>
                <td className="number">{kilowattHours(split.idleJoules)}</td>
                <td className="number">{kilowattHours(report.totals.measuredJoules ?? 0)}</td>
                <td className="font-regular text-muted">
                  {split.unsplitJoules > 0 &&
                    `${kilowattHours(split.unsplitJoules)} kWh of it is not split: no power at rest is known`}
                </td>
                <td className="number">{hours(free.ms)}</td>
                <td className="number">{kilowattHours(free.joules)}</td>
              </tr>
            </tfoot>
          )}
        </ReportTable>
        <p className="report-foot">
          At rest is the 5th percentile of a Mac’s newest minutes without a session, 30 to 1,440 of them in
          the last 7 days of this time; else as entered or as the catalogue has it. Free is awake in whole
          hours with nothing booked, nothing running and no maintenance; its energy is that at rest.
        </p>
      </ReportBlock>
      <ReportBlock
        id="energy-idle"
        title="What idling takes"
        facts={`${kilowattHours(free.joules)} kWh with nothing booked`}
      >
        <Policies policies={report.policies} />
        <Sleep report={report} measured={measured} />
      </ReportBlock>
    </>
  );
}

function RestRow({ row, most, kind }: { row: Machine; most: number; kind: ShownKind }) {
  const { activeJoules, idleJoules, measuredJoules, rests, free } = row;
  const [active, idle] = energyColors(kind);
  const width = (joules: number): string => `${(joules / most) * 100}%`;
  return (
    <tr>
      <th scope="row">
        <Written text={row.machineName} />
      </th>
      <td>
        {rests.length === 0 ? (
          <span className="unknown-value">unknown</span>
        ) : (
          rests.map((it) => (
            <span key={it.counter} className="block whitespace-nowrap">
              {formatWatts(it.idleWatts)}{' '}
              <span className="text-muted">
                {it.basis === 'table' ? 'by the table' : `of ${hours(it.minutes * 60_000)} h`}
                {rests.length > 1 && (it.counter === 'wall' ? ', at the wall' : ', own sensor')}
              </span>
            </span>
          ))
        )}
      </td>
      <td className="number">{activeJoules === null ? '–' : kilowattHours(activeJoules)}</td>
      <td className="number">{idleJoules === null ? '–' : kilowattHours(idleJoules)}</td>
      <td className="number">{kilowattHours(measuredJoules ?? 0)}</td>
      <td>
        {activeJoules !== null && idleJoules !== null && (
          <span className="energy-bar" aria-hidden>
            <i style={{ width: width(idleJoules), background: idle }} />
            <i style={{ width: width(activeJoules), background: active }} />
          </span>
        )}
      </td>
      <td className="number">{rests.length === 0 ? '–' : hours(free.ms)}</td>
      <td className="number">{rests.length === 0 ? '–' : kilowattHours(free.joules)}</td>
    </tr>
  );
}

function Policies({ policies }: { policies: EnergyView['policies'] }) {
  if (policies === null)
    return (
      <p className="text-sm text-text-2">
        Who bears what is drawn at rest is <span className="unknown-value">not known</span>: the power at rest
        of a measured Mac is not.
      </p>
    );
  const { marginal, full } = policies;
  const rows = [
    { name: 'Sessions', of: 'sessions' },
    { name: 'Active without a session', of: 'unattributed' },
    { name: 'Overhead of the lab', of: 'overhead' },
  ] as const;
  const sum = (it: typeof marginal): number => it.sessions + it.unattributed + it.overhead;
  return (
    <div className="min-w-0">
      <ReportTable label="Who bears what is drawn at rest, by two policies">
        <thead>
          <tr>
            <th scope="col">Borne by, kWh</th>
            <NumberHeads of={['Marginal', 'Full']} />
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, of }) => (
            <tr key={of}>
              <th scope="row">{name}</th>
              <td className="number">{kilowattHours(marginal[of])}</td>
              <td className="number">{kilowattHours(full[of])}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">All</th>
            <td className="number">{kilowattHours(sum(marginal))}</td>
            <td className="number">{kilowattHours(sum(full))}</td>
          </tr>
        </tfoot>
      </ReportTable>
      <p className="report-foot">
        Marginal leaves idle to the lab, as Kepler does: good for comparing prompts. Full gives it to who had
        reserved, as SCI does: good for charging. Every other figure here is of both alike.
      </p>
    </div>
  );
}

function Sleep({ report, measured }: { report: EnergyView; measured: readonly Machine[] }) {
  const { free } = report;
  const { asleep } = free;
  const idling = measured.filter((it) => it.rests.length > 0 && it.free.ms > 0);
  const unstated = idling.filter((it) => it.sleep === null).map((it) => it.machineName);
  const sources = [
    ...new Set(idling.flatMap((it) => (it.sleep ? `${it.sleep.watts} W: ${it.sleep.source}` : []))),
  ];
  const worth = free.costs.map(({ cost, currency }) => formatMoney(cost, currency)).join(' + ') || null;
  return (
    <ul className="energy-notes text-sm">
      <li>
        These Macs idled <b>{hours(free.ms)} h</b> awake with nothing booked:{' '}
        <b>
          {kilowattHours(free.joules)} kWh{worth && `, ${worth}`}
        </b>
        .
      </li>
      {asleep && (
        <li>
          Asleep, {asleep.machines === idling.length ? 'they' : `${asleep.machines} of them`} would have taken{' '}
          {kilowattHours(asleep.asleepJoules)} kWh in {hours(asleep.ms)} h:{' '}
          <b>≈ {kilowattHours(asleep.savedJoules)} kWh less</b>
          {free.costs.length === 1 && free.joules > 0 && (
            <>
              , ≈{' '}
              {formatMoney((free.costs[0]!.cost * asleep.savedJoules) / free.joules, free.costs[0]!.currency)}
            </>
          )}
          .
          <span className="report-sub">
            <Written text={sources.join(' · ')} />
          </span>
        </li>
      )}
      {unstated.length > 0 && (
        <li className="text-text-2">
          What {listNames(unstated)} would have taken asleep is <span className="unknown-value">unknown</span>
          : an admin states what a Mac draws asleep, with its source, in{' '}
          <Link href="/settings/prices">Settings, Prices</Link>.
        </li>
      )}
    </ul>
  );
}
