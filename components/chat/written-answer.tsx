'use client';

import { Layers } from 'lucide-react';
import { memo, useState } from 'react';
import { formatTime } from '@/shared/domain/format.ts';
import { Button } from '../ui/button.tsx';
import { useChatActs } from './chat-acts.tsx';
import { Markdown } from './markdown.tsx';
import { MessageEdit } from './message-edit.tsx';
import { AnswerTools } from './message-tools.tsx';
import type { MessageView } from './types.ts';
import { VersionPicker } from './version-picker.tsx';

type WrittenAnswerProps = { message: MessageView; timeZone: string; isLast: boolean };

/** An answer that no session here wrote as it stands: edited by a person, copied, or brought from elsewhere. */
export const WrittenAnswer = memo(function WrittenAnswer({ message, timeZone, isLast }: WrittenAnswerProps) {
  const { branches, sessionId, mayWrite } = useChatActs();
  const [isOpen, setIsOpen] = useState(false);
  const { modelTitle, author, isEdited, text } = message;
  const model = modelTitle ?? 'a model that is not known';
  const how = isEdited ? `edited by ${author?.name ?? 'someone'}` : 'a copy';
  return (
    <article className="chat-message" data-message={message.id} aria-label={`Answer of ${model}, ${how}`}>
      <Layers className="chat-mark" aria-hidden strokeWidth={1.5} />
      <div>
        <div className="chat-who">
          <b>{model}</b>
          <small>
            {formatTime(message.createdAt, timeZone)} · {how}
          </small>
          <VersionPicker message={message} what="answer" onChoose={branches.choose} />
        </div>
        {isOpen ? (
          <MessageEdit message={message} onDone={() => setIsOpen(false)} />
        ) : (
          <Markdown text={text} streaming={false} />
        )}
        {!isOpen && (
          <div className="chat-figures">
            <span>
              {isEdited ? 'No figures: these words were not counted.' : 'Its figures are with the original.'}
            </span>
            <span className="chat-tools">
              {isLast && isEdited && mayWrite && sessionId !== null && (
                <Button
                  small
                  busyLabel={branches.isAsking ? 'Asking…' : null}
                  onClick={() => void branches.again(message.id, sessionId)}
                >
                  Go on
                </Button>
              )}
              <AnswerTools message={message} text={text} onEdit={() => setIsOpen(true)} />
            </span>
          </div>
        )}
      </div>
    </article>
  );
});
