import type { FreeHour } from './timeline-bars.ts';

type Props = { hours: readonly FreeHour[]; machines: number; nowMs: number };

/** How many real machines are free, an hour a bar; the past in grey, little in blue. */
export function FreeStrip({ hours, machines, nowMs }: Props) {
  const fewest = Math.min(...hours.map((it) => it.free));
  const most = Math.max(...hours.map((it) => it.free));
  return (
    <div className="timeline-free">
      <span>
        Free Macs
        <br />
        an hour, 0 to {machines}
      </span>
      <svg
        viewBox={`0 0 ${hours.length} ${machines}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`Free Macs for each hour, between ${fewest} and ${most} of ${machines}`}
        className="block h-8 w-full"
      >
        {hours.map(({ fromMs, toMs, free }, index) => (
          <rect
            key={fromMs}
            x={index + 0.12}
            y={machines - free}
            width={0.76}
            height={free}
            fill={
              toMs <= nowMs ? 'var(--border-strong)' : free * 3 <= machines ? 'var(--booked)' : 'var(--ready)'
            }
          />
        ))}
      </svg>
    </div>
  );
}
