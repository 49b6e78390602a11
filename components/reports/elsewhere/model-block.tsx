import { ReportTable } from '../report-table.tsx';
import { ReportBlock } from '../report-block.tsx';
import { formatCount, formatDate, formatEnergy, formatTokens } from '@/shared/domain/format.ts';
import { NumberHeads } from '../../ui/number-heads.tsx';
import { Written } from '../../ui/written.tsx';
import type { ModelView, RangeView } from './types.ts';

type ModelBlockProps = { models: ModelView[]; leftOut: number; compiled: string; isSimulated: boolean };

/** Each model's tokens here, and at what others measured of it. */
export function ModelBlock({ models, leftOut, compiled, isSimulated }: ModelBlockProps) {
  return (
    <ReportBlock
      id="elsewhere-energy"
      title="The same tokens elsewhere"
      facts={
        models.length === 0
          ? 'Nothing was answered in this time.'
          : `published figures, compiled ${formatDate(compiled)}`
      }
      isWide
    >
      {models.length > 0 && (
        <ReportTable label="Energy of the same tokens elsewhere">
          <thead>
            <tr>
              <th scope="col">Where</th>
              <th scope="col">What the watts are of</th>
              <NumberHeads of={['Answers at once', 'J a token', 'These tokens']} />
            </tr>
          </thead>
          {models.map((it) => (
            <ModelRows key={it.modelId} model={it} isSimulated={isSimulated} />
          ))}
        </ReportTable>
      )}
      {leftOut > 0 && <p className="text-sm text-muted">{leftOut} more models: choose a shorter time.</p>}
      <p className="report-foot">
        Lines are not of one kind: at the wall a whole computer is counted, boards leave out processor,
        memory, fans and power supply (a whole DGX draws about 1.8 times its boards), and the more answers a
        GPU gives at once, the less each token takes, ten to twenty times less. At one answer at once a Mac is
        level or better for very large models; with hundreds at once data-centre GPUs take far less a token.
      </p>
    </ReportBlock>
  );
}

function ModelRows({ model, isSimulated }: { model: ModelView; isSimulated: boolean }) {
  const { modelTitle, answers, completionTokens, joules, tokensMeasured, joulesPerToken, answersAtOnce } =
    model;
  const isPartly = joules !== null && tokensMeasured < completionTokens;
  return (
    <tbody>
      <tr>
        <th scope="rowgroup" colSpan={5} className="pt-4">
          <Written text={modelTitle} />
          <span className="report-sub">
            {formatTokens(completionTokens)} tokens out in {formatCount(answers)}{' '}
            {answers === 1 ? 'answer' : 'answers'}
          </span>
        </th>
      </tr>
      <tr>
        <th scope="row">Here{isSimulated && ', simulated'}</th>
        <td>
          {joules === null ? 'no meter' : 'all Macs of a session while it answered'}
          {isPartly && (
            <span className="report-sub">measured for {formatTokens(tokensMeasured)} of them</span>
          )}
        </td>
        <td className="number">
          {answersAtOnce === null ? 'unknown' : `${answersAtOnce.toFixed(1)} on average`}
        </td>
        <td className="number">
          {joulesPerToken === null ? (
            <span className="unknown-value">{joules === null ? 'not measured' : 'too little measured'}</span>
          ) : (
            <b>{short(joulesPerToken)}</b>
          )}
        </td>
        <td className="number">{joules === null ? '' : formatEnergy(joules)}</td>
      </tr>
      {model.ranges.length === 0 && (
        <tr>
          <td colSpan={5} className="text-muted">
            Nobody published joules a token of this very model that we know of.
          </td>
        </tr>
      )}
      {model.ranges.map((it) => (
        <RangeRow key={`${it.group} ${it.scope}`} range={it} />
      ))}
    </tbody>
  );
}

function RangeRow({ range }: { range: RangeView }) {
  const { systems, scope, answersAtOnce, joulesPerToken, joules, isUpperBound, sources } = range;
  return (
    <tr>
      <th scope="row" className="font-normal">
        {systems.join(', ')}
        <details className="report-sub">
          <summary>Source</summary>
          {sources.join(' · ')}
        </details>
      </th>
      <td>{scope}</td>
      <td className="number">{between(answersAtOnce, formatCount)}</td>
      <td className="number">
        {isUpperBound && 'at most '}
        {between(joulesPerToken, short)}
      </td>
      <td className="number">
        {isUpperBound && 'at most '}≈ {between(joules, formatEnergy)}
      </td>
    </tr>
  );
}

const short = (value: number): string => String(Number(value.toPrecision(2)));
const between = (
  { least, most }: { least: number; most: number },
  format: (value: number) => string,
): string => (format(least) === format(most) ? format(least) : `${format(least)} to ${format(most)}`);
