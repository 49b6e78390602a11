import { ReportTable } from './report-table.tsx';
import { ReportBlock } from './report-block.tsx';
import { isPartial } from '@/shared/domain/energy-figures.ts';
import { formatCoverage } from '@/shared/domain/format.ts';
import type { Span } from '@/shared/domain/usage.ts';
import { NumberHeads } from '../ui/number-heads.tsx';
import { sourceWords } from '../metrics/source-words.ts';
import { Tag } from '../ui/tag.tsx';
import { Written } from '../ui/written.tsx';
import { EnergyChart } from './energy-chart.tsx';
import type { KindReport } from './kind-report.ts';
import type { reportBars } from './report-bars.ts';
import { kilowattHours, machineCoverage, splitEnergy } from './report-numbers.ts';
import { electricityWords } from './tariff-words.ts';
import type { MachineRow } from './types.ts';

type Props = { report: KindReport; bars: ReturnType<typeof reportBars>; asked: Span };

/** What was measured, by day and by Mac, with its coverage and its source. */
export function EnergyBlock({ report, bars, asked }: Props) {
  const { machines } = report;
  const split = splitEnergy(machines);
  const isBare = ({ measuredJoules }: MachineRow): boolean => measuredJoules === null;
  const silent = machines
    .filter((it) => isBare(it) && it.estimatedJoules === null)
    .map((it) => it.machineName);
  const { estimatedJoules } = report.totals;
  return (
    <ReportBlock id="report-energy" title="Energy" facts={electricityWords(report)}>
      <EnergyChart kind={report.kind} bars={bars} asked={asked} split={split} />
      <div className="min-w-0">
        <ReportTable label="Energy by Mac">
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
        </ReportTable>
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
    </ReportBlock>
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
        {row.estimatedJoules === null ? (
          <td colSpan={3}>
            <span className="unknown-value">not measured</span> <span className="text-muted">no meter</span>
          </td>
        ) : (
          <>
            <td className="number text-muted">≈ {kilowattHours(row.estimatedJoules)}</td>
            <td colSpan={2}>
              <Tag tone="estimate">estimate</Tag> <span className="text-muted">{row.estimateBasis}</span>
            </td>
          </>
        )}
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
        {covered === null ? 'unknown' : formatCoverage(covered)}
      </td>
      <td>
        {sourceWords(row.powerSources) || 'unknown source'} {partial && <Tag tone="warning">partial</Tag>}
      </td>
    </tr>
  );
}
