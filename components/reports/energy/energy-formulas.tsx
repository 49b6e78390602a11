import Link from 'next/link';
import { Written } from '../../ui/written.tsx';
import { ReportBlock } from '../report-block.tsx';
import type { EnergyView } from '../types.ts';
import { energyFormulas } from './energy-formula.ts';

/** How each figure of the page comes about, with its own numbers put in. */
export function EnergyFormulas({ report }: { report: EnergyView }) {
  const lines = energyFormulas(report);
  if (lines.length === 0) return null;
  const isWhole = report.sci.perMillionTokens?.isOperationalOnly === false;
  return (
    <ReportBlock
      id="energy-formulas"
      title="How it is reckoned"
      facts="each formula with this time’s numbers"
      isWide
    >
      <dl className="energy-formulas">
        {lines.map(({ what, words, numbers, result, basis }) => (
          <div key={what}>
            <dt>{what}</dt>
            <dd className="text-text-2">{words}</dd>
            <dd>
              <Written text={numbers} />
              {basis && (
                <span className="report-sub">
                  <Written text={basis} />
                </span>
              )}
            </dd>
            <dd>{result === 'unknown' ? <span className="unknown-value">unknown</span> : result}</dd>
          </div>
        ))}
      </dl>
      {!isWhole && (
        <p className="report-foot">
          What making a Mac took, with its source and expected life, is entered in{' '}
          <Link href="/settings/prices">Settings, Prices</Link>. Until it is known of each measured Mac, SCI
          is of operation alone.
        </p>
      )}
    </ReportBlock>
  );
}
