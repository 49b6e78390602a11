'use client';

import { ArrowDown } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { isWriting } from '@/shared/domain/answer-stream.ts';
import { formatCount } from '@/shared/domain/format.ts';
import { ScrollRegion } from '../ui/scroll-region.tsx';
import { useMe } from '../providers/me.tsx';
import { announce } from '../layout/live-region.tsx';
import { Button } from '../ui/button.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { Answer } from './answer.tsx';
import type { LiveFigures } from './answer-figures.tsx';
import { Composer, type Composing } from './composer.tsx';
import { Question, SendingQuestion } from './question.tsx';
import type { ConsoleSocket, ConversationDetailView, GenerationView, MessageView } from './types.ts';
import { useFollow } from '../ui/use-follow.ts';
import { useHeldPlace } from '../ui/use-held-place.ts';
import { WrittenAnswer } from './written-answer.tsx';

type ThreadProps = {
  chat: ConversationDetailView;
  timeZone: string;
  socket: ConsoleSocket | null;
  liveOf: (generationId: string) => LiveFigures;
  modelTitle: string;
  suggestions: readonly string[];
  blocked: ReactNode | null;
  /** What has to be seen above the composer. */
  notice: ReactNode;
  onTyping: (isTyping: boolean) => void;
  /** One who may not write has no composer, and is told why. */
  mayWrite: boolean;
  sending: { messageId: string; text: string } | null;
  sendError: unknown;
  stopError: unknown;
  writing: GenerationView | null;
  canStop: boolean;
  stoppingId: string | null;
  composing: Composing;
  onSend: (text: string, attachmentIds: string[]) => Promise<unknown>;
  onStop: (generationId: string) => void;
  onOver: (endedId: string | null) => void;
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
          {chat.messages.map((message, at) => {
            const { generation } = message;
            const isLast = at === chat.messages.length - 1;
            const common = { message, timeZone, isLast };
            if (message.role === 'user')
              return (
                <Question
                  key={message.id}
                  {...common}
                  conversationId={chat.id}
                  mine={message.author?.id === me.id}
                />
              );
            if (!generation)
              return (
                <WrittenAnswer key={message.id} {...common} isCopiedChat={chat.importedFrom === 'copy'} />
              );
            return (
              <Answer
                key={message.id}
                {...common}
                generation={generation}
                isContinued={chat.messages[at - 1]?.role === 'assistant'}
                socket={props.socket}
                live={isWriting(generation.state) ? props.liveOf(generation.id) : null}
                canStop={props.canStop}
                isStopping={props.stoppingId === generation.id}
                onStop={props.onStop}
                onOver={props.onOver}
              />
            );
          })}
          {sending && <SendingQuestion name={me.name} text={sending.text} />}
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
          <div onInput={() => props.onTyping(true)} onBlur={() => props.onTyping(false)}>
            <Composer
              conversationId={chat.id}
              modelTitle={props.modelTitle}
              blocked={props.blocked}
              isSending={props.sending !== null}
              sendError={sendError}
              isAnswering={writing !== null}
              suggestions={chat.messages.length === 0 ? props.suggestions.slice(0, 6) : []}
              composing={props.composing}
              onSend={(text, attachmentIds) => {
                jumpToEnd();
                props.onTyping(false);
                return props.onSend(text, attachmentIds);
              }}
            />
          </div>
        ) : (
          <div className="chat-composer">
            <div className="chat-blocked">{props.blocked}</div>
          </div>
        )}
      </div>
    </main>
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
