'use client';

import { Clock, Square } from 'lucide-react';
import type { ReactNode } from 'react';
import { type AnswerState, liveRate } from '@/shared/domain/answer-stream.ts';
import {
  formatCount,
  formatDuration,
  formatEnergy,
  formatRate,
  formatTime,
  formatWatts,
} from '@/shared/domain/format.ts';
import { useZone } from '../providers/me.tsx';
import { useConnection } from '../providers/realtime.tsx';
import { Button } from '../ui/button.tsx';
import { Meter } from '../ui/meter.tsx';
import { Quantity } from '../ui/value.tsx';
import type { GenerationView } from './types.ts';
import { useEnergySoFar } from './use-energy-so-far.ts';
import { type Progress } from './use-progress.ts';

/** Where it stands in line: place from 1; the wait is null when that is not known. */
export type QueuePlace = { place: number; waitMs: number | null };
/** What is known of an answer only while it is being given. */
export type LiveFigures = {
  /** Of the session's machines now; null when not all are measured. */
  powerWatts: number | null;
  machineIds: readonly string[];
  /** Null once it waits no more; undefined while that is not known. */
  queue: QueuePlace | null | undefined;
};

type AnswerFiguresProps = {
  generation: GenerationView;
  answer: AnswerState;
  writing: boolean;
  progress: Progress;
  live: LiveFigures | null;
  canStop: boolean;
  isStopping: boolean;
  onStop: (generationId: string) => void;
  /** What can be done with it once it is over. */
  children: ReactNode;
};

/** One line below an answer: where it is, how fast it comes and what it costs, live and afterwards. */
export function AnswerFigures(props: AnswerFiguresProps) {
  const { generation, answer, writing, progress, live, canStop, isStopping, onStop } = props;
  const rate = generation.tokensPerSecond ?? liveRate(answer);
  const firstTokenMs = generation.timeToFirstTokenMs ?? progress.timeToFirstTokenMs;
  const isQueued = writing && generation.state === 'queued' && answer.lastSeq === 0 && live?.queue !== null;
  return (
    <div className="chat-figures">
      {writing && <WhereItIs {...props} isQueued={isQueued} />}
      {firstTokenMs !== null && (
        <span>
          First token <b>{formatDuration(firstTokenMs)}</b>
        </span>
      )}
      {rate !== null && (
        <span>
          <Quantity text={formatRate(rate)} />
        </span>
      )}
      {answer.completionTokens > 0 && (
        <span>
          <b>{formatCount(answer.completionTokens)}</b> {answer.completionTokens === 1 ? 'token' : 'tokens'}
        </span>
      )}
      {writing ? (
        !isQueued && live && <EnergyNow generation={generation} live={live} />
      ) : (
        <Energy generation={generation} />
      )}
      <span className="chat-tools">
        {writing && canStop && (
          <Button
            small
            busyLabel={isStopping ? 'Stopping…' : null}
            onClick={() => onStop(generation.id)}
            aria-keyshortcuts="."
            icon={isQueued ? undefined : <Square aria-hidden size={12} fill="currentColor" strokeWidth={0} />}
          >
            {isQueued ? 'Leave the queue' : 'Stop'}
          </Button>
        )}
        {!writing && props.children}
      </span>
    </div>
  );
}

function WhereItIs({
  generation,
  answer,
  progress,
  live,
  isQueued,
}: AnswerFiguresProps & { isQueued: boolean }) {
  const { state } = useConnection();
  if (state === 'offline') {
    return (
      <span role="status" className="text-maintenance-text">
        Connection lost. The answer goes on at the lab; the rest appears here when it is back.
      </span>
    );
  }
  if (isQueued) return <InLine queue={live?.queue ?? null} />;
  const { prefill } = progress;
  if (answer.lastSeq === 0 && prefill) {
    return (
      <>
        <Busy words="Reading the question" />
        <span className="w-24">
          <Meter ratio={prefill.total === 0 ? null : prefill.done / prefill.total} tone="busy" />
        </span>
        <span>
          <b>{formatCount(prefill.done)}</b> of {formatCount(prefill.total)} tokens
        </span>
      </>
    );
  }
  if (answer.lastSeq === 0)
    return <Busy words={generation.state === 'running' ? 'Waiting for the first token' : 'Starting'} />;
  return <Busy words={answer.text === '' ? 'Thinking' : 'Answering'} />;
}

const Busy = ({ words }: { words: string }) => (
  <span className="flex items-center gap-1.5 text-busy-text">
    <i className="live-dot" aria-hidden />
    {words}
  </span>
);

function InLine({ queue }: { queue: QueuePlace | null }) {
  return (
    <>
      <span className="flex items-center gap-1.5">
        <Clock aria-hidden size={15} strokeWidth={1.6} />
        {queue ? (
          <span>
            Place <b>{queue.place}</b> in line
          </span>
        ) : (
          'Waits for its turn'
        )}
      </span>
      {queue &&
        (queue.waitMs === null ? (
          <span className="unknown-value" title="The session has given too few answers to tell from.">
            wait not known
          </span>
        ) : (
          <span title="From how long this session’s last answers took.">
            about <b>{formatDuration(Math.max(1000, Math.round(queue.waitMs / 1000) * 1000))}</b>
          </span>
        ))}
    </>
  );
}

function EnergyNow({ generation, live }: { generation: GenerationView; live: LiveFigures }) {
  const soFar = useEnergySoFar(generation.id, live.machineIds);
  const timeZone = useZone();
  if (live.powerWatts === null) return <span className="unknown-value">energy not measured</span>;
  const tone = generation.simulated ? 'text-simulated-text' : undefined;
  return (
    <>
      {soFar?.sinceMs && soFar.joules > 0 && (
        <span
          className={tone}
          title={`So far, by the live watts of all its Macs since ${formatTime(new Date(soFar.sinceMs), timeZone)}. The measured figure follows when it has ended.`}
        >
          about <Quantity text={formatEnergy(soFar.joules)} />
        </span>
      )}
      <span className={tone}>
        <Quantity text={formatWatts(live.powerWatts)} />
      </span>
    </>
  );
}

function Energy({ generation }: { generation: GenerationView }) {
  if (generation.energyJoules !== null) {
    return (
      <span className={generation.simulated ? 'text-simulated-text' : undefined}>
        <Quantity text={formatEnergy(generation.energyJoules)} />
      </span>
    );
  }
  if (generation.completionTokens === 0) return null;
  return generation.isEnergyPending ? (
    <span title="The readings of its machines come in chunks of up to 15 seconds.">
      energy being measured…
    </span>
  ) : (
    <span className="unknown-value">energy not measured</span>
  );
}
