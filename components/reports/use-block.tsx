import { formatPercent } from '@/shared/domain/format.ts';
import { type BarDay, BarChart } from '../charts/bar-chart.tsx';
import { NumberHeads } from '../ui/number-heads.tsx';
import { ScrollRegion } from '../ui/scroll-region.tsx';
import { Meter } from '../ui/meter.tsx';
import { Written } from '../ui/written.tsx';
import { dayLabel, hours, usedRatio } from './report-numbers.ts';
import type { MachineRow, ReportView } from './types.ts';

const PARTS = [
  { key: 'used', label: 'used', color: 'var(--series-1)' },
  { key: 'booked', label: 'booked', color: 'var(--series-2)', outline: true },
];
const MS_PER_HOUR = 3_600_000;

/** Booked and used machine-hours, by day and by Mac. */
export function UseBlock({
  report,
  machines,
  lengthHours,
}: {
  report: ReportView;
  machines: MachineRow[];
  lengthHours: number;
}) {
  const days: BarDay[] = report.days.map((it) => ({
    key: it.day,
    label: dayLabel(it.day),
    values: [it.usedMachineMs / MS_PER_HOUR, it.bookedMachineMs / MS_PER_HOUR],
  }));
  const clockNote =
    lengthHours % 24 === 0
      ? ''
      : lengthHours % 24 === 1
        ? ': the clocks went back'
        : lengthHours % 24 === 23
          ? ': the clocks went forward'
          : '';
  return (
    <section className="report-block" aria-labelledby="report-use">
      <div className="report-head">
        <h2 id="report-use">Use</h2>
        <span>
          {machines.length} {machines.length === 1 ? 'Mac' : 'Macs'} · {lengthHours} h{clockNote}
        </span>
      </div>
      <BarChart
        title="Booked and used"
        unit="machine-hours a day"
        parts={PARTS}
        days={days}
        format={(value) => String(Number(value.toFixed(1)))}
        summary={`Machine-hours booked and used on each of ${days.length} days: ${hours(report.totals.bookedMachineMs)} booked and ${hours(report.totals.usedMachineMs)} used in all. The table holds them by Mac.`}
      />
      <ScrollRegion className="report-scroll" label="Use by Mac">
        <table className="list-table report-table">
          <caption className="sr-only">Use by Mac</caption>
          <thead>
            <tr>
              <th scope="col">Mac</th>
              <NumberHeads of={['Booked h', 'Used h']} />
              <th scope="col" className="w-[32%]">
                Used of booked
              </th>
            </tr>
          </thead>
          <tbody>
            {machines.map((it) => (
              <tr key={it.machineId}>
                <th scope="row">
                  <Written text={it.machineName} />
                </th>
                <td className="number">{hours(it.bookedMs)}</td>
                <td className="number">{hours(it.usedMs)}</td>
                <td>
                  <Share ratio={usedRatio(it)} />
                </td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">All</th>
              <td className="number">{hours(report.totals.bookedMachineMs)}</td>
              <td className="number">{hours(report.totals.usedMachineMs)}</td>
              <td>
                <Share
                  ratio={usedRatio({
                    bookedMs: report.totals.bookedMachineMs,
                    usedMs: report.totals.usedMachineMs,
                  })}
                />
              </td>
            </tr>
          </tfoot>
        </table>
      </ScrollRegion>
    </section>
  );
}

function Share({ ratio }: { ratio: number | null }) {
  if (ratio === null) return <span className="text-muted">not booked</span>;
  return (
    <span className="flex items-center gap-2">
      <span className="flex-1">
        <Meter ratio={ratio} tone="mine" />
      </span>
      <span className="w-12 text-right">{formatPercent(ratio)}</span>
    </span>
  );
}
