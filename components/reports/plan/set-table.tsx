import { Check, CircleHelp, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { formatCount, formatDuration, formatMoney, listNames } from '@/shared/domain/format.ts';
import { Button } from '../../ui/button.tsx';
import { SimulatedTag } from '../../ui/tag.tsx';
import { Value } from '../../ui/value.tsx';
import { ReportBlock } from '../report-block.tsx';
import { hours, kilowattHours } from '../report-numbers.ts';
import { ReportTable } from '../report-table.tsx';
import { costAMonth, planSays } from './plan-says.ts';
import type { ReplayView, SetView } from './types.ts';

type SetTableProps = { replay: ReplayView; chosen: number; onChoose: (at: number) => void };
type Row = { label: ReactNode; of: (set: SetView, today: SetView) => ReactNode };

const none = <span className="text-muted">–</span>;

/** Today's machines and the others, a figure a row. None is named the best: that depends on what waiting costs. */
export function SetTable({ replay, chosen, onChoose }: SetTableProps) {
  const { sets, replayed } = replay;
  const today = sets[0]!;
  const windowMs = Date.parse(replay.to) - Date.parse(replay.from);
  const rows: Row[] = [
    { label: 'Machines', of: (it) => formatCount(it.machines.length) },
    {
      label: (
        <>
          Never fit <span className="text-muted">of {formatCount(replayed)}</span>
        </>
      ),
      of: (it) => formatCount(it.never),
    },
    { label: 'Waited', of: (it) => formatCount(it.waited) },
    {
      label: 'Usual wait of those who waited',
      of: (it) => (it.usualWaitMs === null ? none : formatDuration(it.usualWaitMs)),
    },
    {
      label: 'Longest wait',
      of: (it) => (it.longestWaitMs === null ? none : formatDuration(it.longestWaitMs)),
    },
    { label: 'Waited in all', of: (it) => `${hours(it.waitMs)} h` },
    { label: 'Booked of all machine time', of: (it) => share(it.givenMs, windowMs * it.machines.length) },
    {
      label: 'Idle machine time',
      of: (it) => `${hours(Math.max(0, windowMs * it.machines.length - it.givenMs))} h`,
    },
    {
      label: 'Busiest hour',
      of: (it) =>
        it.peak === null ? none : `${formatCount(it.peak.machines)} of ${formatCount(it.machines.length)}`,
    },
    { label: 'Watts with nothing loaded', of: (it) => <Watts set={it} /> },
    {
      label: 'Energy of the period',
      of: (it) => <Energy set={it} />,
    },
    {
      label: 'Electricity of the period',
      of: (it) =>
        it.electricity.length === 0 ? <Unknown set={it} /> : <Money of={it.electricity} set={it} />,
    },
    {
      label: 'To buy',
      of: (it) => (it.purchases.length === 0 ? none : <Prices set={it} />),
    },
    {
      label: (
        <>
          More a month <span className="text-muted">than today, with electricity</span>
        </>
      ),
      of: (it) => {
        if (it.asked === null) return none;
        const cost = costAMonth(it, today, windowMs);
        return typeof cost === 'string' ? (
          <Value state="unknown" reason={cost} />
        ) : (
          cost.map(({ currency, amount }) => (
            <span key={currency} className="block">
              ≈ {formatMoney(amount, currency)}
            </span>
          ))
        );
      },
    },
  ];
  return (
    <ReportBlock
      id="plan-sets"
      title="Sets beside each other"
      facts="the best is not named: it depends on what waiting costs you"
    >
      <ReportTable label="Sets beside each other">
        <thead>
          <tr>
            <th scope="col">Figure</th>
            {sets.map((it, at) => (
              <th key={at} scope="col" className="number plan-table" data-chosen={at === chosen || undefined}>
                <span className="block whitespace-normal">{it.title}</span>
                <SimulatedTag />
                {at > 0 && sets.length > 2 && (
                  <Button className="no-print mt-1" aria-pressed={at === chosen} onClick={() => onChoose(at)}>
                    {at === chosen ? 'Shown below' : 'Show below'}
                    <span className="sr-only">: {it.title}</span>
                  </Button>
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="plan-table">
          {rows.map((row, index) => (
            <tr key={index}>
              <th scope="row" className="font-normal">
                {row.label}
              </th>
              {sets.map((it, at) => (
                <td key={at} className="number" data-chosen={at === chosen || undefined}>
                  {row.of(it, today)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </ReportTable>
      <div>
        <h3 className="pb-1">What it says</h3>
        <ul className="plan-says">
          {planSays(replay, chosen).map(({ mark, title, words }) => (
            <li key={title}>
              <Mark of={mark} />
              <span>
                <b className="font-medium">{title}</b>
                <span className="report-sub">{words}</span>
              </span>
            </li>
          ))}
        </ul>
      </div>
    </ReportBlock>
  );
}

const MARKS = { yes: Check, no: X, unknown: CircleHelp };
function Mark({ of }: { of: keyof typeof MARKS }) {
  const Icon = MARKS[of];
  return <Icon aria-hidden size={16} strokeWidth={1.6} />;
}

const share = (part: number, whole: number): string =>
  whole > 0 ? `${Math.round((100 * part) / whole)} %` : '–';

const whyUnknown = ({ unknownWatts }: SetView): string =>
  `Not known what these draw: ${listNames(unknownWatts.slice(0, 5))}${unknownWatts.length > 5 ? ` and ${unknownWatts.length - 5} more` : ''}.`;
const Unknown = ({ set }: { set: SetView }) => <Value state="unknown" reason={whyUnknown(set)} />;

/** Some machines' watts are not known: then the figure is of the others. */
function Partly({ set }: { set: SetView }) {
  if (set.unknownWatts.length === 0) return null;
  const known = set.machines.length - set.unknownWatts.length;
  return (
    <span className="report-sub" title={whyUnknown(set)}>
      {known} of {set.machines.length} machines
    </span>
  );
}

const Watts = ({ set }: { set: SetView }) =>
  set.idleWatts === null ? (
    <Unknown set={set} />
  ) : (
    <>
      {set.isEstimate && '≈ '}
      {formatCount(set.idleWatts)} W
      <Partly set={set} />
    </>
  );

const Energy = ({ set }: { set: SetView }) =>
  set.joules === null ? (
    <Unknown set={set} />
  ) : (
    <>
      ≈ {kilowattHours(set.joules)} kWh
      <Partly set={set} />
    </>
  );

const Money = ({ of, set }: { of: SetView['electricity']; set: SetView }) => (
  <>
    {of.map(({ currency, amount }) => (
      <span key={currency} className="block">
        ≈ {formatMoney(amount, currency)}
      </span>
    ))}
    <Partly set={set} />
  </>
);

const Prices = ({ set }: { set: SetView }) => (
  <>
    {set.purchases.map((it, at) => (
      <span key={at} className="block">
        {it.price === null || it.currency === null ? (
          <Value
            state="unknown"
            reason={`No price was entered for ${it.name}. Change the set to enter one.`}
          />
        ) : (
          formatMoney(it.price, it.currency)
        )}
      </span>
    ))}
  </>
);
