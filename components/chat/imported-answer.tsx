'use client';

import { Layers } from 'lucide-react';
import { memo } from 'react';
import { formatMoment } from '@/shared/domain/format.ts';
import { Tag } from '../ui/tag.tsx';
import { Markdown } from './markdown.tsx';

type Props = { id: string; model: string; text: string; at: string; timeZone: string; isCopy: boolean };

/** An answer that no session of this lab gave here: it says so, and has no figures. */
export const ImportedAnswer = memo(function ImportedAnswer(props: Props) {
  const { id, model, text, at, timeZone, isCopy } = props;
  return (
    <article
      className="chat-message"
      data-message={id}
      aria-label={`${isCopy ? 'Copied' : 'Imported'} answer`}
    >
      <Layers className="chat-mark" aria-hidden strokeWidth={1.5} />
      <div>
        <p className="chat-who">
          <b dir="auto">{model || 'A model'}</b>
          <Tag>{isCopy ? 'Copied' : 'Imported'}</Tag>
          <small>{formatMoment(at, timeZone)}</small>
        </p>
        <Markdown text={text} streaming={false} />
      </div>
    </article>
  );
});
