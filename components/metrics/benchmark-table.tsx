import Link from 'next/link';
import type { ReactNode } from 'react';
import {
  formatCount,
  formatDateTime,
  formatGigabytes,
  formatPercent,
  formatWatts,
} from '@/shared/domain/format.ts';
import { BACKEND_LABEL } from '@/shared/domain/session-states.ts';
import '../ui/list-table.css';
import { NumberHeads } from '../ui/number-heads.tsx';
import { ScrollRegion } from '../ui/scroll-region.tsx';
import { SimulatedTag, Tag } from '../ui/tag.tsx';
import { Written } from '../ui/written.tsx';
import './benchmarks.css';
import { firstTokenText, rateText, versionWords } from './rate-words.ts';
import { SpreadBar } from './spread-bar.tsx';
import type { BenchmarkLengthView, BenchmarkView } from './types.ts';

type BenchmarkTableProps = {
  benchmarks: readonly BenchmarkView[];
  timeZone: string;
  now: number | Date;
  /** On the page of their session its model and Macs are said already. */
  isOfOneSession?: boolean;
  /** Beside one's head: how to stop it. */
  actionsOf?: (benchmark: BenchmarkView) => ReactNode;
};

/** Benchmarks with each of their lengths: measured beside expected, and what it was measured on. */
export function BenchmarkTable(props: BenchmarkTableProps) {
  return (
    <ScrollRegion className="benchmark-scroll" label="Benchmarks">
      <table className="list-table benchmark-table">
        <caption className="sr-only">Benchmarks, newest first</caption>
        <thead>
          <tr>
            <th scope="col">Question</th>
            <NumberHeads of={['Answers', 'Prompt tok/s', 'First token', 'tok/s']} />
            <th scope="col">
              <span className="sr-only">Around what was expected</span>
            </th>
            <NumberHeads of={['Expected', 'Power', 'J a token']} />
          </tr>
        </thead>
        {props.benchmarks.map((it) => (
          <Rows key={it.id} benchmark={it} {...props} />
        ))}
      </table>
    </ScrollRegion>
  );
}

type RowsProps = BenchmarkTableProps & { benchmark: BenchmarkView };

function Rows({ benchmark, timeZone, now, isOfOneSession = false, actionsOf }: RowsProps) {
  const { provenance, macs, startedByName, createdAt, sessionId, skipped, simulated, message } = benchmark;
  const { modelTitle, backend, parallelism, machines, revision, settings } = provenance;
  const way = machines.length === 1 ? 'one Mac' : `${BACKEND_LABEL[backend]}, ${parallelism}`;
  const systems = [...new Set(machines.flatMap((it) => it.osVersion ?? []))].join(', ');
  return (
    <tbody>
      <tr>
        <th scope="rowgroup" colSpan={9}>
          <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
            {!isOfOneSession && (
              <b className="font-strong">
                <Written text={modelTitle} />
              </b>
            )}
            <Link className="link" prefetch={false} href={`/sessions/${sessionId}`}>
              {formatDateTime(createdAt, timeZone, now)}
            </Link>
            <State benchmark={benchmark} />
            {simulated && <SimulatedTag />}
            <span className="text-sm text-muted">
              <Written text={startedByName} />
            </span>
            {actionsOf?.(benchmark)}
          </span>
          <small className="block text-xs text-muted">
            {macs}: <Written text={machines.map((it) => it.name).join(', ')} /> · {way}
            {` · ${versionWords(provenance)}`}
            {systems && ` · OS ${systems}`} · files {revision.slice(0, 12)} · temperature{' '}
            {settings.temperature} · prompt set {benchmark.promptSet}
            {provenance.weightsBytes !== null &&
              ` · ${formatGigabytes(provenance.weightsBytes)} of weights; peak memory not told by the engine`}
          </small>
          {message && <small className="block text-xs text-muted">{message}</small>}
          {skipped.map((it) => (
            <small key={it.promptTokens} className="block text-xs text-muted">
              {formatCount(it.promptTokens)} tokens left out: {it.reason}
            </small>
          ))}
        </th>
      </tr>
      {benchmark.lengths.map((it) => (
        <LengthRow key={it.wishedTokens} length={it} benchmark={benchmark} />
      ))}
    </tbody>
  );
}

function State({ benchmark }: { benchmark: BenchmarkView }) {
  const { state, done, total, now } = benchmark;
  if (state === 'completed') return null;
  if (state === 'failed') return <Tag tone="fault">failed</Tag>;
  if (state === 'stopped') return <Tag>stopped</Tag>;
  const at = now?.promptTokens ? `${formatCount(now.promptTokens)} tokens, round ${now.round}` : 'warming up';
  return (
    <>
      <Tag tone="mine">{state === 'stopping' ? 'stopping' : 'running'}</Tag>
      <span className="text-sm text-text-2">
        {done} of {total} answers · {at}
      </span>
    </>
  );
}

function LengthRow({ length, benchmark }: { length: BenchmarkLengthView; benchmark: BenchmarkView }) {
  const { counted, shared, promptPerSecond, generationPerSecond, firstTokenMs, expected, fall } = length;
  return (
    <tr>
      <th scope="row" className="font-normal">
        {formatCount(length.promptTokens ?? length.wishedTokens)} tokens
        {length.promptTokens !== null && Math.round(length.promptTokens) !== length.wishedTokens && (
          <small>{formatCount(length.wishedTokens)} wished</small>
        )}
      </th>
      <td className="number">
        {counted} of {benchmark.rounds}
        {shared > 0 && <small>{shared} beside others’, not counted</small>}
      </td>
      <td className="number">{promptPerSecond ? rateText(promptPerSecond.median) : <Dash />}</td>
      <td className="number">{firstTokenMs === null ? <Dash /> : firstTokenText(firstTokenMs)}</td>
      <td className="number">
        {generationPerSecond ? <b>{rateText(generationPerSecond.median)}</b> : <Dash />}
        {fall && (
          <span
            title={`${rateText(fall.tokensPerSecond)} tok/s in the benchmark before, with ${versionWords(fall)}`}
          >
            {' '}
            <Tag tone="warning">−{formatPercent(fall.share)}</Tag>
          </span>
        )}
      </td>
      <td>
        {generationPerSecond && <SpreadBar spread={generationPerSecond} expected={expected?.value ?? null} />}
      </td>
      <td className="number">
        {expected ? (
          <span title={expected.how}>
            {expected.basis === 'estimated' && '≈ '}
            {rateText(expected.value)}
            <small>{expected.basis}</small>
          </span>
        ) : (
          <span className="unknown-value">unknown</span>
        )}
      </td>
      <Energy length={length} benchmark={benchmark} />
    </tr>
  );
}

/** Of one length alone it is often too short; then what all of them together come to says it once. */
function Energy({ length, benchmark }: { length: BenchmarkLengthView; benchmark: BenchmarkView }) {
  const own = length.joulesPerToken !== null;
  const { watts, joulesPerToken } = own ? length : benchmark;
  if (watts === null || joulesPerToken === null)
    return (
      <td className="number" colSpan={2}>
        <span className="unknown-value">
          {benchmark.isEnergyPending ? 'being measured' : 'not measured for 30 s'}
        </span>
      </td>
    );
  const note = own ? null : <small>all lengths</small>;
  return (
    <>
      <td className="number">
        {formatWatts(watts)}
        {note}
      </td>
      <td className="number">
        {rateText(joulesPerToken)}
        {note}
      </td>
    </>
  );
}

const Dash = () => <span className="unknown-value">none yet</span>;
