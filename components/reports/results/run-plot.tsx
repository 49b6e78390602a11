import { formatDay } from '@/shared/domain/format.ts';
import { niceScale } from '../../charts/time-data.ts';
import type { Result, Run } from './types.ts';
import { rateText } from '../../metrics/rate-words.ts';

type RunPlotProps = { runs: readonly Run[]; result: Result; timeZone: string; now: Date };

/** Each run by when it ended and how fast it was; the table under it holds the same. */
export function RunPlot({ runs, result, timeZone, now }: RunPlotProps) {
  const times = runs.map((it) => Date.parse(it.endedAt));
  const [first, last] = [Math.min(...times), Math.max(...times)];
  const { top, ticks } = niceScale(Math.max(...runs.map((it) => it.tokensPerSecond)), 3);
  const x = (atMs: number): string => `${last > first ? ((atMs - first) / (last - first)) * 100 : 50}%`;
  const y = (rate: number): string => `${100 - (rate / top) * 100}%`;
  const { median } = result.tokensPerSecond;
  return (
    <figure className="chart">
      <figcaption>
        <b>
          Each run<span className="chart-unit">tok/s</span>
        </b>
        <ul className="chart-legend">
          <li>
            <i
              className="chart-swatch"
              style={{ background: 'var(--series-2)', width: '0.5rem', borderRadius: 99, height: '0.5rem' }}
            />
            a run
          </li>
          <li>
            <i className="chart-swatch" style={{ background: 'var(--series-1)', height: '2px' }} />
            median
          </li>
        </ul>
      </figcaption>
      <div className="bar-plot">
        <ol className="bar-y" aria-hidden>
          {ticks.map((it) => (
            <li key={it} style={{ bottom: `${(it / top) * 100}%` }}>
              {rateText(it)}
            </li>
          ))}
        </ol>
        {/* oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- drawn here, not an image file */}
        <svg
          className="run-plot"
          role="img"
          aria-label={`${runs.length} runs between ${rateText(result.tokensPerSecond.low)} and ${rateText(result.tokensPerSecond.high)} tok/s for the middle half of all, ${rateText(median)} in the median.`}
        >
          {ticks.map((it) => (
            <line key={it} className="run-line" x1="0" x2="100%" y1={y(it)} y2={y(it)} />
          ))}
          {runs.map((it, index) => (
            <circle key={it.id} cx={x(times[index]!)} cy={y(it.tokensPerSecond)} r="3" />
          ))}
          <line className="run-median" x1="0" x2="100%" y1={y(median)} y2={y(median)} />
        </svg>
        <ol className="bar-x" aria-hidden>
          <li style={{ left: '0%', transform: 'none' }}>{formatDay(first, timeZone, now)}</li>
          {last - first > 86_400_000 && (
            <li style={{ left: '100%', transform: 'translateX(-100%)' }}>{formatDay(last, timeZone, now)}</li>
          )}
        </ol>
      </div>
    </figure>
  );
}
