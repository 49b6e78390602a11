'use client';

import type { ReactNode } from 'react';
import { hasHeadline, isPartial } from '@/shared/domain/energy-figures.ts';
import {
  formatCount,
  formatCountdown,
  formatCoverage,
  formatDuration,
  formatEnergy,
  formatJoulesPerToken,
  formatMoney,
  formatMoment,
  formatTokens,
  formatWatts,
  splitUnit,
} from '@/shared/domain/format.ts';
import type { EnergySplit } from '@/shared/schemas/session.ts';
import { Figure } from '../ui/figure.tsx';
import { Tag } from '../ui/tag.tsx';
import { sourceWords } from '../metrics/source-words.ts';
import type { SessionDetailView } from './types.ts';

type SessionFiguresProps = {
  session: SessionDetailView;
  timeZone: string;
  nowMs: number;
  powerWatts: number | null;
  isOver: boolean;
};

/** What a session draws and has cost so far, each with what it stands on. */
export function SessionFigures({ session, timeZone, nowMs, powerWatts, isOver }: SessionFiguresProps) {
  const { energyJoules, completionTokens, coverage, cost, requests, people } = session.figures;
  const hasMeter = session.figures.powerSources.length > 0;
  const isSolid = energyJoules !== null && hasHeadline(coverage);
  const perToken = isSolid && completionTokens >= 10 ? energyJoules / completionTokens : null;
  const endMs = Date.parse(session.endedAt ?? session.endsAt);
  const leftMs = endMs - nowMs;
  return (
    <dl className="session-figures">
      {!isOver && (
        <Figure
          label="Power now"
          {...shown(
            powerWatts === null ? null : formatWatts(powerWatts),
            hasMeter ? 'unknown' : 'not measured',
            session.simulated,
          )}
          basis={powerWatts === null && hasMeter ? 'not every machine told it' : undefined}
        />
      )}
      <Figure
        label={isOver ? 'Energy' : 'Energy so far'}
        {...shown(
          isSolid ? formatEnergy(energyJoules) : null,
          energyJoules === null ? 'not measured' : 'too little measured',
          session.simulated,
        )}
        basis={<EnergyBasis session={session} />}
      />
      {isSolid && session.split && <ActiveFigure split={session.split} simulated={session.simulated} />}
      <Figure
        label="Tokens"
        {...shown(formatTokens(completionTokens), '', session.simulated)}
        basis={`${formatCount(requests)} ${requests === 1 ? 'request' : 'requests'}, ${whoAsked(people, requests)}`}
      />
      <Figure
        label="Energy a token"
        {...shown(
          perToken === null ? null : formatJoulesPerToken(perToken),
          'not enough data',
          session.simulated,
        )}
        basis="loading and waiting included"
      />
      {cost && (
        <Figure
          label={cost.isOpen ? (isOver ? 'Its booking so far' : 'Cost so far') : 'Cost'}
          {...shown(formatMoney(cost.amount, cost.currency), '', session.simulated)}
          basis={`${cost.basis}${session.simulated ? ', not billed' : isOver && cost.isOpen ? '; grows until the booking ends or starts another model' : ''}`}
        />
      )}
      <Figure
        label={isOver ? 'Ended' : 'Ends'}
        value={formatMoment(endMs, timeZone, nowMs)}
        basis={
          isOver
            ? `after ${formatDuration(endMs - Date.parse(session.createdAt))}`
            : leftMs > 0
              ? `in ${formatCountdown(leftMs)}, by itself`
              : 'any moment'
        }
      />
    </dl>
  );
}

/** What was drawn for answers; the rest is for being there with the model loaded. */
function ActiveFigure({ split, simulated }: { split: EnergySplit; simulated: boolean }) {
  const { activeJoules, idleJoules, idleWatts, basis, minutes } = split;
  const idle = `idle ${formatEnergy(idleJoules)} at ${formatWatts(idleWatts)}`;
  const from = basis === 'learned' ? `learned over ${minutes} min with this model` : 'by the table';
  return (
    <Figure
      label="Active energy"
      {...shown(formatEnergy(activeJoules), '', simulated)}
      basis={`${idle}, ${from}. Charged: ${formatEnergy(split.marginalJoules)} where idle is the lab’s, ${formatEnergy(split.fullJoules)} where it is the user’s`}
    />
  );
}

/** A figure's number and unit apart; what is not known is a word, and what is simulated is plum. */
function shown(
  text: string | null,
  unknown: string,
  simulated: boolean,
): { value: ReactNode; unit?: string } {
  if (text === null) return { value: <span className="unknown-value text-md">{unknown}</span> };
  const { value, unit } = splitUnit(text);
  return { value: simulated ? <span className="text-simulated-text">{value}</span> : value, unit };
}

function EnergyBasis({ session }: { session: SessionDetailView }) {
  const { coverage, powerSources, energyJoules } = session.figures;
  if (energyJoules === null) return <>these machines have no power meter</>;
  return (
    <>
      {coverage !== null && `${formatCoverage(coverage)} covered`}
      {powerSources.length > 0 && ` · ${sourceWords(powerSources)}`}
      {isPartial(coverage) && (
        <>
          {' '}
          <Tag tone="warning">partial</Tag>
        </>
      )}
    </>
  );
}

/** What is asked with a key is nobody's question by hand. */
const whoAsked = (people: number, requests: number): string => {
  if (people === 0 && requests > 0) return 'by programs';
  return `${formatCount(people)} ${people === 1 ? 'person' : 'people'}`;
};
