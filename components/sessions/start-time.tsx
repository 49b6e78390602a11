import { formatCount, formatDuration } from '@/shared/domain/format.ts';
import { DEADLINES_MS } from '@/shared/domain/session-machine.ts';
import { SESSION_STATE_LABEL } from '@/shared/domain/session-states.ts';
import type { OutlookView } from './types.ts';

/** How long the same start took before, step by step. */
export function StartTime({ usual, isWarm }: { usual: OutlookView['usual']; isWarm: boolean }) {
  const givesUpMs = DEADLINES_MS.loading;
  return (
    <section aria-labelledby="start-time" className="pt-6">
      <div className="start-head">
        <h2 id="start-time">Time to ready</h2>
        <span>
          {isWarm && 'no loading now; where it has to load: '}
          {usual === null
            ? 'not known: this model never became ready on these Macs in this way'
            : `usually ${formatDuration(usual.medianMs)}${spreadWords(usual)}`}
          {givesUpMs !== null && ` · loading gives up after ${formatDuration(givesUpMs)}`}
        </span>
      </div>
      {usual && usual.steps.length > 0 && (
        <ol className="start-steps">
          {usual.steps.map(({ state, medianMs }) => (
            <li key={state} data-state={state} style={{ flexGrow: medianMs }}>
              <b>{formatDuration(medianMs)}</b> {SESSION_STATE_LABEL[state].toLowerCase()}
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

function spreadWords({ starts, lowMs, highMs }: NonNullable<OutlookView['usual']>): string {
  if (starts === 1) return ' · in one start so far';
  return ` · ${formatDuration(lowMs)} to ${formatDuration(highMs)} in ${formatCount(starts)} starts of the last 90 days`;
}
