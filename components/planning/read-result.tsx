import { Check, TriangleAlert, X } from 'lucide-react';
import type { inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '@/server/trpc/root.ts';
import {
  formatContext,
  formatCount,
  formatGigabytes,
  formatParameters,
  formatRate,
} from '@/shared/domain/format.ts';
import { Banner } from '../ui/banner.tsx';
import { setWords } from './words.ts';

type ReadView = inferRouterOutputs<AppRouter>['models']['read'];
const MOST_SHOWN = 6;
const BASES = {
  headers: 'from the headers of its files',
  index: 'from the index',
  card: 'as published',
  calculated: 'from its shape and bits',
} as const;

/** What was read: what its files contradict, what it is, how it splits and where it fits. */
export function ReadResult({ read: { facts, sets, leftOut } }: { read: ReadView }) {
  const shown = sets.toSorted((a, b) => Number(a.simulated) - Number(b.simulated)).slice(0, MOST_SHOWN);
  const more = sets.length - shown.length + leftOut;
  return (
    <section id="read-result" aria-label={`What ${facts.title} is`} className="flex flex-col gap-3">
      {facts.doubts.map((doubt) => (
        <Banner
          key={doubt}
          tone="warning"
          icon={<TriangleAlert aria-hidden size={16} strokeWidth={1.6} />}
          title={doubt}
        />
      ))}
      <h3 className="border-b border-border-strong pb-1">{facts.title}</h3>
      <dl className="read-facts">
        {factRows(facts).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <ul className="flex flex-col gap-1 text-sm">
        {facts.splits.map(({ words, can, note }) => (
          <Line key={words} can={can} title={words} note={note} />
        ))}
      </ul>
      <h3 className="border-b border-border-strong pb-1">Where it fits, with 8 k of context</h3>
      {sets.length === 0 && <p className="text-sm text-muted">The lab has no machines yet.</p>}
      <ul className="flex flex-col gap-1 text-sm">
        {shown.map((set) => {
          const rate = set.figures.decodePerSecond;
          const isUnknown = set.verdict === 'unknown';
          const about = rate?.basis === 'estimated' ? '≈ ' : '';
          const note = rate ? `${about}${formatRate(rate.value)}, ${rate.basis}. ${set.reason}` : set.reason;
          const title = `${setWords(set).title}${set.simulated ? ', simulated' : ''}`;
          return (
            <Line
              key={set.machines.map(({ id }) => id).join()}
              can={isUnknown ? null : set.verdict === 'fits'}
              title={title}
              note={note}
            />
          );
        })}
      </ul>
      {more > 0 && (
        <p className="text-sm text-muted">
          {more === 1 ? '1 more set is' : `${more} more sets are`} shown when you plan with it.
        </p>
      )}
    </section>
  );
}

const ICON = { size: 14, strokeWidth: 2, className: 'mt-0.5 flex-none' } as const;

function Line({ can, title, note }: { can: boolean | null; title: string; note: string | null }) {
  return (
    <li className="flex gap-2">
      {can === null && (
        <span className="w-3.5 flex-none text-center text-muted" aria-hidden>
          ?
        </span>
      )}
      {can === true && <Check {...ICON} color="var(--ready)" aria-hidden />}
      {can === false && <X {...ICON} color="var(--fault)" aria-hidden />}
      <span>
        <b className="font-medium">{title}</b>
        <span className="sr-only">{can === null ? ' unknown' : can ? ' yes' : ' no'}</span>
        {note && <small className="block text-xs text-muted">{note}</small>}
      </span>
    </li>
  );
}

function factRows(facts: ReadView['facts']): [string, string][] {
  const { weightsBytes, parameters, activeParameters, heads, kvHeads, cacheBytesPerToken, contextLength } =
    facts;
  const active =
    activeParameters !== null && parameters !== null && activeParameters < parameters
      ? `, ${formatParameters(activeParameters)} active`
      : '';
  return [
    ['Kind', facts.family ?? 'unknown'],
    [
      'Weights',
      weightsBytes === null ? 'unknown' : `${formatGigabytes(weightsBytes)}, ${BASES[facts.weightsBasis]}`,
    ],
    ['Form', facts.quantisation ?? 'unknown'],
    ['Parameters', parameters === null ? 'unknown' : `${formatParameters(parameters)}${active}`],
    ['Layers', facts.layers === null ? 'unknown' : String(facts.layers)],
    [
      'Heads',
      heads === null
        ? 'unknown'
        : kvHeads === null
          ? `${heads}, latent keys and values`
          : `${heads}, ${kvHeads} for keys and values`,
    ],
    [
      'Cache',
      cacheBytesPerToken === null ? 'unknown' : `${formatCount(cacheBytesPerToken / 1024)} KiB a token`,
    ],
    ['Context', contextLength === null ? 'unknown' : formatContext(contextLength)],
    ['Licence', facts.licence ?? 'unknown'],
  ];
}
