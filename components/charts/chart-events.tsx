import type { ChartEvent } from './draw-marks.ts';
import { moment } from './time-labels.ts';

type Props = {
  events: readonly ChartEvent[];
  window: { fromMs: number; toMs: number };
  timeZone: string;
  hasMore?: boolean;
};

/** The marks of a page's curves as a list: what a mark has no room for, and who sees none can read. */
export function ChartEvents({ events, window, timeZone, hasMore = false }: Props) {
  const shown = events.filter((it) => it.atMs >= window.fromMs && it.atMs <= window.toMs);
  if (shown.length === 0) return null;
  return (
    <details className="chart-events">
      <summary>
        {shown.length === 1 ? '1 event' : `${shown.length} events`} in this time
        {hasMore && ', and earlier ones that are not shown'}
      </summary>
      <ol>
        {shown.map((it) => (
          <li key={`${it.atMs} ${it.label}`}>
            <time dateTime={new Date(it.atMs).toISOString()}>
              {moment(it.atMs, timeZone, window.toMs - window.fromMs)}
            </time>{' '}
            {it.label}
          </li>
        ))}
      </ol>
    </details>
  );
}
