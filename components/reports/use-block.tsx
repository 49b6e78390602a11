import { ReportTable } from './report-table.tsx';
import { ReportBlock } from './report-block.tsx';
import { formatCount, formatPercent } from '@/shared/domain/format.ts';
import type { Span } from '@/shared/domain/usage.ts';
import { zoneOffsetMs } from '@/shared/domain/zoned-time.ts';
import { type BarDay, BarChart } from '../charts/bar-chart.tsx';
import { NumberHeads } from '../ui/number-heads.tsx';
import { Meter } from '../ui/meter.tsx';
import { Written } from '../ui/written.tsx';
import { type KindReport, kindColor } from './kind-report.ts';
import { barStep, type reportBars } from './report-bars.ts';
import { hours, usedRatio } from './report-numbers.ts';

const MS_PER_HOUR = 3_600_000;
type Props = { report: KindReport; bars: ReturnType<typeof reportBars>; asked: Span; now: Date };

/** Booked and used machine-hours, by day and by Mac. */
export function UseBlock({ report, bars, asked, now }: Props) {
  const { machines, kind, totals } = report;
  const parts = [
    { key: 'used', label: 'used', color: kindColor(kind, 'var(--series-1)') },
    { key: 'booked', label: 'booked', color: kindColor(kind, 'var(--series-2)'), outline: true },
  ];
  const days: BarDay[] = bars.map((it) => ({
    ...it,
    values: [it.usedMs / MS_PER_HOUR, it.bookedMs / MS_PER_HOUR],
  }));
  const step = barStep(asked);
  return (
    <ReportBlock
      id="report-use"
      title="Use"
      facts={
        <>
          {machines.length} {machines.length === 1 ? 'Mac' : 'Macs'} ·{' '}
          {lengthWords(asked, now, report.timeZone)}
        </>
      }
    >
      {totals.bookedMachineMs === 0 && totals.usedMachineMs === 0 ? (
        <p className="text-text-2">Nothing was booked or used in this time.</p>
      ) : (
        <BarChart
          title="Booked and used"
          unit={`machine-hours ${step === 'hour' ? 'an' : 'a'} ${step}`}
          parts={parts}
          days={days}
          format={(value) => String(Number(value.toFixed(1)))}
          summary={`Machine-hours booked and used in each of ${days.length} ${step}s: ${hours(totals.bookedMachineMs)} booked and ${hours(totals.usedMachineMs)} used in all. The table holds them by Mac.`}
        />
      )}
      <ReportTable label="Use by Mac">
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
                <Share ratio={usedRatio(it)} kind={kind} />
              </td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">All</th>
            <td className="number">{hours(totals.bookedMachineMs)}</td>
            <td className="number">{hours(totals.usedMachineMs)}</td>
            <td>
              <Share
                kind={kind}
                ratio={usedRatio({
                  bookedMs: totals.bookedMachineMs,
                  usedMs: totals.usedMachineMs,
                })}
              />
            </td>
          </tr>
        </tfoot>
      </ReportTable>
    </ReportBlock>
  );
}

/** How long it is, and how the clocks changed within it. */
function lengthWords({ from, to: askedTo }: Span, now: Date, timeZone: string): string {
  const to = askedTo < now ? askedTo : now;
  const changedMs = zoneOffsetMs(to.getTime() - 1, timeZone) - zoneOffsetMs(from.getTime(), timeZone);
  const length = `${formatCount((to.getTime() - from.getTime()) / MS_PER_HOUR)} h`;
  if (changedMs === 0) return length;
  return `${length}: the clocks went ${changedMs < 0 ? 'back' : 'forward'}`;
}

function Share({ ratio, kind }: { ratio: number | null; kind: KindReport['kind'] }) {
  if (ratio === null) return <span className="text-muted">not booked</span>;
  return (
    <span className="flex items-center gap-2">
      <span className="flex-1">
        <Meter ratio={ratio} tone={kind === 'simulated' ? 'simulated' : 'mine'} />
      </span>
      <span className="w-12 text-right">{formatPercent(ratio)}</span>
    </span>
  );
}
