'use client';

import { ArrowDown } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { formatCount, formatTime } from '@/shared/domain/format.ts';
import { ScrollRegion } from '../ui/scroll-region.tsx';
import { useMe } from '../providers/me.tsx';
import { announce } from '../layout/live-region.tsx';
import { Avatar } from '../ui/avatar.tsx';
import { Button } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { ErrorNote } from '../ui/error-note.tsx';
import { Answer } from './answer.tsx';
import { Composer } from './composer.tsx';
import { ImportedAnswer } from './imported-answer.tsx';
import type { ConsoleSocket, ConversationDetailView, GenerationView, MessageView } from './types.ts';
import { useFollow } from '../ui/use-follow.ts';
import { useHeldPlace } from '../ui/use-held-place.ts';

type ThreadProps = {
  chat: ConversationDetailView;
  timeZone: string;
  socket: ConsoleSocket | null;
  powerWatts: number | null;
  modelTitle: string;
  suggestions: readonly string[];
  blocked: ReactNode | null;
  /** What has to be seen above the composer. */
  notice: ReactNode;
  /** One who may not write has no composer, and is told why. */
  mayWrite: boolean;
  sending: { messageId: string; text: string } | null;
  sendError: unknown;
  stopError: unknown;
  writing: GenerationView | null;
  canStop: boolean;
  isStopping: boolean;
  onSend: (text: string) => Promise<unknown>;
  onStop: (generationId: string) => void;
  onOver: () => void;
  earlier: { isPending: boolean; error: unknown; mutate: () => void };
};

/** Questions and answers, newest at the end, with the composer below. Keyed by the chat. */
export function Thread(props: ThreadProps) {
  const { chat, timeZone, writing, sendError, stopError, earlier } = props;
  const me = useMe();
  const box = useRef<HTMLElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const { atEnd, jumpToEnd, onScroll } = useFollow(box, content);
  const holdPlace = useHeldPlace(box, chat.messages[0]?.id);
  useSpokenState(chat.messages, writing);
  const failed = stopError ?? earlier.error;
  const sending = chat.messages.some((it) => it.id === props.sending?.messageId) ? null : props.sending;
  return (
    <main id="main" className="chat-thread" aria-label="Conversation">
      <ScrollRegion ref={box} className="chat-scroll" label="Messages" onScroll={onScroll}>
        <div ref={content} className="chat-messages">
          {chat.messages.length === 0 && (
            <p className="py-8 text-center text-muted">
              Nothing asked yet. {props.modelTitle} waits for a first question.
            </p>
          )}
          {chat.earlier && (
            <div className="flex justify-center pb-4">
              <Button
                small
                busyLabel={earlier.isPending ? 'Loading…' : null}
                onClick={() => {
                  holdPlace();
                  earlier.mutate();
                }}
              >
                Show earlier messages
              </Button>
            </div>
          )}
          {chat.messages.map((message) =>
            message.generation ? (
              <Answer
                key={message.id}
                message={message}
                generation={message.generation}
                socket={props.socket}
                timeZone={timeZone}
                powerWatts={message.generation.id === writing?.id ? props.powerWatts : null}
                canStop={props.canStop}
                isStopping={props.isStopping && message.generation.id === writing?.id}
                onStop={props.onStop}
                onOver={props.onOver}
              />
            ) : typeof message.importedModel === 'string' ? (
              <ImportedAnswer
                key={message.id}
                id={message.id}
                model={message.importedModel}
                text={message.text}
                at={message.createdAt}
                timeZone={timeZone}
                isCopy={chat.importedFrom === 'copy'}
              />
            ) : (
              <Question
                key={message.id}
                id={message.id}
                name={message.author?.name ?? 'Someone'}
                mine={message.author?.id === me.id}
                text={message.text}
                time={formatTime(message.createdAt, timeZone)}
              />
            ),
          )}
          {sending && <Question id={sending.messageId} name={me.name} mine text={sending.text} time={null} />}
        </div>
      </ScrollRegion>
      <div className="relative">
        {!atEnd && (
          <div className="chat-jump">
            <Button small onClick={jumpToEnd} icon={<ArrowDown aria-hidden size={14} strokeWidth={1.6} />}>
              Jump to latest
            </Button>
          </div>
        )}
        {failed !== null && failed !== undefined && (
          <div className="chat-failed">
            <ErrorNote error={failed} />
          </div>
        )}
        <div className="mx-auto w-full max-w-(--measure) px-3 pb-2 tablet:px-0 empty:hidden">
          {props.notice}
        </div>
        {props.mayWrite ? (
          <Composer
            conversationId={chat.id}
            modelTitle={props.modelTitle}
            blocked={props.blocked}
            isSending={props.sending !== null}
            sendError={sendError}
            isAnswering={writing !== null}
            suggestions={chat.messages.length === 0 ? props.suggestions.slice(0, 6) : []}
            onSend={(text) => {
              jumpToEnd();
              return props.onSend(text);
            }}
          />
        ) : (
          <div className="chat-composer">
            <div className="chat-blocked">{props.blocked}</div>
          </div>
        )}
      </div>
    </main>
  );
}

type QuestionProps = { id: string; name: string; mine: boolean; text: string; time: string | null };

/** One’s own is on its way until the portal’s word for it, with its time, takes its place. */
function Question({ id, name, mine, text, time }: QuestionProps) {
  const isSent = time !== null;
  return (
    <article
      className="chat-message"
      data-message={id}
      aria-label={`Question of ${name}${isSent ? '' : ', being sent'}`}
    >
      <span className="chat-avatar">
        <Avatar name={name} mine={mine} />
      </span>
      <div>
        <p className="chat-who">
          <b>{name}</b>
          {isSent ? <small>{time}</small> : <small className="appears-late">Sending…</small>}
        </p>
        <p className={classNames('chat-said', !isSent && 'text-muted')}>{text}</p>
      </div>
    </article>
  );
}

/** Says that an answer began and that it ended; the text itself is left to the reader. */
function useSpokenState(messages: readonly MessageView[], writing: GenerationView | null): void {
  const spoken = useRef<string | null>(null);
  useEffect(() => {
    if (writing) {
      if (spoken.current !== writing.id) announce('Answer started');
      spoken.current = writing.id;
      return;
    }
    const ended = messages.find((it) => it.generation?.id === spoken.current)?.generation;
    spoken.current = null;
    if (!ended) return;
    const how = ended.state === 'completed' || ended.state === 'length' ? 'finished' : ended.state;
    announce(`Answer ${how}, ${formatCount(ended.completionTokens)} tokens`);
  }, [messages, writing]);
}
