'use client';

import type { inferRouterInputs } from '@trpc/server';
import type { AppRouter } from '@/server/trpc/root.ts';
import { formatCount } from '@/shared/domain/format.ts';
import { CannotSay } from './cannot-say.tsx';
import { GrowthBlock } from './growth-block.tsx';
import { MachineBlock } from './machine-block.tsx';
import { SetTable } from './set-table.tsx';
import type { ReplayView } from './types.ts';
import { WaitBlock } from './wait-block.tsx';
import { WaitList } from './wait-list.tsx';

type PlanBodyProps = {
  replay: ReplayView;
  asked: inferRouterInputs<AppRouter>['reports']['plan'];
  /** Which set is told beside today's. */
  chosen: number;
  onChoose: (at: number) => void;
  now: Date;
};

/** What a replay found. */
export function PlanBody({ replay, asked, chosen, onChoose, now }: PlanBodyProps) {
  const { bookings, replayed, sets } = replay;
  const scale = asked.scale ?? 1;
  return (
    <>
      <p className="plan-banner" role="note">
        <b>Simulated.</b>
        <span>
          {replayed === bookings
            ? `The same ${formatCount(bookings)} bookings, first come, first served, against machines as they are now and against some that do not exist.`
            : `${formatCount(replayed)} bookings made of ${formatCount(bookings)}: ${scaleWords(scale, asked.seed ?? 1)}`}{' '}
          In no total of the lab; marked so in print, CSV and JSON.
        </span>
      </p>
      <SetTable replay={replay} chosen={chosen} onChoose={onChoose} />
      <GrowthBlock asked={asked} titles={sets.map((it) => it.title)} />
      <WaitBlock replay={replay} chosen={chosen} />
      <MachineBlock set={sets[chosen]!} window={replay} />
      <WaitList set={sets[chosen]!} timeZone={replay.timeZone} now={now} />
      <CannotSay replay={replay} />
    </>
  );
}

/** How the demand was made, so that anybody can make it again. */
function scaleWords(scale: number, seed: number): string {
  const whole = Math.floor(scale);
  const part = Math.round((scale - whole) * 100);
  if (whole === 0) return `${part} % of them, drawn with seed ${seed}, at their own times.`;
  const times = whole === 1 ? 'each once' : `each ${whole} times`;
  const rest = part === 0 ? '' : `, and ${part} % of them once more`;
  return `${times}${rest}. What comes again keeps its weekday and hour and stands in another week of the period, drawn with seed ${seed}.`;
}
