import type { ShownKind } from '@/shared/domain/shown-kind.ts';
import { StackedBars } from '../../charts/bar-chart.tsx';
import { energyColors } from '../kind-report.ts';
import { ReportBlock } from '../report-block.tsx';
import { kilowattHours } from '../report-numbers.ts';
import type { EnergyView } from '../types.ts';

const JOULES_PER_KWH = 3_600_000;

/** By hour of the lab's day, all its days together. */
export function EnergyHours({ report, kind, zone }: { report: EnergyView; kind: ShownKind; zone: string }) {
  const { hours } = report;
  const [active, idle] = energyColors(kind);
  const hasUnsplit = hours.some((it) => it.unsplitJoules > 0);
  const sums = hours.map((it) => it.activeJoules + it.idleJoules + it.unsplitJoules);
  const peak = sums.indexOf(Math.max(...sums));
  const name = (hour: number): string => `${String(hour).padStart(2, '0')}:00`;
  return (
    <ReportBlock
      id="energy-hours"
      title="By hour of day"
      facts={`all days together, times in ${zone} as on the wall`}
      isWide
    >
      <StackedBars
        title="Energy by hour"
        unit="kWh"
        parts={[
          { key: 'idle', label: 'idle', color: idle },
          { key: 'active', label: 'active', color: active },
          ...(hasUnsplit ? [{ key: 'unsplit', label: 'not split', color: 'var(--border-strong)' }] : []),
        ]}
        days={hours.map(({ activeJoules, idleJoules, unsplitJoules }, hour) => ({
          key: String(hour),
          label: name(hour),
          values: [idleJoules, activeJoules, ...(hasUnsplit ? [unsplitJoules] : [])].map(
            (it) => it / JOULES_PER_KWH,
          ),
        }))}
        format={(value) => String(Number(value.toPrecision(3)))}
        summary={`${kilowattHours(report.detailJoules)} kWh by hour of day, most at ${name(peak)} with ${kilowattHours(sums[peak] ?? 0)} kWh`}
      />
    </ReportBlock>
  );
}
