import { memo } from 'react';
import type { FreeHour } from './timeline-taken.ts';

type Props = { hours: readonly FreeHour[]; machines: number; nowMs: number };

/** How many real machines are free, an hour a bar; the past in grey, little in blue. */
export const FreeStrip = memo(function FreeStrip({ hours, machines, nowMs }: Props) {
  const { fewest, most } = rangeOf(hours);
  return (
    <div className="timeline-free">
      <span>
        Free Macs
        <br />
        an hour, 0 to {machines}
      </span>
      <FreeBars
        hours={hours}
        machines={machines}
        nowMs={nowMs}
        label={`Free Macs for each hour, between ${fewest} and ${most} of ${machines}`}
      />
    </div>
  );
});

export const rangeOf = (hours: readonly FreeHour[]): { fewest: number; most: number } => ({
  fewest: Math.min(...hours.map((it) => it.free)),
  most: Math.max(...hours.map((it) => it.free)),
});

const TONES = [
  { tone: 'past', fill: 'var(--border-strong)' },
  { tone: 'few', fill: 'var(--booked)' },
  { tone: 'many', fill: 'var(--ready)' },
] as const;

/** One path a tone, however many hours there are. */
export function FreeBars({ hours, machines, nowMs, label }: Props & { label: string }) {
  const toneOf = ({ toMs, free }: FreeHour) =>
    toMs <= nowMs ? 'past' : free * 3 <= machines ? 'few' : 'many';
  return (
    <svg
      viewBox={`0 0 ${hours.length} ${Math.max(1, machines)}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
      className="block w-full"
    >
      {TONES.map(({ tone, fill }) => (
        <path
          key={tone}
          fill={fill}
          d={hours
            .map((it, at) =>
              it.free > 0 && toneOf(it) === tone
                ? `M${at + 0.12} ${machines}v${-it.free}h.76v${it.free}z`
                : '',
            )
            .join('')}
        />
      ))}
    </svg>
  );
}
