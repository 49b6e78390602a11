import { isPartial } from '@/shared/domain/energy-figures.ts';
import { formatCoverage } from '@/shared/domain/format.ts';
import { type BarDay, StackedBars } from '../charts/bar-chart.tsx';
import { NumberHeads } from '../ui/number-heads.tsx';
import { ScrollRegion } from '../ui/scroll-region.tsx';
import { sourceWords } from '../metrics/source-words.ts';
import { Tag } from '../ui/tag.tsx';
import { Written } from '../ui/written.tsx';
import { dayLabel, isUncovered, kilowattHours, machineCoverage, splitEnergy } from './report-numbers.ts';
import { electricityWords } from './tariff-words.ts';
import type { MachineRow, ReportView } from './types.ts';

// The same colours as on every report: session energy leaf, the rest slate.
const PARTS = [
  { key: 'sessions', label: 'sessions', color: 'var(--series-1)' },
  { key: 'other', label: 'idle and other use', color: 'var(--series-5)' },
];
const JOULES_PER_KWH = 3_600_000;

/** What was measured, by day and by Mac, with its coverage and its source. */
export function EnergyBlock({ report, machines }: { report: ReportView; machines: MachineRow[] }) {
  const split = splitEnergy(machines);
  const isBare = ({ measuredJoules }: MachineRow): boolean => measuredJoules === null;
  const silent = machines
    .filter((it) => isBare(it) && it.estimatedJoules === null)
    .map((it) => it.machineName);
  const { estimatedJoules } = report.totals;
  return (
    <section className="report-block" aria-labelledby="report-energy">
      <div className="report-head">
        <h2 id="report-energy">Energy</h2>
        <span>{electricityWords(report)}</span>
      </div>
      {split ? (
        <EnergyChart report={report} split={split} />
      ) : (
        <p className="text-text-2">
          <span className="unknown-value">Not measured.</span> None of these Macs has a power meter its agent
          can read.
        </p>
      )}
      <div className="min-w-0">
        <ScrollRegion className="report-scroll" label="Energy by Mac">
          <table className="list-table report-table">
            <caption className="sr-only">Energy by Mac</caption>
            <thead>
              <tr>
                <th scope="col">Mac</th>
                <NumberHeads of={['kWh', 'Covered']} />
                <th scope="col">Source</th>
              </tr>
            </thead>
            <tbody>
              {machines.map((it) => (
                <EnergyRow key={it.machineId} row={it} />
              ))}
            </tbody>
            {split && (
              <tfoot>
                <tr>
                  <th scope="row">All measured</th>
                  <td className="number">{kilowattHours(split.measured)}</td>
                  <td className="number">
                    {report.totals.coverage !== null && formatCoverage(report.totals.coverage)}
                  </td>
                  <td>
                    {report.totals.measuredMachines} of {report.totals.machines}
                  </td>
                </tr>
              </tfoot>
            )}
          </table>
        </ScrollRegion>
        {estimatedJoules !== null && (
          <p className="report-foot">
            ≈ {kilowattHours(estimatedJoules)} kWh more is estimated for Macs without a meter. It is in no
            measured figure and in no cost.
          </p>
        )}
        {silent.length > 0 && (
          <p className="report-foot">Not measured: {silent.join(', ')}. They are in no energy figure.</p>
        )}
      </div>
    </section>
  );
}

function EnergyRow({ row }: { row: MachineRow }) {
  const covered = machineCoverage(row);
  if (row.measuredJoules === null) {
    return (
      <tr>
        <th scope="row">
          <Written text={row.machineName} />
        </th>
        <td className="number text-muted">
          {row.estimatedJoules === null ? '–' : `≈ ${kilowattHours(row.estimatedJoules)}`}
        </td>
        <td className="number text-muted">–</td>
        <td>
          {row.estimateBasis === null ? (
            <>
              <span className="unknown-value">not measured</span> <span className="text-muted">no meter</span>
            </>
          ) : (
            <>
              <Tag tone="estimate">estimate</Tag> <span className="text-muted">{row.estimateBasis}</span>
            </>
          )}
        </td>
      </tr>
    );
  }
  const partial = isPartial(covered);
  return (
    <tr>
      <th scope="row">
        <Written text={row.machineName} />
      </th>
      <td className="number">{kilowattHours(row.measuredJoules)}</td>
      <td className={partial ? 'number text-maintenance-text' : 'number'}>
        {covered === null ? '–' : formatCoverage(covered)}
      </td>
      <td>
        {sourceWords(row.powerSources) || 'unknown source'} {partial && <Tag tone="warning">partial</Tag>}
      </td>
    </tr>
  );
}

function EnergyChart({
  report,
  split,
}: {
  report: ReportView;
  split: { sessions: number; other: number; measured: number };
}) {
  const days: BarDay[] = report.days.map((it) => ({
    key: it.day,
    label: dayLabel(it.day),
    values: [it.sessionJoules, it.otherJoules].map((joules) =>
      joules === null ? null : joules / JOULES_PER_KWH,
    ),
    gap: isUncovered(it) ? 'most of the day was not measured' : null,
  }));
  const sentence = `${kilowattHours(split.measured)} kWh measured: ${kilowattHours(split.sessions)} in sessions, ${kilowattHours(split.other)} idle and other use`;
  return (
    <div className="min-w-0">
      <StackedBars
        title="Energy"
        unit="kWh a day"
        parts={PARTS}
        days={days}
        format={(value) => String(Number(value.toPrecision(3)))}
        gapLabel="mostly not covered"
        summary={`${sentence}. The table holds them by Mac.`}
      />
      <div className="report-split" aria-hidden>
        <i style={{ flex: split.sessions, background: 'var(--series-1)' }} />
        <i style={{ flex: split.other, background: 'var(--series-5)' }} />
      </div>
      <p className="report-sum">
        <span>
          <b>{kilowattHours(split.sessions)}</b> sessions
        </span>
        <span>
          + <b>{kilowattHours(split.other)}</b> idle and other use
        </span>
        <span>
          = <b>{kilowattHours(split.measured)} kWh</b> measured
        </span>
      </p>
    </div>
  );
}
