'use client';

import type { ReactNode } from 'react';
import { hasHeadline } from '@/shared/domain/energy-figures.ts';
import {
  formatCount,
  formatCoverage,
  formatDuration,
  formatEnergy,
  formatTokens,
  splitUnit,
} from '@/shared/domain/format.ts';
import { sourceWords } from '../metrics/source-words.ts';
import { Figure } from '../ui/figure.tsx';
import { stageOf } from './booking-stage.ts';
import { countMachines } from './booking-words.ts';
import { heldUntilMs } from './timeline-bars.ts';
import type { BookingView, LifeView } from './types.ts';

const HOUR_MS = 3_600_000;
const hours = (ms: number): string => (ms / HOUR_MS).toFixed(1);

/** What is reserved, and of it what was used, each with what it stands on. */
export function BookingFigures({
  booking,
  life,
  nowMs,
}: {
  booking: BookingView;
  life: LifeView;
  nowMs: number;
}) {
  const count = booking.machines.length;
  const startMs = Date.parse(booking.startsAt);
  const reservedMs = Date.parse(booking.endsAt) - startMs;
  const goneMs = Math.max(0, Math.min(nowMs, heldUntilMs(booking)) - startMs);
  const isOver = stageOf(booking, nowMs) === 'over';
  const { energyJoules, coverage, completionTokens, requests, people } = life;
  const isSolid = energyJoules !== null && hasHeadline(coverage);
  return (
    <dl className="booking-figures">
      <Figure
        label="Reserved"
        value={hours(reservedMs * count)}
        unit="h"
        basis={`${countMachines(count)} × ${formatDuration(reservedMs)}`}
      />
      {goneMs > 0 && (
        <Figure
          label={isOver ? 'Used' : 'Used so far'}
          value={hours(life.usedMs * count)}
          unit="h"
          basis={
            life.sessions.length === 0
              ? 'no model was started'
              : `a model for ${formatDuration(life.usedMs)} of ${formatDuration(goneMs)}`
          }
        />
      )}
      {life.sessions.length > 0 && (
        <>
          <Figure
            label="Energy"
            {...(isSolid
              ? shown(formatEnergy(energyJoules), booking.simulated)
              : {
                  value: (
                    <span className="unknown-value text-md">
                      {energyJoules === null ? 'not measured' : 'too little measured'}
                    </span>
                  ),
                })}
            basis={
              energyJoules === null
                ? 'these machines have no power meter'
                : [coverage !== null && `${formatCoverage(coverage)} covered`, sourceWords(life.powerSources)]
                    .filter(Boolean)
                    .join(' · ')
            }
          />
          <Figure
            label="Tokens"
            {...shown(formatTokens(completionTokens), booking.simulated)}
            basis={`${formatCount(requests)} ${requests === 1 ? 'request' : 'requests'}, ${formatCount(people)} ${people === 1 ? 'person' : 'people'}`}
          />
        </>
      )}
    </dl>
  );
}

/** What is simulated is plum. */
function shown(text: string, simulated: boolean): { value: ReactNode; unit: string } {
  const { value, unit } = splitUnit(text);
  return { value: simulated ? <span className="text-simulated-text">{value}</span> : value, unit };
}
