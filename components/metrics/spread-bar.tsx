import './benchmarks.css';

/** So far to each side of what is expected. */
const REACH = 0.2;

type SpreadBarProps = { spread: { low: number; median: number; high: number }; expected: number | null };

/** The middle half of the runs and their median on a line around what was expected; the numbers stand beside it. */
export function SpreadBar({ spread, expected }: SpreadBarProps) {
  if (expected === null) return null;
  const place = (rate: number): number =>
    50 + (50 * Math.min(REACH, Math.max(-REACH, rate / expected - 1))) / REACH;
  const [low, median, high] = [place(spread.low), place(spread.median), place(spread.high)];
  return (
    <span className="spread-bar" aria-hidden>
      <i className="spread-expected" />
      <i className="spread-middle" style={{ left: `${low}%`, width: `${Math.max(1, high - low)}%` }} />
      <i className="spread-median" style={{ left: `${median}%` }} />
    </span>
  );
}
