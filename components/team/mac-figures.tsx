import { formatWatts } from '@/shared/domain/format.ts';
import { Written } from '../ui/written.tsx';
import type { PricesView } from './price-words.ts';
import { setBy } from './set-by.ts';

const kg = (value: number): string => `${Number(value.toPrecision(4))} kg CO₂e`;

/** What is known of making the lab's Macs and of what they draw asleep, each with its source. */
export function MacFigures({ prices }: { prices: PricesView }) {
  const { macFigures, kinds } = prices;
  const entered = new Set(macFigures.flatMap((it) => (it.makingKgCo2e === null ? [] : [it.catalogId])));
  const published = kinds.filter((it) => it.published && !entered.has(it.catalogId));
  if (macFigures.length + published.length === 0)
    return (
      <p className="py-3 text-sm text-text-2">
        Nothing is known of making these Macs, nor of what they draw asleep: reports say so, and their SCI is
        of operation alone.
      </p>
    );
  return (
    <ul>
      {macFigures.map((it) => (
        <li key={it.version} className="border-b border-border py-3 text-sm">
          <b className="font-strong">
            <Written text={it.name} />
          </b>
          {it.catalogId === null && ' alone'}:{' '}
          {[
            it.makingKgCo2e === null ? 'making unknown' : `making ${kg(it.makingKgCo2e)}`,
            `over ${it.lifeYears} years`,
            it.sleepWatts === null ? 'asleep unknown' : `asleep ${formatWatts(it.sleepWatts)}`,
          ].join(', ')}
          <p className="text-xs text-muted">
            <Written
              text={[it.makingSource, it.sleepSource, setBy(it, prices)].filter(Boolean).join(' · ')}
            />
          </p>
        </li>
      ))}
      {published.map((it) => (
        <li key={it.catalogId} className="border-b border-border py-3 text-sm">
          <b className="font-strong">{it.name}</b>: making {kg(it.published!.kgCo2e)}, as published; asleep
          unknown
          <p className="text-xs text-muted">{it.published!.source}</p>
        </li>
      ))}
    </ul>
  );
}
