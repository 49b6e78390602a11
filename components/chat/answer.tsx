'use client';

import { Layers } from 'lucide-react';
import { memo, useState } from 'react';
import { isWriting } from '@/shared/domain/answer-stream.ts';
import { ANSWER_WISH } from '@/shared/domain/answer-wish.ts';
import { formatCount, formatTime } from '@/shared/domain/format.ts';
import { SimulatedTag } from '../ui/tag.tsx';
import { Written } from '../ui/written.tsx';
import './answer.css';
import { AnswerFigures, type LiveFigures } from './answer-figures.tsx';
import { AnswerNote } from './answer-note.tsx';
import { AskButton } from './ask-button.tsx';
import { useChatActs } from './chat-acts.tsx';
import { Markdown } from './markdown.tsx';
import { MessageEdit } from './message-edit.tsx';
import { AnswerTools } from './message-tools.tsx';
import { Thought } from './thought.tsx';
import { ToolCalls } from './tool-calls.tsx';
import type { ConsoleSocket, GenerationView, MessageView } from './types.ts';
import { useAnswer } from './use-answer.ts';
import { useProgress } from './use-progress.ts';
import { VersionPicker } from './version-picker.tsx';

type AnswerProps = {
  message: MessageView;
  generation: GenerationView;
  socket: ConsoleSocket | null;
  timeZone: string;
  /** Of the one that is being given. */
  live: LiveFigures | null;
  /** It goes on with the answer before it. */
  isContinued: boolean;
  isLast: boolean;
  canStop: boolean;
  isStopping: boolean;
  onStop: (generationId: string) => void;
  /** The answer's id once it has ended, null where that is not known. */
  onOver: (endedId: string | null) => void;
};

/** One answer: the part written so far, live while it grows, and what it cost. */
export const Answer = memo(function Answer(props: AnswerProps) {
  const { message, generation, socket, timeZone, onOver } = props;
  const { branches } = useChatActs();
  const [isEdited, setIsEdited] = useState(false);
  const answer = useAnswer(generation, socket, (hasEnded) => onOver(hasEnded ? generation.id : null));
  const writing = isWriting(generation.state) && answer.end === null;
  const isEmpty = answer.text === '' && answer.toolCalls.length === 0;
  const progress = useProgress(generation.id, socket, writing);
  const { leftOut } = generation;
  return (
    <article
      className="chat-message"
      data-message={message.id}
      aria-label={`Answer of ${generation.modelTitle}`}
    >
      <Layers className="chat-mark" aria-hidden strokeWidth={1.5} />
      <div>
        <div className="chat-who">
          <b>{generation.modelTitle}</b>
          {generation.simulated && <SimulatedTag />}
          <small>
            {formatTime(message.createdAt, timeZone)} · {props.isContinued && 'continued · '}
            {message.wish && `${ANSWER_WISH[message.wish].told} · `}asked by{' '}
            {generation.requestedBy ? <Written text={generation.requestedBy.name} /> : 'an API key'}
          </small>
          <VersionPicker message={message} what="answer" onChoose={branches.choose} />
        </div>
        {leftOut > 0 && (
          <p className="chat-note mb-3">
            The first {leftOut === 1 ? 'message was' : `${formatCount(leftOut)} messages were`} left out: the
            model’s context has no room for {leftOut === 1 ? 'it' : 'them'}.
          </p>
        )}
        {answer.reasoning && (
          <Thought
            text={answer.reasoning}
            isThinking={writing && isEmpty}
            isAll={!writing && isEmpty}
            ms={answer.thought.ms}
            tokens={answer.thought.tokens}
          />
        )}
        {isEdited ? (
          <MessageEdit message={message} onDone={() => setIsEdited(false)} />
        ) : (
          <Markdown text={answer.text} streaming={writing} />
        )}
        <ToolCalls calls={answer.toolCalls} />
        {writing && answer.text === '' && generation.state !== 'queued' && (
          <i className="chat-caret" aria-hidden />
        )}
        {!writing && <AnswerNote state={generation.state} message={generation.message} isEmpty={isEmpty} />}
        <AnswerFigures {...props} answer={answer} writing={writing} progress={progress}>
          {props.isLast && <GoOn message={message} generation={generation} hasText={answer.text !== ''} />}
          <AnswerTools message={message} text={answer.text} onEdit={() => setIsEdited(true)} />
        </AnswerFigures>
      </div>
    </article>
  );
});

const CUT: readonly GenerationView['state'][] = ['length', 'stopped', 'interrupted'];

/** More of an answer that was cut, or another try where nothing came of it. */
function GoOn({
  message,
  generation,
  hasText,
}: {
  message: MessageView;
  generation: GenerationView;
  hasText: boolean;
}) {
  const { parentId, id } = message;
  const isCut = CUT.includes(generation.state);
  if (parentId === null || !(isCut || generation.state === 'error')) return null;
  const goesOn = isCut && hasText;
  return <AskButton below={goesOn ? id : parentId}>{goesOn ? 'Continue' : 'Ask again'}</AskButton>;
}
