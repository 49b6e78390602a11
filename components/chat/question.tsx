'use client';

import { useState } from 'react';
import { formatTime } from '@/shared/domain/format.ts';
import { Avatar } from '../ui/avatar.tsx';
import { showOverrides } from '../ui/marks.ts';
import { Written } from '../ui/written.tsx';
import { AskButton } from './ask-button.tsx';
import { useChatActs } from './chat-acts.tsx';
import { AskedFiles } from './file-chips.tsx';
import { MessageEdit } from './message-edit.tsx';
import { QuestionTools } from './message-tools.tsx';
import type { MessageView } from './types.ts';
import { VersionPicker } from './version-picker.tsx';

type QuestionProps = {
  conversationId: string;
  message: MessageView;
  mine: boolean;
  timeZone: string;
  isLast: boolean;
};

export function Question({ conversationId, message, mine, timeZone, isLast }: QuestionProps) {
  const { branches, mayWrite } = useChatActs();
  const [isEdited, setIsEdited] = useState(false);
  const name = message.author?.name ?? 'Someone';
  return (
    <article
      className="chat-message"
      data-message={message.id}
      aria-label={`Question of ${showOverrides(name)}`}
    >
      <span className="chat-avatar">
        <Avatar name={name} mine={mine} />
      </span>
      <div>
        <div className="chat-who">
          <b>
            <Written text={name} />
          </b>
          <small>
            {formatTime(message.createdAt, timeZone)}
            {message.isEdited && ' · edited'}
          </small>
          <VersionPicker message={message} what="question" onChoose={branches.choose} />
          {!isEdited && <QuestionTools message={message} onEdit={() => setIsEdited(true)} />}
        </div>
        {isEdited ? (
          <MessageEdit message={message} onDone={() => setIsEdited(false)} />
        ) : (
          <p dir="auto" className="chat-said">
            {showOverrides(message.text)}
          </p>
        )}
        <AskedFiles conversationId={conversationId} ids={message.attachmentIds} />
        {isLast && mayWrite && !isEdited && (
          <p className="chat-note flex flex-wrap items-center gap-3">
            <span className="flex-1">Not answered.</span>
            <AskButton below={message.id}>Answer it</AskButton>
          </p>
        )}
      </div>
    </article>
  );
}

/** One’s own on its way, until the portal’s word for it, with its time, takes its place. */
export function SendingQuestion({ name, text }: { name: string; text: string }) {
  return (
    <article className="chat-message" aria-label={`Question of ${showOverrides(name)}, being sent`}>
      <span className="chat-avatar">
        <Avatar name={name} mine />
      </span>
      <div>
        <p className="chat-who">
          <b>
            <Written text={name} />
          </b>
          <small className="appears-late">Sending…</small>
        </p>
        <p dir="auto" className="chat-said text-muted">
          {showOverrides(text)}
        </p>
      </div>
    </article>
  );
}
