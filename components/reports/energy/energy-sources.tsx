import { isPartial } from '@/shared/domain/energy-figures.ts';
import { formatCount, formatCoverage, formatPercent } from '@/shared/domain/format.ts';
import type { PowerClass } from '@/shared/domain/power-class.ts';
import type { ShownKind } from '@/shared/domain/shown-kind.ts';
import { NumberHeads } from '../../ui/number-heads.tsx';
import { Tag } from '../../ui/tag.tsx';
import { Written } from '../../ui/written.tsx';
import { ReportBlock } from '../report-block.tsx';
import { hours, kilowattHours, machineCoverage } from '../report-numbers.ts';
import { ReportTable } from '../report-table.tsx';
import type { EnergyView } from '../types.ts';

const CLASSES: Record<PowerClass, { name: string; sees: string }> = {
  wall: { name: 'wall meter', sees: 'whole Mac at the wall' },
  sensor: { name: 'own sensor', sees: 'whole Mac, its input' },
  components: { name: 'components only', sees: 'a part of it: it draws more' },
  declared: { name: 'declared', sees: 'nothing: a constant' },
  simulated: { name: 'simulated', sees: 'nothing: made up' },
  unknown: { name: 'unknown source', sees: 'not said' },
};
type Machine = EnergyView['machines'][number];

/** What each number stands on: by Mac, and by kind of source. */
export function EnergySources({ report, kind }: { report: EnergyView; kind: ShownKind }) {
  const { machines, totals, classes } = report;
  return (
    <ReportBlock id="energy-sources" title="Meters and sources" facts="what each number stands on" isWide>
      <ReportTable label="Meters by Mac">
        <thead>
          <tr>
            <th scope="col">Mac</th>
            <th scope="col">Source</th>
            <th scope="col">What it sees</th>
            <NumberHeads of={['kWh', 'Covered']} />
            <th scope="col">Against a plug</th>
          </tr>
        </thead>
        <tbody>
          {machines.map((it) => (
            <SourceRow key={it.machineId} row={it} plugs={report.plugs} />
          ))}
        </tbody>
        {totals.measuredJoules !== null && (
          <tfoot>
            <tr>
              <th scope="row">All {kind === 'simulated' ? 'simulated' : 'measured'}</th>
              <td colSpan={2}>
                {totals.measuredMachines} of {totals.machines}
              </td>
              <td className="number">{kilowattHours(totals.measuredJoules)}</td>
              <td className="number">{totals.coverage !== null && formatCoverage(totals.coverage)}</td>
              <td>{report.plugs.length === 1 ? '1 wall meter' : `${report.plugs.length} wall meters`}</td>
            </tr>
          </tfoot>
        )}
      </ReportTable>
      {classes.length > 0 && (
        <ReportTable label="Energy by source">
          <thead>
            <tr>
              <th scope="col">Kind of source</th>
              <th scope="col">What it sees</th>
              <NumberHeads of={['Macs', 'h', 'kWh', 'Share']} />
            </tr>
          </thead>
          <tbody>
            {classes.map(({ of, joules, coveredMs, machines: count }) => (
              <tr key={of}>
                <th scope="row">{CLASSES[of].name}</th>
                <td className="text-text-2">{CLASSES[of].sees}</td>
                <td className="number">{formatCount(count)}</td>
                <td className="number">{hours(coveredMs)}</td>
                <td className="number">{kilowattHours(joules)}</td>
                <td className="number">{formatPercent(joules / (report.detailJoules || 1))}</td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row" colSpan={4}>
                All
              </th>
              <td className="number">{kilowattHours(report.detailJoules)}</td>
              <td className="number">{formatPercent(1)}</td>
            </tr>
          </tfoot>
        </ReportTable>
      )}
      <p className="report-foot">
        Where a Mac has two sources the wall meter counts and the other is kept. What a plug teaches about an
        own sensor is shown and never applied.
        {totals.estimatedJoules !== null &&
          ` ≈ ${kilowattHours(totals.estimatedJoules)} kWh is estimated for Macs without a meter: it is in no sum.`}
      </p>
    </ReportBlock>
  );
}

function SourceRow({ row, plugs }: { row: Machine; plugs: EnergyView['plugs'] }) {
  const covered = machineCoverage(row);
  const name = (
    <th scope="row">
      <Written text={row.machineName} />
    </th>
  );
  if (row.measuredJoules === null)
    return (
      <tr>
        {name}
        {row.estimatedJoules === null ? (
          <td colSpan={5}>
            <span className="unknown-value">not measured</span> <span className="text-muted">no meter</span>
          </td>
        ) : (
          <>
            <td colSpan={2}>
              <Tag tone="estimate">estimate</Tag> <span className="text-muted">{row.estimateBasis}</span>
            </td>
            <td className="number text-muted">≈ {kilowattHours(row.estimatedJoules)}</td>
            <td colSpan={2} className="text-muted">
              in no sum
            </td>
          </>
        )}
      </tr>
    );
  const partial = isPartial(covered);
  const plug = plugs.find((it) => it.machines.includes(row.machineName));
  return (
    <tr>
      {name}
      <td>
        {row.classes.map((it) => CLASSES[it].name).join(', then ') || 'unknown source'}{' '}
        {partial && <Tag tone="warning">partial</Tag>}
      </td>
      <td className="text-text-2">{row.classes.map((it) => CLASSES[it].sees).join(', then ')}</td>
      <td className="number">{kilowattHours(row.measuredJoules)}</td>
      <td className={partial ? 'number text-maintenance-text' : 'number'}>
        {covered === null ? 'unknown' : formatCoverage(covered)}
      </td>
      <td>{plug?.ratio == null ? <Unknown plug={plug} /> : ratioWords(plug.ratio)}</td>
    </tr>
  );
}

const Unknown = ({ plug }: { plug: EnergyView['plugs'][number] | undefined }) => (
  <span
    className="unknown-value"
    title={plug ? 'under an hour together' : 'never beside a plug in this time'}
  >
    {plug ? 'not enough readings' : 'unknown'}
  </span>
);

/** "own sensor 1.4 % low" */
export function ratioWords(ratio: number): string {
  const off = Math.abs(1 - ratio);
  if (off < 0.0005) return 'own sensor equal';
  return `own sensor ${(off * 100).toFixed(1)} % ${ratio < 1 ? 'low' : 'high'}`;
}
