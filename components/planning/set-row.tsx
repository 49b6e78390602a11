import { Check, TriangleAlert, X } from 'lucide-react';
import {
  formatCount,
  formatDuration,
  formatJoulesPerToken,
  formatRate,
  formatWatts,
  splitUnit,
} from '@/shared/domain/format.ts';
import { useCan } from '../providers/me.tsx';
import { Button, ButtonLink } from '../ui/button.tsx';
import { StatusGlyph } from '../ui/status-glyph.tsx';
import { SimulatedTag } from '../ui/tag.tsx';
import { FigureCell } from './figure-cell.tsx';
import { MemoryBars } from './memory-bar.tsx';
import type { SetView } from './types.ts';
import { bookHref, setWords } from './words.ts';

const ICON = { 'aria-hidden': true, size: 16, strokeWidth: 1.8 } as const;

type SetRowProps = {
  set: SetView;
  /** The first of those that fit is what one most likely takes. */
  isBest?: boolean;
  /** Where its cables, versions and memory are checked; null for a set of one. */
  checksHref?: string | null;
  onModels: (machineIds: string[]) => void;
};

/** One set: fits or not and why, memory against the limit, how fast, and the way to book it. */
export function SetRow({ set, isBest = false, checksHref = null, onModels }: SetRowProps) {
  const can = useCan();
  const { title, facts } = setWords(set);
  const fits = set.verdict === 'fits';
  return (
    <li className="fit-row">
      <VerdictGlyph set={set} />
      <div className="fit-set min-w-0">
        <b className="flex flex-wrap items-baseline gap-x-2">
          {title}
          {set.simulated && <SimulatedTag />}
        </b>
        <small>{facts}</small>
      </div>
      {set.ranks.length > 0 && <MemoryBars ranks={set.ranks} />}
      {fits ? (
        <Figures set={set} />
      ) : (
        <p className="fit-reason" data-wide={set.ranks.length === 0 || undefined}>
          {set.reason}
        </p>
      )}
      <div className="fit-buttons">
        {fits && can('booking:create') && (
          <ButtonLink
            small
            look={isBest ? 'primary' : 'plain'}
            href={bookHref(set)}
            aria-label={`Book ${title}…`}
          >
            Book…
          </ButtonLink>
        )}
        {checksHref !== null && (
          <ButtonLink small look="quiet" href={checksHref} aria-label={`Checks of ${title}`}>
            Checks
          </ButtonLink>
        )}
        {set.verdict !== 'unknown' && (
          <Button
            small
            look="quiet"
            aria-label={`Models for ${title}…`}
            onClick={() => onModels(set.machines.map(({ id }) => id))}
          >
            Models…
          </Button>
        )}
      </div>
      {(set.warnings.length > 0 || set.notes.length > 0) && (
        <ul className="fit-notes">
          {set.warnings.map((warning) => (
            <li key={warning} className="flex gap-2">
              <TriangleAlert {...ICON} className="mt-px flex-none text-maintenance-text" />
              <span>{warning}</span>
            </li>
          ))}
          {set.notes.map((note) => (
            <li key={note} className="text-text-2">
              {note}
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}

function VerdictGlyph({ set: { verdict, simulated } }: Pick<SetRowProps, 'set'>) {
  if (simulated && verdict === 'fits') return <StatusGlyph status="simulated" label="Fits, simulated" />;
  if (verdict === 'fits')
    return <Check {...ICON} aria-hidden={false} role="img" aria-label="Fits" className="text-ready-text" />;
  if (verdict === 'unknown') return <StatusGlyph status="unknown" label="Not known" />;
  return <X {...ICON} aria-hidden={false} role="img" aria-label="Does not fit" className="text-muted" />;
}

const plain = (format: (value: number) => string) => (value: number) => splitUnit(format(value)).value;

function Figures({ set: { figures, simulated } }: Pick<SetRowProps, 'set'>) {
  return (
    <div className="fit-figures">
      <FigureCell
        label="tok/s"
        figure={figures.decodePerSecond}
        format={formatRate}
        withBasis
        simulated={simulated}
      />
      <FigureCell
        label="Prefill, tok/s"
        figure={figures.prefillPerSecond}
        format={formatCount}
        simulated={simulated}
      />
      <FigureCell
        label="First token"
        figure={figures.firstTokenSeconds}
        format={(seconds) => formatDuration(seconds * 1000)}
        simulated={simulated}
      />
      <FigureCell label="Power" figure={figures.watts} format={formatWatts} simulated={simulated} />
      <FigureCell
        label="J/token"
        figure={figures.joulesPerToken}
        format={plain(formatJoulesPerToken)}
        simulated={simulated}
      />
    </div>
  );
}
