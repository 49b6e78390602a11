import { ReportTable } from '../report-table.tsx';
import { tellSettings } from '@/shared/domain/engine-settings.ts';
import { formatCount, formatPercent } from '@/shared/domain/format.ts';
import { NumberHeads } from '../../ui/number-heads.tsx';
import { Tag } from '../../ui/tag.tsx';
import { Written } from '../../ui/written.tsx';
import { SpreadBar } from '../../metrics/spread-bar.tsx';
import type { Result } from './types.ts';
import { firstTokenText, rateText, versionWords } from '../../metrics/rate-words.ts';
import { backendWords, nameOfKey, questionWords } from './words.ts';

type ResultTableProps = { results: Result[]; chosen: Result | null; onChoose: (name: string) => void };

/** One line for each model, set of Macs, backend, versions and length of question. */
export function ResultTable({ results, chosen, onChoose }: ResultTableProps) {
  return (
    <ReportTable label="Model results">
      <thead>
        <tr>
          <th scope="col">Model and Macs</th>
          <th scope="col">Backend and versions</th>
          <NumberHeads of={['Question', 'Runs', 'First token', 'tok/s, median']} />
          <th scope="col" className="w-40">
            <span className="flex justify-between font-normal" aria-hidden>
              <span>−20 %</span>
              <span>expected</span>
              <span>+20 %</span>
            </span>
            <span className="sr-only">Beside what is expected</span>
          </th>
          <NumberHeads of={['Expected', 'J a token']} />
        </tr>
      </thead>
      <tbody>
        {results.map((it, index) => (
          <Row
            key={nameOfKey(it)}
            result={it}
            isNamed={it.modelId !== results[index - 1]?.modelId}
            isChosen={it === chosen}
            onChoose={() => onChoose(nameOfKey(it))}
          />
        ))}
      </tbody>
    </ReportTable>
  );
}

type RowProps = { result: Result; isNamed: boolean; isChosen: boolean; onChoose: () => void };

function Row({ result, isNamed, isChosen, onChoose }: RowProps) {
  const { modelTitle, macs, runs, firstTokenMs, tokensPerSecond, expected, joulesPerToken, fall } = result;
  const settings = tellSettings(result.engineSettings);
  return (
    <tr className={isChosen ? 'result-chosen' : undefined}>
      <th scope="row">
        <span className={isNamed ? undefined : 'sr-only'}>
          <Written text={modelTitle} />
        </span>
        <span className="report-sub">{macs}</span>
      </th>
      <td>
        {backendWords(result)}
        <span className="report-sub">{versionWords(result)}</span>
        {settings !== '' && <span className="report-sub">{settings}</span>}
      </td>
      <td className="number">{questionWords(result)}</td>
      <td className="number">
        <button
          type="button"
          className="link min-h-6"
          aria-label={`${formatCount(runs)} ${runs === 1 ? 'run' : 'runs'} of ${modelTitle} on ${macs}`}
          aria-pressed={isChosen}
          onClick={onChoose}
        >
          {formatCount(runs)}
        </button>
      </td>
      <td className="number">
        {firstTokenMs ? firstTokenText(firstTokenMs.median) : <Unknown>not told</Unknown>}
      </td>
      <td className="number">
        <b>{rateText(tokensPerSecond.median)}</b>
        {fall && (
          <span
            title={`${rateText(fall.tokensPerSecond)} tok/s in ${fall.runs} runs with ${versionWords(fall)}`}
          >
            {' '}
            <Tag tone="warning">−{formatPercent(fall.share)}</Tag>
          </span>
        )}
      </td>
      <td>
        <SpreadBar spread={tokensPerSecond} expected={expected?.value ?? null} />
      </td>
      <td className="number">
        {expected ? (
          <span title={expected.how}>
            {expected.basis === 'estimated' && '≈ '}
            {rateText(expected.value)}
            <span className="report-sub">{expected.basis}</span>
          </span>
        ) : (
          <Unknown>unknown</Unknown>
        )}
      </td>
      <td className="number">
        {joulesPerToken === null ? <Unknown>not measured</Unknown> : rateText(joulesPerToken)}
      </td>
    </tr>
  );
}

const Unknown = ({ children }: { children: string }) => <span className="unknown-value">{children}</span>;
