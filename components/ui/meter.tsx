import { classNames } from './class-names.ts';

export type MeterTone = 'plain' | 'mine' | 'busy' | 'energy' | 'simulated';
const FILLS: Record<MeterTone, string> = {
  plain: 'bg-text-2',
  mine: 'bg-mine',
  busy: 'bg-busy',
  energy: 'bg-series-3',
  simulated: 'bg-simulated',
};

/** A 4 px bar beside the figure it draws; hatched when nothing is known. `ratio` is 0 to 1. */
export function Meter({ ratio, tone = 'plain' }: { ratio: number | null; tone?: MeterTone }) {
  if (ratio === null) {
    return (
      <span
        aria-hidden
        className="block h-1 rounded-[2px] bg-[repeating-linear-gradient(90deg,var(--border-strong)_0_2px,transparent_2px_6px)]"
      />
    );
  }
  return (
    <span
      aria-hidden
      data-meter
      className="block h-1 overflow-hidden rounded-[2px] bg-border forced-colors:h-2 forced-colors:border forced-colors:border-[CanvasText] forced-colors:bg-[Canvas]"
    >
      <span
        className={classNames('block h-full rounded-[2px]', FILLS[tone])}
        style={{ width: `${Math.min(1, Math.max(0, ratio)) * 100}%` }}
      />
    </span>
  );
}
