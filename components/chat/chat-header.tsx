'use client';

import { ChevronLeft, Share2, SlidersHorizontal, Users } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { useCan } from '../providers/me.tsx';
import { Button } from '../ui/button.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { later } from '../ui/later.tsx';
import { showOverrides } from '../ui/marks.ts';
import { SimulatedTag, Tag } from '../ui/tag.tsx';
import { Written } from '../ui/written.tsx';
import { ChatMenu } from './chat-menu.tsx';
import type { ConversationDetailView } from './types.ts';
import { useCopyChat } from './use-copy-chat.ts';
import { usePrint } from './use-print.ts';

const ShareDialog = later(() => import('./share-dialog.tsx'));

type ChatHeaderProps = { chat: ConversationDetailView; onFacts: () => void };

/** A chat's own header: on a phone it has the way back, since the bottom bar is gone. */
export function ChatHeader({ chat, onFacts }: ChatHeaderProps) {
  const may = useCan();
  const [shares, setShares] = useState(false);
  const print = usePrint(chat.id);
  const copy = useCopyChat({ conversationId: chat.id });
  return (
    <header className="page-top chat-top">
      <Link prefetch={false} href="/chat" className="chat-back" aria-label="All chats">
        <ChevronLeft aria-hidden size={22} strokeWidth={1.6} />
      </Link>
      <div className="page-title">
        <h1 title={showOverrides(chat.title)}>
          <Written text={chat.title} />
        </h1>
        <p className="text-xs text-muted tablet:text-sm">
          {chat.session?.modelTitle ?? 'no session'}
          {chat.shared ? ' · shared with the lab' : ''}
          {!chat.mine && (
            <>
              {' · by '}
              <Written text={chat.owner.name} />
            </>
          )}{' '}
          {chat.session?.simulated && <SimulatedTag />}
          {chat.tags.slice(0, 2).map((it) => (
            <Tag key={it}>
              <Written text={it} />
            </Tag>
          ))}
        </p>
      </div>
      <div className="page-actions flex items-center gap-1 tablet:gap-2">
        {chat.mine && chat.canWrite && (
          <Button
            onClick={() => setShares(true)}
            icon={
              chat.shared ? (
                <Users aria-hidden size={16} strokeWidth={1.6} />
              ) : (
                <Share2 aria-hidden size={16} strokeWidth={1.6} />
              )
            }
          >
            <span className="max-tablet:sr-only">{chat.shared ? 'Shared…' : 'Share…'}</span>
          </Button>
        )}
        <ChatMenu
          chat={chat}
          more={[
            { label: 'Print…', onSelect: print },
            ...(may('chat:write') ? [{ label: 'Continue as a copy', onSelect: copy.start }] : []),
          ]}
        />
        <IconButton label="Answers and settings" className="min-[1280px]:hidden" onClick={onFacts}>
          <SlidersHorizontal aria-hidden size={18} strokeWidth={1.6} />
        </IconButton>
      </div>
      {shares && <ShareDialog chat={chat} onClose={() => setShares(false)} />}
    </header>
  );
}
