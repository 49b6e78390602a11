import { useId } from 'react';

export type SparkPoint = { atMs: number; value: number | null };
export type SparkProps = {
  points: readonly SparkPoint[];
  fromMs: number;
  toMs: number;
  /** Longer than this without a value is a gap: the line breaks and hatching marks it. */
  gapMs: number;
  simulated?: boolean;
  label: string;
};

type Run = { atMs: number; value: number }[];

function toRuns(points: readonly SparkPoint[], gapMs: number): Run[] {
  const runs: Run[] = [];
  for (const { atMs, value } of points) {
    if (value === null) continue;
    const run = runs.at(-1);
    const last = run?.at(-1);
    if (run && last && atMs - last.atMs <= gapMs) run.push({ atMs, value });
    else runs.push([{ atMs, value }]);
  }
  return runs;
}

function toGaps(runs: Run[], { fromMs, toMs, gapMs }: SparkProps): { fromMs: number; toMs: number }[] {
  const edges = [fromMs, ...runs.flatMap((run) => [run[0]!.atMs, run.at(-1)!.atMs]), toMs];
  return edges
    .flatMap((edge, index) => (index % 2 === 0 ? [{ fromMs: edge, toMs: edges[index + 1]! }] : []))
    .filter((gap) => gap.toMs - gap.fromMs > gapMs);
}

/** A small curve from zero, 100 × 24; gaps are gaps. */
export function Spark(props: SparkProps) {
  const { points, fromMs, toMs, gapMs, simulated = false, label } = props;
  const patternId = useId();
  const inside = points.filter((it) => it.atMs >= fromMs && it.atMs <= toMs);
  const runs = toRuns(inside, gapMs);
  const top = Math.max(1, ...runs.flat().map((it) => it.value)) * 1.08;
  const x = (atMs: number) => (((atMs - fromMs) / (toMs - fromMs)) * 100).toFixed(2);
  const y = (value: number) => (23 - (value / top) * 22).toFixed(2);
  // A single reading has no length to be seen by: with round ends it is a dot.
  const line = runs
    .map((run) => {
      const path = run.map((it, index) => `${index === 0 ? 'M' : 'L'}${x(it.atMs)} ${y(it.value)}`).join('');
      return run.length === 1 ? `${path}h0.01` : path;
    })
    .join('');
  const last = runs.at(-1)?.at(-1);
  return (
    <svg
      viewBox="0 0 100 24"
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
      className="block h-6 w-full"
    >
      <defs>
        <pattern
          id={patternId}
          width="5"
          height="5"
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(45)"
        >
          <path d="M0 0V5" stroke="var(--border-strong)" strokeWidth={1} />
        </pattern>
      </defs>
      {toGaps(runs, props).map((gap) => (
        <rect
          key={gap.fromMs}
          x={x(gap.fromMs)}
          y={0}
          width={((gap.toMs - gap.fromMs) / (toMs - fromMs)) * 100}
          height={24}
          fill={`url(#${patternId})`}
        />
      ))}
      <path
        d={line}
        fill="none"
        stroke={simulated ? 'var(--simulated)' : 'var(--muted)'}
        strokeWidth={1.25}
        strokeLinejoin="round"
        vectorEffect="non-scaling-stroke"
        {...(simulated && { strokeDasharray: '3 2' })}
      />
      {last && (
        <path
          d={`M${x(last.atMs)} ${y(last.value)}h0.01`}
          stroke={simulated ? 'var(--simulated)' : 'var(--muted)'}
          strokeWidth={3.5}
          strokeLinecap="round"
          vectorEffect="non-scaling-stroke"
        />
      )}
    </svg>
  );
}
