'use client';

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
import { Button } from '../../ui/button.tsx';
import { ScrollRegion } from '../../ui/scroll-region.tsx';
import { Meter } from '../../ui/meter.tsx';
import { SimulatedTag } from '../../ui/tag.tsx';
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
          {figures?.modelTitle ?? `Answer ${number}`}
          {figures?.simulated && <SimulatedTag />}
        </h2>
        <p className="text-sm text-muted">
          {figures
            ? [listNames(figures.machines), settingsWords(figures.settings)].filter(Boolean).join(' · ')
            : 'name hidden until all are rated'}
        </p>
      </header>
      {figures ? <Took figures={figures} most={most} isOpen={isOpen} /> : null}
      <ScrollRegion label={`Text of answer ${number}`} className={isWhole || isOpen ? '' : 'compare-text'}>
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
        {!isOpen && <AnswerNote state={state} message={stored.message} />}
      </ScrollRegion>
      {isLong && (
        <span>
          <Button small look="quiet" onClick={() => setWhole(!isWhole)}>
            {isWhole ? 'Fold' : `All ${formatCount(answer.completionTokens)} tokens`}
            <span className="sr-only"> of answer {number}</span>
          </Button>
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
  const { tookMs, energyJoules, isEnergyPending } = figures;
  if (isOpen) return null;
  return (
    <div className="compare-meters">
      <span className="text-text-2">Time</span>
      <Meter ratio={tookMs === null ? null : tookMs / most.tookMs} />
      <b>{tookMs === null ? 'unknown' : formatDuration(tookMs)}</b>
      <span className="text-text-2">Energy</span>
      <Meter ratio={energyJoules === null ? null : energyJoules / most.energyJoules} />
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
  const { timeToFirstTokenMs, tokensPerSecond, energyJoules } = figures;
  return (
    <p className="flex flex-wrap gap-x-4 text-sm text-text-2">
      {timeToFirstTokenMs !== null && (
        <span>
          First token <b className="text-text">{formatDuration(timeToFirstTokenMs)}</b>
        </span>
      )}
      {tokensPerSecond !== null && <span>{formatRate(tokensPerSecond)}</span>}
      <span>{formatCount(tokens)} tokens</span>
      {energyJoules !== null && tokens > 0 && <span>{formatJoulesPerToken(energyJoules / tokens)}</span>}
    </p>
  );
}
