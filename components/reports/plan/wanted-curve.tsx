import { formatCount } from '@/shared/domain/format.ts';
import type { ReplayView } from './types.ts';

const [WIDTH, HEIGHT] = [100, 40];

/** The hours of the period by how many machines were wanted at once, and how many each set has. */
export function WantedCurve({ replay, chosen }: { replay: ReplayView; chosen: number }) {
  const { wantedAtOnce, sets, from, to } = replay;
  const [today, set] = [sets[0]!, sets[chosen]!];
  const hoursInAll = Math.round((Date.parse(to) - Date.parse(from)) / 3_600_000);
  const has = today.machines.length;
  const most = Math.max(1, has, set.machines.length, ...wantedAtOnce);
  const y = (value: number): number => HEIGHT - (HEIGHT * value) / most;
  const last = Math.max(1, wantedAtOnce.length - 1);
  const line = wantedAtOnce
    .map((it, at) => `${at === 0 ? 'M' : 'L'}${((WIDTH * at) / last).toFixed(2)} ${y(it).toFixed(2)}`)
    .join('');
  const over = Math.round(
    (wantedAtOnce.filter((it) => it > has).length / Math.max(1, wantedAtOnce.length)) * hoursInAll,
  );
  const told = `At most ${formatCount(wantedAtOnce[0] ?? 0)} machines were wanted at once; more than today’s ${formatCount(has)} in ≈ ${formatCount(over)} of ${formatCount(hoursInAll)} hours.`;
  return (
    <figure className="min-w-0">
      <h3 className="pb-1 text-sm">
        Machines wanted at once{' '}
        <span className="font-normal text-muted">
          over the {formatCount(hoursInAll)} hours, most wanted first
        </span>
      </h3>
      <ul className="plan-key" aria-label="Key">
        <li>
          <svg width="16" height="4" aria-hidden>
            <path d="M0 2H16" stroke="var(--series-1)" strokeWidth="1.5" />
          </svg>
          wanted
        </li>
        <li>
          <svg width="16" height="4" aria-hidden>
            <path d="M0 2H16" stroke="var(--series-5)" strokeWidth="1.5" />
          </svg>
          today’s {formatCount(has)}
        </li>
        {set.asked && (
          <li>
            <svg width="16" height="4" aria-hidden>
              <path d="M0 2H16" stroke="var(--simulated)" strokeWidth="1.5" strokeDasharray="4 3" />
            </svg>
            {formatCount(set.machines.length)}, simulated
          </li>
        )}
      </ul>
      <div className="flex gap-2">
        <span aria-hidden className="flex flex-col justify-between text-right text-xs text-muted">
          <span>{formatCount(most)}</span>
          <span>0</span>
        </span>
        <svg
          className="plan-curve"
          role="img"
          aria-label={told}
          viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
          preserveAspectRatio="none"
        >
          <path
            d={`${line}L${WIDTH} ${HEIGHT}L0 ${HEIGHT}Z`}
            fill="color-mix(in oklab, var(--series-1) 16%, transparent)"
          />
          <path d={line} fill="none" stroke="var(--series-1)" strokeWidth="1.5" />
          <line x1="0" x2={WIDTH} y1={y(has)} y2={y(has)} stroke="var(--series-5)" strokeWidth="1.5" />
          {set.asked && (
            <line
              x1="0"
              x2={WIDTH}
              y1={y(set.machines.length)}
              y2={y(set.machines.length)}
              stroke="var(--simulated)"
              strokeWidth="1.5"
              strokeDasharray="6 4"
            />
          )}
        </svg>
      </div>
      <figcaption className="pt-1 text-xs text-muted">{told}</figcaption>
    </figure>
  );
}
