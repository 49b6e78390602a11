'use client';

import Link from 'next/link';
import { PARALLELISM_LABEL } from '@/shared/domain/session-states.ts';
import { formatWatts } from '@/shared/domain/format.ts';
import { powerOf, useLiveReadings, useWatching } from '../providers/use-live.ts';
import { later } from '../ui/later.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { Benchmarks } from './benchmarks.tsx';
import { RankGraph } from './rank-graph.tsx';
import { RankRows } from './rank-rows.tsx';
import { SessionFigures } from './session-figures.tsx';
import { SessionStart } from './session-start.tsx';
import { StateSteps } from './state-steps.tsx';
import type { SessionDetailView } from './types.ts';

const SessionCharts = later(
  () => import('./session-charts.tsx'),
  <SkeletonRows label="Loading curves" count={6} />,
);

type LiveViewProps = {
  session: SessionDetailView;
  timeZone: string;
  nowMs: number;
  isOver: boolean;
  onLog: (rank: number) => void;
};

/** How a session is now: its way to ready, its curves and figures, and every rank. */
export function LiveView({ session, timeZone, nowMs, isOver, onLog }: LiveViewProps) {
  const machineIds = isOver ? [] : session.machines.map((it) => it.id);
  useWatching(machineIds);
  const live = useLiveReadings(machineIds);
  const powerWatts = powerOf(machineIds, live);
  const detailOf = (rank: number, machineId: string): string => {
    const it = live.get(machineId);
    return it && !it.stale && it.powerWatts !== null
      ? `rank ${rank} · ${formatWatts(it.powerWatts)}`
      : `rank ${rank}`;
  };
  return (
    <>
      <StateSteps session={session} timeZone={timeZone} nowMs={nowMs} />
      <div className="session-body">
        <SessionCharts session={session} timeZone={timeZone} isOver={isOver} />
        <aside className="session-aside" aria-label="Figures and connections">
          <SessionFigures
            session={session}
            timeZone={timeZone}
            nowMs={nowMs}
            powerWatts={powerWatts}
            isOver={isOver}
          />
          <section aria-labelledby="session-ways">
            <h2 id="session-ways" className="pb-2">
              {session.ranks.length > 1 ? 'Connections' : 'One machine'}
            </h2>
            <RankGraph
              backend={session.backend}
              simulated={session.simulated}
              nodes={session.ranks.map((it) => ({
                rank: it.rank,
                name: it.machineName,
                detail: detailOf(it.rank, it.machineId),
              }))}
            />
            <p className="pt-2 text-sm text-text-2">
              {session.backendReason}{' '}
              {session.parallelism !== 'single' &&
                `Split over them ${PARALLELISM_LABEL[session.parallelism]}. `}
              <Link
                className="link"
                prefetch={false}
                href={`/machines/cables?set=${session.machines.map((it) => it.id).join(',')}`}
              >
                Cables of these Macs
              </Link>
            </p>
          </section>
        </aside>
      </div>
      <section className="pt-6" aria-labelledby="session-ranks">
        <div className="flex items-baseline gap-3 pb-2">
          <h2 id="session-ranks">Ranks</h2>
          <span className="flex-1 text-sm text-muted">one process a Mac</span>
          <Link className="link text-sm" prefetch={false} href={`/sessions/${session.id}?view=logs`}>
            All logs
          </Link>
        </div>
        <RankRows session={session} live={live} isOver={isOver} onLog={onLog} />
      </section>
      <SessionStart session={session} timeZone={timeZone} nowMs={nowMs} />
      <Benchmarks session={session} timeZone={timeZone} nowMs={nowMs} />
    </>
  );
}
