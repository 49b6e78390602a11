'use client';

import { Layers } from 'lucide-react';
import { memo, useState } from 'react';
import { formatMoment } from '@/shared/domain/format.ts';
import { Tag } from '../ui/tag.tsx';
import { Written } from '../ui/written.tsx';
import { AskButton } from './ask-button.tsx';
import { useChatActs } from './chat-acts.tsx';
import { Markdown } from './markdown.tsx';
import { MessageEdit } from './message-edit.tsx';
import { AnswerTools } from './message-tools.tsx';
import type { MessageView } from './types.ts';
import { VersionPicker } from './version-picker.tsx';

type WrittenAnswerProps = {
  message: MessageView;
  timeZone: string;
  isLast: boolean;
  /** Its chat is a copy of another one here. */
  isCopiedChat: boolean;
};

/** An answer that no session here wrote as it stands: edited by a person, copied, or brought from elsewhere. */
export const WrittenAnswer = memo(function WrittenAnswer(props: WrittenAnswerProps) {
  const { message, timeZone, isLast, isCopiedChat } = props;
  const { branches } = useChatActs();
  const [isOpen, setIsOpen] = useState(false);
  const { modelTitle, author, isEdited, text } = message;
  const model = modelTitle ?? 'a model that is not known';
  const isImported = typeof message.importedModel === 'string' && !isCopiedChat;
  const edited = isEdited ? `edited by ${author?.name ?? 'someone'}` : null;
  const label = isImported ? `Imported answer of ${model}` : `Answer of ${model}, ${edited ?? 'a copy'}`;
  return (
    <article className="chat-message" data-message={message.id} aria-label={label}>
      <Layers className="chat-mark" aria-hidden strokeWidth={1.5} />
      <div>
        <div className="chat-who">
          <b>
            <Written text={model} />
          </b>
          {edited === null && <Tag>{isImported ? 'Imported' : 'Copied'}</Tag>}
          <small>
            {formatMoment(message.createdAt, timeZone)}
            {edited !== null && (
              <>
                {' '}
                · <Written text={edited} />
              </>
            )}
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
              {isEdited
                ? 'No figures: these words were not counted.'
                : isImported
                  ? 'No figures: it was not given here.'
                  : 'Its figures are with the original.'}
            </span>
            <span className="chat-tools">
              {isLast && isEdited && <AskButton below={message.id}>Go on</AskButton>}
              <AnswerTools message={message} text={text} onEdit={() => setIsOpen(true)} />
            </span>
          </div>
        )}
      </div>
    </article>
  );
});
