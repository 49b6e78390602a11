'use client';

import { ChevronLeft, Share2, SlidersHorizontal, Users } from 'lucide-react';
import Link from 'next/link';
import { Button } from '../ui/button.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { SimulatedTag } from '../ui/tag.tsx';
import { showOverrides } from '../ui/marks.ts';
import { Written } from '../ui/written.tsx';
import type { ConversationDetailView } from './types.ts';

type ChatHeaderProps = {
  chat: ConversationDetailView;
  isSharing: boolean;
  onShare: (shared: boolean) => void;
  onFacts: () => void;
};

/** A chat's own header: on a phone it has the way back, since the bottom bar is gone. */
export function ChatHeader({ chat, isSharing, onShare, onFacts }: ChatHeaderProps) {
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
        </p>
      </div>
      <div className="page-actions flex items-center gap-1 tablet:gap-2">
        {chat.mine && chat.canWrite && (
          <Button
            aria-pressed={chat.shared}
            busyLabel={isSharing ? 'One moment…' : null}
            onClick={() => onShare(!chat.shared)}
            icon={
              chat.shared ? (
                <Users aria-hidden size={16} strokeWidth={1.6} />
              ) : (
                <Share2 aria-hidden size={16} strokeWidth={1.6} />
              )
            }
          >
            <span className="max-tablet:sr-only">
              {chat.shared ? 'Shared with the lab' : 'Share with the lab'}
            </span>
          </Button>
        )}
        <IconButton label="Answers and settings" className="min-[1280px]:hidden" onClick={onFacts}>
          <SlidersHorizontal aria-hidden size={18} strokeWidth={1.6} />
        </IconButton>
      </div>
    </header>
  );
}
