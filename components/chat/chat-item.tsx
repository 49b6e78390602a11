'use client';

import { Pin, Users } from 'lucide-react';
import Link from 'next/link';
import { formatMoment } from '@/shared/domain/format.ts';
import { useZone } from '../providers/me.tsx';
import { Tag } from '../ui/tag.tsx';
import { ChatMenu } from './chat-menu.tsx';
import type { ConversationView } from './types.ts';

export type Choosing = { chosen: ReadonlySet<string>; toggle: (id: string) => void };
type Props = { chat: ConversationView; isCurrent: boolean; nowMs: number; choosing: Choosing | null };

/** A chat in the list: its name, whether it answers or has been answered, and where it stands. */
export function ChatItem({ chat, isCurrent, nowMs, choosing }: Props) {
  const when = formatMoment(chat.updatedAt, useZone(), nowMs);
  const isUnread = chat.unread && !chat.answering && !isCurrent;
  return (
    <div className="chat-item" data-current={isCurrent || undefined}>
      {choosing && (
        <input
          type="checkbox"
          className="size-4 flex-none accent-accent"
          aria-label={`Choose ${chat.title}`}
          checked={choosing.chosen.has(chat.id)}
          onChange={() => choosing.toggle(chat.id)}
        />
      )}
      <Link prefetch={false} href={`/chat/${chat.id}`} aria-current={isCurrent ? 'page' : undefined}>
        <b title={chat.title} dir="auto">
          {chat.title}
        </b>
        <small>
          {chat.answering && <i className="live-dot text-busy-text" aria-hidden />}
          {isUnread && <i className="chat-unread" aria-hidden />}
          {chat.pinned && <Pin aria-hidden size={13} strokeWidth={1.6} />}
          {chat.shared && <Users aria-hidden size={13} strokeWidth={1.6} />}
          <span className="truncate">
            {chat.answering || isUnread
              ? `${chat.answering ? 'answering' : 'finished, unread'} · ${modelOf(chat)}`
              : `${modelOf(chat)} · ${when}`}
            {!chat.mine && ` · ${chat.owner.name}`}
            {chat.shared && <span className="sr-only"> · shared with the lab</span>}
            {chat.session?.simulated && ' · simulated'}
          </span>
          {chat.tags.slice(0, 2).map((it) => (
            <Tag key={it}>{it}</Tag>
          ))}
        </small>
      </Link>
      {!choosing && <ChatMenu chat={chat} className="chat-item-more" />}
    </div>
  );
}

function modelOf(chat: ConversationView): string {
  if (chat.session) return chat.session.modelTitle;
  if (chat.importedFrom === 'copy') return 'a copy';
  return chat.importedFrom ? 'imported' : 'no session';
}
