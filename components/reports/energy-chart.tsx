import type { ShownKind } from '@/shared/domain/shown-kind.ts';
import type { Span } from '@/shared/domain/usage.ts';
import { type BarDay, StackedBars } from '../charts/bar-chart.tsx';
import { energyColors } from './kind-report.ts';
import { barStep, type reportBars } from './report-bars.ts';
import { isUncovered, kilowattHours, type Split } from './report-numbers.ts';

const JOULES_PER_KWH = 3_600_000;

type EnergyChartProps = {
  kind: ShownKind;
  bars: ReturnType<typeof reportBars>;
  asked: Span;
  /** Null where nothing was measured. */
  split: Split | null;
};

/** Energy by day in sessions and beside them, with its sum as a sentence of figures. */
export function EnergyChart({ kind, bars, asked, split }: EnergyChartProps) {
  if (!split)
    return (
      <p className="text-text-2">
        <span className="unknown-value">Not measured.</span> None of these Macs has a power meter its agent
        can read.
      </p>
    );
  const colors = energyColors(kind);
  const parts = [
    { key: 'sessions', label: 'sessions', color: colors[0] },
    { key: 'other', label: 'idle and other use', color: colors[1] },
  ];
  const days: BarDay[] = bars.map((it) => ({
    ...it,
    values: [it.sessionJoules, it.otherJoules].map((joules) =>
      joules === null ? null : joules / JOULES_PER_KWH,
    ),
    gap: isUncovered(it) ? 'most of it was not measured' : null,
  }));
  const step = barStep(asked);
  const sentence = `${kilowattHours(split.measured)} kWh measured: ${kilowattHours(split.sessions)} in sessions, ${kilowattHours(split.other)} idle and other use`;
  return (
    <div className="min-w-0">
      <StackedBars
        title="Energy"
        unit={`kWh ${step === 'hour' ? 'an' : 'a'} ${step}`}
        parts={parts}
        days={days}
        format={(value) => String(Number(value.toPrecision(3)))}
        gapLabel="mostly not covered"
        summary={`${sentence}. The table holds them by Mac.`}
      />
      <div className="report-split" aria-hidden>
        <i style={{ flex: split.sessions, background: colors[0] }} />
        <i style={{ flex: split.other, background: colors[1] }} />
      </div>
      <p className="report-sum">
        <span>
          <b>{kilowattHours(split.sessions)}</b> sessions
        </span>
        <span>
          + <b>{kilowattHours(split.other)}</b> idle and other use
        </span>
        <span>
          = <b>{kilowattHours(split.measured)} kWh</b>{' '}
          {kind === 'simulated' ? 'made up by the simulation' : 'measured'}
        </span>
      </p>
    </div>
  );
}
