'use client';

import { ChevronDown, ChevronRight, Copy, Check, Layers, Square } from 'lucide-react';
import { memo, useState } from 'react';
import { type AnswerState, isWriting, liveRate } from '@/shared/domain/answer-stream.ts';
import {
  formatCount,
  formatDuration,
  formatEnergy,
  formatRate,
  formatTime,
  formatWatts,
  splitUnit,
} from '@/shared/domain/format.ts';
import { useConnection } from '../providers/realtime.tsx';
import { Button } from '../ui/button.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { SimulatedTag } from '../ui/tag.tsx';
import './answer.css';
import { AnswerNote } from './answer-note.tsx';
import { Markdown } from './markdown.tsx';
import type { ConsoleSocket, GenerationView, MessageView } from './types.ts';
import { useAnswer } from './use-answer.ts';
import { useCopied } from '../ui/use-copied.ts';

type AnswerProps = {
  message: MessageView;
  generation: GenerationView;
  socket: ConsoleSocket | null;
  timeZone: string;
  /** Watts of the session's machines now; null when not all are measured. */
  powerWatts: number | null;
  canStop: boolean;
  isStopping: boolean;
  onStop: (generationId: string) => void;
  onOver: () => void;
};

/** One answer: the part written so far, live while it grows, and what it cost. */
export const Answer = memo(function Answer(props: AnswerProps) {
  const { message, generation, socket, timeZone, onOver } = props;
  const answer = useAnswer(generation, socket, onOver);
  const writing = isWriting(generation.state) && answer.end === null;
  return (
    <article
      className="chat-message"
      data-message={message.id}
      aria-label={`Answer of ${generation.modelTitle}`}
    >
      <Layers className="chat-mark" aria-hidden strokeWidth={1.5} />
      <div>
        <p className="chat-who">
          <b>{generation.modelTitle}</b>
          {generation.simulated && <SimulatedTag />}
          <small>
            {formatTime(message.createdAt, timeZone)} · asked by{' '}
            {generation.requestedBy?.name ?? 'an API key'}
          </small>
        </p>
        {answer.reasoning && <Thought text={answer.reasoning} thinking={writing && answer.text === ''} />}
        <Markdown text={answer.text} streaming={writing} />
        {writing && answer.text === '' && <i className="chat-caret" aria-hidden />}
        {!writing && <AnswerNote state={generation.state} message={generation.message} />}
        <Figures {...props} answer={answer} writing={writing} />
      </div>
    </article>
  );
});

function Thought({ text, thinking }: { text: string; thinking: boolean }) {
  const [choice, setChoice] = useState<boolean | null>(null);
  // Live while it thinks, folded once it answers, and after that as the reader left it.
  const open = choice ?? thinking;
  const Arrow = open ? ChevronDown : ChevronRight;
  return (
    <details className="chat-thought" open={open}>
      <summary
        onClick={(event) => {
          event.preventDefault();
          setChoice(!open);
        }}
      >
        <Arrow aria-hidden size={15} strokeWidth={1.6} />
        {thinking ? 'Thinking' : 'Thought'}
      </summary>
      <p>{text}</p>
    </details>
  );
}

type FiguresProps = AnswerProps & { answer: AnswerState; writing: boolean };
function Figures({ generation, answer, writing, powerWatts, canStop, isStopping, onStop }: FiguresProps) {
  const { copied, copy } = useCopied();
  const rate = generation.tokensPerSecond ?? liveRate(answer);
  const waits = writing && answer.lastSeq === 0;
  return (
    <div className="chat-figures">
      {writing && <Progress words={waits ? waiting(generation.state) : 'Answering'} />}
      {generation.timeToFirstTokenMs !== null && (
        <span>
          First token <b>{formatDuration(generation.timeToFirstTokenMs)}</b>
        </span>
      )}
      {rate !== null && (
        <span>
          <Parts text={formatRate(rate)} />
        </span>
      )}
      {answer.completionTokens > 0 && (
        <span>
          <b>{formatCount(answer.completionTokens)}</b> {answer.completionTokens === 1 ? 'token' : 'tokens'}
        </span>
      )}
      <Energy generation={generation} writing={writing} powerWatts={powerWatts} />
      <span className="chat-tools">
        {writing && canStop && (
          <Button
            small
            busyLabel={isStopping ? 'Stopping…' : null}
            onClick={() => onStop(generation.id)}
            aria-keyshortcuts="."
            icon={<Square aria-hidden size={12} fill="currentColor" strokeWidth={0} />}
          >
            Stop
          </Button>
        )}
        {!writing && answer.text !== '' && (
          <IconButton label={copied ? 'Copied' : 'Copy answer'} onClick={() => void copy(answer.text)}>
            {copied ? (
              <Check aria-hidden size={16} strokeWidth={1.6} />
            ) : (
              <Copy aria-hidden size={16} strokeWidth={1.6} />
            )}
          </IconButton>
        )}
      </span>
    </div>
  );
}

function Progress({ words }: { words: string }) {
  const { state } = useConnection();
  if (state === 'offline') {
    return (
      <span role="status" className="text-maintenance-text">
        Connection lost. The answer goes on at the lab; the rest appears here when it is back.
      </span>
    );
  }
  return (
    <span className="flex items-center gap-1.5 text-busy-text">
      <i className="live-dot" aria-hidden />
      {words}
    </span>
  );
}

function Parts({ text }: { text: string }) {
  const { value, unit } = splitUnit(text);
  return (
    <>
      <b>{value}</b>
      {'\u202f'}
      {unit}
    </>
  );
}

const waiting = (state: GenerationView['state']): string =>
  state === 'queued' ? 'Waits for its turn' : state === 'dispatched' ? 'Starting' : 'Reading the question';

function Energy({
  generation,
  writing,
  powerWatts,
}: {
  generation: GenerationView;
  writing: boolean;
  powerWatts: number | null;
}) {
  if (generation.energyJoules !== null) {
    return (
      <span className={generation.simulated ? 'text-simulated-text' : undefined}>
        <Parts text={formatEnergy(generation.energyJoules)} />
      </span>
    );
  }
  if (!writing) {
    if (generation.completionTokens === 0) return null;
    return generation.isEnergyPending ? (
      <span title="The readings of its machines come in chunks of up to 15 seconds.">
        energy being measured…
      </span>
    ) : (
      <span className="unknown-value">energy not measured</span>
    );
  }
  return powerWatts === null ? (
    <span className="unknown-value">energy not measured</span>
  ) : (
    <span>
      <Parts text={formatWatts(powerWatts)} /> now
    </span>
  );
}
