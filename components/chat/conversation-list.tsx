'use client';

import { Plus, Users } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { formatMoment } from '@/shared/domain/format.ts';
import { useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { LoadMore } from '../ui/load-more.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { showOverrides } from '../ui/marks.ts';
import { useSettled } from '../ui/use-settled.ts';
import { Written } from '../ui/written.tsx';
import './conversation-list.css';
import { groupConversations } from './group-conversations.ts';
import { NewChatButton } from './new-chat.tsx';
import type { ConversationView } from './types.ts';
import { useConversations } from './use-conversations.ts';

const SEARCH_FROM = 6;

/** One's chats and those shared with the lab, what is being answered on top. */
export function ConversationList({ current, full = false }: { current: string | null; full?: boolean }) {
  const timeZone = useZone();
  const nowMs = useNow(60_000);
  const [search, setSearch] = useState('');
  const wanted = useSettled(search.trim());
  const list = useConversations(wanted);
  const found = list.chats ?? [];
  return (
    <nav className="chat-list" aria-label="Conversations" data-full={full || undefined}>
      <div className="px-1 pb-1">
        <NewChatButton icon={<Plus aria-hidden size={16} strokeWidth={1.6} />} />
      </div>
      {(search !== '' || found.length >= SEARCH_FROM) && (
        <input
          type="search"
          className="chat-search"
          aria-label="Search chats"
          placeholder="Search chats"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
      )}
      {list.isPending && <SkeletonRows label="Loading chats" />}
      {list.isError && <ErrorNote error={list.error} onRetry={() => void list.refetch()} />}
      {groupConversations(found, new Date(nowMs), timeZone).map((group) => (
        <section key={group.title} aria-label={group.title}>
          <h2>{group.title}</h2>
          {group.items.map((it) => (
            <Item
              key={it.id}
              chat={it}
              isCurrent={it.id === current}
              when={formatMoment(it.updatedAt, timeZone, nowMs)}
            />
          ))}
        </section>
      ))}
      {wanted && list.isSuccess && found.length === 0 && (
        <p className="p-2 text-sm text-muted">No chat has “{wanted}” in its title.</p>
      )}
      <LoadMore query={list} label="Show earlier chats" />
    </nav>
  );
}

function Item({ chat, isCurrent, when }: { chat: ConversationView; isCurrent: boolean; when: string }) {
  return (
    <Link prefetch={false} href={`/chat/${chat.id}`} aria-current={isCurrent ? 'page' : undefined}>
      <b title={showOverrides(chat.title)}>
        <Written text={chat.title} />
      </b>
      <small>
        {chat.answering && <i className="live-dot text-busy-text" aria-hidden />}
        {chat.shared && <Users aria-hidden size={13} strokeWidth={1.6} />}
        <span className="truncate">
          {chat.session?.modelTitle ?? 'no session'} · {chat.answering ? 'answering' : when}
          {!chat.mine && (
            <>
              {' · '}
              <Written text={chat.owner.name} />
            </>
          )}
          {chat.shared && <span className="sr-only"> · shared with the lab</span>}
          {chat.session?.simulated && ' · simulated'}
        </span>
      </small>
    </Link>
  );
}
