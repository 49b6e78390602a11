import { hasHeadline, isPartial } from '@/shared/domain/energy-figures.ts';
import { formatCount, formatCoverage, formatMoney, formatPercent } from '@/shared/domain/format.ts';
import { Figure } from '../../ui/figure.tsx';
import { Tag } from '../../ui/tag.tsx';
import { carbonWeight, hours, kilowattHours } from '../report-numbers.ts';
import type { EnergyView } from '../types.ts';
import { electricityOf } from './energy-formula.ts';

/** The five figures of the energy of a time; what is not known is said to be. */
export function EnergyFigures({ report }: { report: EnergyView }) {
  const { totals, split, free } = report;
  const of = (joules: number): string => formatPercent(joules / (totals.measuredJoules || 1));
  return (
    <dl className="report-figures">
      <Measured totals={totals} />
      <Figure
        label="Sessions"
        {...energyOf(totals.sessionJoules)}
        basis={
          totals.sessionJoules === null
            ? undefined
            : `${of(totals.sessionJoules)}, while a model was there, at rest and at work`
        }
      />
      <Figure
        label="Active"
        {...energyOf(split && split.activeJoules)}
        basis={
          split ? `${of(split.activeJoules)}, above what each Mac draws at rest` : 'no power at rest is known'
        }
      />
      <Figure
        label="Idle"
        {...energyOf(split && split.idleJoules)}
        basis={
          split
            ? `${of(split.idleJoules)}, at rest; ${kilowattHours(free.joules)} kWh of it in ${hours(free.ms)} h with nothing booked`
            : 'no power at rest is known'
        }
      />
      <Figure
        label="Electricity"
        value={
          totals.measuredJoules === null ? (
            <span className="unknown-value text-md">not known</span>
          ) : (
            electricityOf(report)
              .map((it) => formatMoney(it.cost, it.currency))
              .join(' + ')
          )
        }
        basis={`of all that was measured · ${report.operationalGrams === null ? 'carbon not set' : `${carbonWeight(report.operationalGrams)} CO₂e`}`}
      />
    </dl>
  );
}

const energyOf = (joules: number | null) =>
  joules === null
    ? { value: <span className="unknown-value text-md">unknown</span> }
    : { value: kilowattHours(joules), unit: 'kWh' };

function Measured({ totals }: { totals: EnergyView['totals'] }) {
  const { measuredJoules, estimatedJoules, coverage, measuredMachines, machines } = totals;
  const of = `${formatCount(measuredMachines)} of ${formatCount(machines)} Macs`;
  const beside =
    estimatedJoules === null ? '' : `; ≈ ${kilowattHours(estimatedJoules)} kWh beside it, estimated`;
  if (measuredJoules === null)
    return (
      <Figure
        label="Energy"
        value={<span className="unknown-value text-md">not measured</span>}
        basis={`${of} measured${beside}`}
      />
    );
  const covered = coverage === null ? 'coverage unknown' : `${formatCoverage(coverage)} covered`;
  const words = `${covered}, ${of}${beside}`;
  if (!hasHeadline(coverage))
    return (
      <Figure
        label="Energy"
        value={<span className="unknown-value text-md">too little measured</span>}
        basis={`${kilowattHours(measuredJoules)} kWh in the part measured, ${words}`}
      />
    );
  return (
    <Figure
      label="Energy"
      value={kilowattHours(measuredJoules)}
      unit="kWh"
      basis={
        <>
          {words} {isPartial(coverage) && <Tag tone="warning">partial</Tag>}
        </>
      }
    />
  );
}
