import { zoneName } from '@/shared/domain/format.ts';
import { EnergyChart } from '../energy-chart.tsx';
import { ReportBlock } from '../report-block.tsx';
import { reportBars } from '../report-bars.ts';
import { kilowattHours, splitEnergy } from '../report-numbers.ts';
import type { ReportAsk } from '../report-shell.tsx';
import { SimulatedNote } from '../simulated-note.tsx';
import type { EnergyView } from '../types.ts';
import { CoverageStrip } from './coverage-strip.tsx';
import './energy.css';
import { EnergyFigures } from './energy-figures.tsx';
import { EnergyFormulas } from './energy-formulas.tsx';
import { EnergyHours } from './energy-hours.tsx';
import { EnergyRest } from './energy-rest.tsx';
import { EnergySources } from './energy-sources.tsx';
import { PlugsAgainstChips } from './plugs-against-chips.tsx';

type EnergyBodyProps = Pick<ReportAsk, 'span' | 'kind' | 'timeZone' | 'now'> & { report: EnergyView };

/** The energy of a stretch of time, from what was measured down to the formulae with their numbers. */
export function EnergyBody({ report, kind, ...ask }: EnergyBodyProps) {
  const bars = reportBars(report.days, ask);
  const split = splitEnergy(report.machines);
  const late = report.detailJoules - (report.totals.measuredJoules ?? 0);
  return (
    <div className="report">
      {kind === 'simulated' && <SimulatedNote />}
      <EnergyFigures report={report} />
      <ReportBlock
        id="energy-days"
        title="By day"
        facts="what was measured; uncovered time adds nothing"
        isWide
      >
        <div className="min-w-0">
          <EnergyChart kind={kind} bars={bars} asked={ask.span} split={split} />
          {split && <CoverageStrip bars={bars} />}
        </div>
      </ReportBlock>
      <EnergySources report={report} kind={kind} />
      <PlugsAgainstChips plugs={report.plugs} kind={kind} />
      {split && <EnergyRest report={report} kind={kind} />}
      {split && <EnergyHours report={report} kind={kind} zone={zoneName(ask.timeZone, ask.span.from)} />}
      <EnergyFormulas report={report} />
      <p className="report-foot">
        Numbers here are rounded; the files hold all digits. Real and simulated machines are never added up.
        {report.frozenAt && Math.abs(late) > 1 && (
          <>
            {' '}
            The totals are as they were kept when the month was frozen. Readings that came late or were mended
            since make it {kilowattHours(report.detailJoules)} kWh by now: sources, hours and prices are of
            these.
          </>
        )}
      </p>
    </div>
  );
}
