'use client';

import { memo } from 'react';
import { SESSION_STATE_LABEL } from '@/shared/domain/session-states.ts';
import {
  formatEnergy,
  formatMoment,
  formatRate,
  formatTime,
  formatWatts,
  splitUnit,
} from '@/shared/domain/format.ts';
import { powerOf, useLiveReadings, useSessionRates } from '../providers/use-live.ts';
import type { WallView } from './types.ts';
import { wallAheadWords, wallConcerns } from './wall-words.ts';

type Props = { wall: WallView; nowMs: number };
const RUNS = 3;
const AHEAD = 5;
const CONCERNS = 3;

/** What runs, what comes next, what needs somebody. */
export const WallFoot = memo(function WallFoot({ wall, nowMs }: Props) {
  const clock = { zone: wall.timeZone, nowMs };
  const names = new Map(wall.machines.map((it) => [it.id, it.name]));
  const concerns = wallConcerns(wall, clock);
  return (
    <div className="w-foot" data-concerns={concerns.length > 0 || undefined}>
      <section aria-labelledby="wall-running">
        <h2 id="wall-running">Running</h2>
        {wall.sessions.length === 0 && <p className="w-quiet">No model runs now.</p>}
        {wall.sessions.slice(0, RUNS).map((it) => (
          <Run key={it.id} session={it} names={names} {...clock} />
        ))}
        <More count={wall.sessions.length - RUNS} />
      </section>
      <section aria-labelledby="wall-next">
        <h2 id="wall-next">Next</h2>
        {wall.ahead.length === 0 && <p className="w-quiet">Nothing is booked for the next seven days.</p>}
        <ul className="w-next">
          {wall.ahead.slice(0, AHEAD).map((it) => (
            <li key={`${it.at} ${it.kind} ${it.machineNames.join(' ')}`}>
              <b>{formatMoment(it.at, wall.timeZone, nowMs)}</b>
              <span>{wallAheadWords(it, clock)}</span>
            </li>
          ))}
        </ul>
      </section>
      {concerns.length > 0 && (
        <section aria-labelledby="wall-look">
          <h2 id="wall-look">Needs a look</h2>
          {concerns.slice(0, CONCERNS).map((it) => (
            <p key={it.key} className="w-look" data-tone={it.tone}>
              <b>{it.title}</b>
              {it.detail}
            </p>
          ))}
          <More count={concerns.length - CONCERNS} />
        </section>
      )}
    </div>
  );
});

const More = ({ count }: { count: number }) =>
  count > 0 ? <p className="w-quiet">and {count} more</p> : null;

/** A rate that was told longer ago than this says nothing of now. */
const RATE_MS = 5000;
type RunProps = {
  session: WallView['sessions'][number];
  names: ReadonlyMap<string, string>;
  zone: string;
  nowMs: number;
};

function Run({ session, names, zone, nowMs }: RunProps) {
  const { machineIds, readyAt, endsAt, state } = session;
  const rate = useSessionRates(session.id).at(-1);
  const watts = powerOf(machineIds, useLiveReadings(machineIds));
  const tokens = rate && nowMs - rate.atMs < RATE_MS + 10_000 ? rate.tokensPerSecond : 0;
  const shown = state !== 'ready' ? SESSION_STATE_LABEL[state] : tokens > 0 ? null : 'idle';
  const { value, unit } = splitUnit(formatRate(tokens));
  const on = machineIds.length === 1 ? names.get(machineIds[0]!) : `${machineIds.length} Macs`;
  const facts = [
    on,
    readyAt && `ready since ${formatTime(readyAt, zone)}`,
    `ends ${formatMoment(endsAt, zone, nowMs)}`,
  ];
  const used = [
    watts === null ? null : formatWatts(watts),
    session.energyJoules === null ? null : formatEnergy(session.energyJoules),
  ];
  return (
    <div className="w-run">
      <b>{session.modelTitle}</b>
      {shown ? (
        <span className="w-quiet">{shown}</span>
      ) : (
        <span className="w-rate">
          {value} <small>{unit}</small>
        </span>
      )}
      <p>{facts.filter(Boolean).join(' · ')}</p>
      <p className="w-used">{used.filter(Boolean).join(' · ') || 'power not measured'}</p>
    </div>
  );
}
