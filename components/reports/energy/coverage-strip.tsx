import { formatCoverage } from '@/shared/domain/format.ts';
import type { reportBars } from '../report-bars.ts';

const PARTIAL_BELOW = 0.95;

/** Under the bars of a chart: how much of each was measured, darker is more, hatched is partial. */
export function CoverageStrip({ bars }: { bars: ReturnType<typeof reportBars> }) {
  const partial = bars.filter((it) => it.coverage !== null && it.coverage < PARTIAL_BELOW);
  const known = bars.flatMap((it) => it.coverage ?? []);
  if (known.length === 0) return null;
  const words =
    partial.length === 0
      ? `Each is covered ${formatCoverage(Math.min(...known))} at least`
      : `${partial.length} of ${known.length} are covered less than 95 %, the least ${formatCoverage(Math.min(...known))}`;
  return (
    <>
      {/* oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- drawn here, not an image file */}
      <div className="coverage-strip" role="img" aria-label={`Coverage: ${words}`}>
        <span aria-hidden>cov.</span>
        {bars.map((it) => (
          <i
            key={it.key}
            title={`${it.label}: ${it.coverage === null ? 'nothing measured' : `${formatCoverage(it.coverage)} covered`}`}
            data-partial={(it.coverage !== null && it.coverage < PARTIAL_BELOW) || undefined}
            style={{ opacity: it.coverage === null ? 0.08 : 0.25 + 0.75 * it.coverage ** 4 }}
          />
        ))}
      </div>
      <p className="report-foot">
        Under the bars: coverage, darker is more, hatched is partial. {words}. No gap is filled or stretched.
      </p>
    </>
  );
}
