'use client';

import { EyeOff } from 'lucide-react';
import { useState } from 'react';
import { isWriting } from '@/shared/domain/answer-stream.ts';
import {
  formatCount,
  formatDuration,
  formatEnergy,
  formatJoulesPerToken,
  formatRate,
  listNames,
} from '@/shared/domain/format.ts';
import { AnswerNote } from '../answer-note.tsx';
import { Markdown } from '../markdown.tsx';
import type { ConsoleSocket } from '../types.ts';
import { useAnswer } from '../use-answer.ts';
import { ScrollRegion } from '../../ui/scroll-region.tsx';
import { Meter } from '../../ui/meter.tsx';
import { SimulatedTag } from '../../ui/tag.tsx';
import { Quantity } from '../../ui/value.tsx';
import { Written } from '../../ui/written.tsx';
import { RateAnswer } from './rate-answer.tsx';
import type { ComparedAnswerView } from './types.ts';

type Props = {
  answer: ComparedAnswerView;
  socket: ConsoleSocket | null;
  /** The most that any of them took, to draw against. */
  most: { tookMs: number; energyJoules: number };
  mayRate: boolean;
  onOver: () => void;
};
/** Longer ones are folded, so that what follows stays beside that of the others. */
const FOLDED_CHARACTERS = 1500;
/** Over less time the readings are too few for a figure a token. */
const SHORTEST_MEASURED_MS = 30_000;
/** A comparison brings no tools, and how long a model thought is not compared. */
const NO_CALLS = { toolCalls: [], thoughtMs: null, thoughtTokens: null };

/** One of the answers, live while it is written; whose it is and what it took as soon as the reader may know. */
export function ComparedAnswer({ answer: stored, socket, most, mayRate, onOver }: Props) {
  const answer = useAnswer({ ...stored, ...NO_CALLS }, socket, onOver);
  const [isWhole, setWhole] = useState(false);
  const { figures, number, state } = stored;
  const isOpen = isWriting(state) && answer.end === null;
  const isLong = !isOpen && answer.text.length > FOLDED_CHARACTERS;
  return (
    <article className="compare-answer" aria-label={`Answer ${number}`}>
      <header>
        <h2 className="flex flex-wrap items-center gap-2">
          <Written text={figures?.modelTitle ?? `Answer ${number}`} />
          {figures?.simulated && <SimulatedTag />}
        </h2>
        <p className="text-sm text-muted">
          {figures
            ? [listNames(figures.machines), settingsWords(figures.settings)].filter(Boolean).join(' · ')
            : 'name hidden until all are rated'}
        </p>
      </header>
      {figures && <Took figures={figures} most={most} isOpen={isOpen} />}
      {!figures && (
        <p className="compare-hidden">
          <EyeOff aria-hidden size={16} strokeWidth={1.6} />
          Time and energy after rating
        </p>
      )}
      <ScrollRegion
        label={`Text of answer ${number}`}
        className={isOpen || isWhole ? '' : isLong ? 'compare-folded' : 'compare-text'}
      >
        <Markdown text={answer.text} streaming={isOpen} />
        {isOpen && (
          <p className="text-sm text-muted" role="status">
            {answer.lastSeq === 0
              ? state === 'queued'
                ? 'Waits for its turn'
                : 'Reading the question'
              : 'Answering'}
          </p>
        )}
        {!isOpen && <AnswerNote state={state} message={stored.message} isEmpty={answer.text === ''} />}
      </ScrollRegion>
      {isLong && (
        <span>
          <button type="button" className="link text-sm coarse:min-h-11" onClick={() => setWhole(!isWhole)}>
            {isWhole ? 'Fold' : `All ${formatCount(answer.completionTokens)} tokens`}
            <span className="sr-only"> of answer {number}</span>
          </button>
        </span>
      )}
      {figures && !isOpen && <Figures figures={figures} tokens={answer.completionTokens} />}
      {!isOpen && <RateAnswer answer={stored} mayRate={mayRate} />}
    </article>
  );
}

type Figured = NonNullable<ComparedAnswerView['figures']>;

function settingsWords({ temperature, topP, thinking }: Figured['settings']): string {
  return [
    temperature !== undefined && `temperature ${temperature}`,
    topP !== undefined && `top-p ${topP}`,
    thinking !== undefined && `thinking ${thinking ? 'on' : 'off'}`,
  ]
    .filter(Boolean)
    .join(', ');
}

function Took({ figures, most, isOpen }: { figures: Figured; most: Props['most']; isOpen: boolean }) {
  const { tookMs, energyJoules, isEnergyPending, simulated } = figures;
  if (isOpen) return null;
  return (
    <div className="compare-meters">
      <span className="text-text-2">Time</span>
      <Meter ratio={tookMs === null ? null : tookMs / most.tookMs} />
      <b>{tookMs === null ? 'unknown' : formatDuration(tookMs)}</b>
      <span className="text-text-2">Energy</span>
      <Meter
        ratio={energyJoules === null ? null : energyJoules / most.energyJoules}
        tone={simulated ? 'simulated' : 'energy'}
      />
      <b className={energyJoules === null ? 'unknown-value' : undefined}>
        {energyJoules === null
          ? isEnergyPending
            ? 'being measured…'
            : 'not measured'
          : formatEnergy(energyJoules)}
      </b>
    </div>
  );
}

function Figures({ figures, tokens }: { figures: Figured; tokens: number }) {
  const { timeToFirstTokenMs, tokensPerSecond, energyJoules, tookMs } = figures;
  const isMeasured = energyJoules !== null && tokens > 0 && (tookMs ?? 0) >= SHORTEST_MEASURED_MS;
  return (
    <p className="chat-figures">
      {timeToFirstTokenMs !== null && (
        <span>
          First token <b>{formatDuration(timeToFirstTokenMs)}</b>
        </span>
      )}
      {tokensPerSecond !== null && (
        <span>
          <Quantity text={formatRate(tokensPerSecond)} />
        </span>
      )}
      <span>
        <b>{formatCount(tokens)}</b> {tokens === 1 ? 'token' : 'tokens'}
      </span>
      {isMeasured && (
        <span>
          <Quantity text={formatJoulesPerToken(energyJoules / tokens)} />
        </span>
      )}
    </p>
  );
}
