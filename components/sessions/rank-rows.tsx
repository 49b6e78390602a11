'use client';

import { formatMemory, formatPercent, formatWatts } from '@/shared/domain/format.ts';
import type { RankState } from '@/shared/schemas/session.ts';
import type { ShownReading } from '../providers/use-live.ts';
import { Meter } from '../ui/meter.tsx';
import { SimulatedTag, Tag } from '../ui/tag.tsx';
import { plainText, withoutOwnTime } from './merge-lines.ts';
import type { RankView, SessionDetailView } from './types.ts';

const STATE_WORD: Record<RankState, string> = {
  waiting: 'waiting',
  prepared: 'prepared',
  checked: 'links tried',
  imported: 'engine started',
  connected: 'connected',
  loading: 'loading',
  loaded: 'loaded',
  ready: 'ready',
  exited: 'exited',
};

type RankRowsProps = {
  session: SessionDetailView;
  live: ReadonlyMap<string, ShownReading>;
  isOver: boolean;
  onLog: (rank: number) => void;
};

/** One process a machine: what it has reached, what it holds and draws, and its last word. */
export function RankRows({ session, live, isOver, onLog }: RankRowsProps) {
  return (
    <div className="rank-rows">
      <div className="rank-row rank-head" aria-hidden>
        <span>Rank</span>
        <span>Mac</span>
        <span>Loaded</span>
        <span>Memory</span>
        <span>Power</span>
        <span>GPU</span>
        <span>Last line</span>
      </div>
      <ul>
        {session.ranks.map((it) => (
          <RankRow
            key={it.rank}
            rank={it}
            live={isOver ? undefined : live.get(it.machineId)}
            simulated={session.simulated}
            isOver={isOver}
            onLog={onLog}
          />
        ))}
      </ul>
    </div>
  );
}

type RankRowProps = {
  rank: RankView;
  live: ShownReading | undefined;
  simulated: boolean;
  isOver: boolean;
  onLog: (rank: number) => void;
};
function RankRow({ rank, live, simulated, isOver, onLog }: RankRowProps) {
  const silent = !isOver && (rank.connection === 'suspect' || rank.connection === 'lost');
  const end = rank.state === 'exited' ? endOf(rank, isOver) : null;
  return (
    <li className="rank-row">
      <span className="text-muted">
        rank <b className="text-text">{rank.rank}</b>
      </span>
      <span className="min-w-0 [overflow-wrap:anywhere]">
        <b>{rank.machineName}</b> {rank.rank === 0 && <Tag>serves</Tag>}
        {simulated && <SimulatedTag />}
        <span className={`block text-xs ${silent || end?.isFault ? 'text-maintenance-text' : 'text-muted'}`}>
          {silent ? 'no word from its agent' : (end?.words ?? STATE_WORD[rank.state])}
        </span>
      </span>
      <Loaded rank={rank} />
      <Value label="Memory" value={rank.memoryBytes === null ? null : formatMemory(rank.memoryBytes)} />
      <Value label="Power" value={live && live.powerWatts !== null ? formatWatts(live.powerWatts) : null} />
      <Value label="GPU" value={live && live.gpuRatio !== null ? formatPercent(live.gpuRatio) : null} />
      <button
        type="button"
        className="rank-line text-left"
        onClick={() => onLog(rank.rank)}
        title="Open this rank’s log"
      >
        <span className="sr-only">Log of rank {rank.rank}: </span>
        {rank.lastLine ? withoutOwnTime(plainText(rank.lastLine)) : 'no line yet'}
      </button>
    </li>
  );
}

/** Code 0 of a session that is over is how a rank should end. */
function endOf({ exitCode }: RankView, isOver: boolean): { words: string; isFault: boolean } {
  if (exitCode === 0 && isOver) return { words: 'ended', isFault: false };
  if (exitCode === null) return { words: 'gone', isFault: !isOver };
  return { words: `ended with code ${exitCode}`, isFault: true };
}

function Loaded({ rank }: { rank: RankView }) {
  const { loadedLayers: done, totalLayers: all } = rank;
  if (done === null || all === null || all === 0)
    return <Value label="Loaded" value={null} className="rank-load" />;
  return (
    <span className="rank-load">
      <span>
        {done} of {all} layers
      </span>
      <Meter ratio={done / all} tone="mine" />
    </span>
  );
}

function Value({ label, value, className }: { label: string; value: string | null; className?: string }) {
  return (
    <span className={className}>
      <span className="sr-only">{label} </span>
      {value ?? <span className="text-muted">–</span>}
    </span>
  );
}
