'use client';

import { useQuery } from '@tanstack/react-query';
import { Archive, ChevronDown, ChevronRight, Folder, FolderPlus, Hash, Pencil, Users } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { formatCount } from '@/shared/domain/format.ts';
import { useZone } from '../providers/me.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Button } from '../ui/button.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { later } from '../ui/later.tsx';
import { LoadMore } from '../ui/load-more.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { ChatItem, type Choosing } from './chat-item.tsx';
import { groupConversations } from './group-conversations.ts';
import { NewChatButton } from './new-chat.tsx';
import type { FolderView } from './types.ts';
import { type ListPlace, useConversations } from './use-conversations.ts';

const FolderDialog = later(() => import('./folder-dialog.tsx'));

type Shown = { current: string | null; nowMs: number; choosing: Choosing | null };

/** Now, what is pinned, folders and other places that open, then the rest by day. */
export function ChatShelf(shown: Shown) {
  const timeZone = useZone();
  const trpc = useTRPC();
  const shelf = useQuery(trpc.chatShelf.get.queryOptions());
  const recent = useConversations();
  const pinned = useConversations({ place: 'pinned' });
  const pins = pinned.chats ?? [];
  const { now, days } = groupsOf(recent.chats ?? [], pins, shown.nowMs, timeZone);
  const item = (it: (typeof pins)[number]) => (
    <ChatItem key={it.id} chat={it} isCurrent={it.id === shown.current} {...shown} />
  );
  const calm = pins.filter((it) => !it.answering);
  return (
    <>
      {recent.isPending && <SkeletonRows label="Loading chats" />}
      {recent.isError && <ErrorNote error={recent.error} onRetry={() => void recent.refetch()} />}
      {now && <Section title={now.title}>{now.items.map(item)}</Section>}
      {calm.length > 0 && <Section title="Pinned">{calm.map(item)}</Section>}
      <Places shelf={shelf.data} shown={shown} />
      {days.map((group) => (
        <Section key={group.title} title={group.title}>
          {group.items.map(item)}
        </Section>
      ))}
      {recent.isSuccess && recent.chats?.length === 0 && pins.length === 0 && (
        <p className="p-2 text-sm text-muted">No other chat. What you put away stands in its place above.</p>
      )}
      <LoadMore query={recent} label="Show earlier chats" />
      {shelf.data?.retentionDays && (
        <p className="p-2 text-xs text-muted">
          This lab deletes chats that nobody wrote in for {shelf.data.retentionDays} days.
        </p>
      )}
    </>
  );
}

type Chats = NonNullable<ReturnType<typeof useConversations>['chats']>;
/** What is being answered, pinned or not, apart from the rest. */
function groupsOf(recent: Chats, pins: Chats, nowMs: number, timeZone: string) {
  const groups = groupConversations(
    [...pins.filter((it) => it.answering), ...recent],
    new Date(nowMs),
    timeZone,
  );
  return { now: groups.find((it) => it.title === 'Now'), days: groups.filter((it) => it.title !== 'Now') };
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

type ShelfView = {
  folders: FolderView[];
  tags: { tag: string; chats: number }[];
  archived: number;
  sharedWithMe: number;
};
function Places({ shelf, shown }: { shelf: ShelfView | undefined; shown: Shown }) {
  const [edits, setEdits] = useState<FolderView | 'new' | null>(null);
  if (!shelf) return null;
  const icon = { 'aria-hidden': true, size: 15, strokeWidth: 1.6 } as const;
  const hasAny = shelf.folders.length + shelf.archived + shelf.sharedWithMe + shelf.tags.length > 0;
  return (
    <section aria-label="Folders" className="chat-places">
      {hasAny && <h2>Folders</h2>}
      {shelf.folders.map((it) => (
        <Place
          key={it.id}
          name={it.name}
          count={it.chats}
          icon={<Folder {...icon} />}
          at={{ place: 'folder', folderId: it.id }}
          shown={shown}
          tool={
            <IconButton label={`Change the folder ${it.name}`} onClick={() => setEdits(it)}>
              <Pencil aria-hidden size={14} strokeWidth={1.6} />
            </IconButton>
          }
        />
      ))}
      {shelf.tags.map((it) => (
        <Place
          key={`tag ${it.tag}`}
          name={it.tag}
          count={it.chats}
          icon={<Hash {...icon} />}
          at={{ place: 'tag', tag: it.tag }}
          shown={shown}
        />
      ))}
      {shelf.sharedWithMe > 0 && (
        <Place
          name="Shared with me"
          count={shelf.sharedWithMe}
          icon={<Users {...icon} />}
          at={{ place: 'shared' }}
          shown={shown}
        />
      )}
      {shelf.archived > 0 && (
        <Place
          name="Archive"
          count={shelf.archived}
          icon={<Archive {...icon} />}
          at={{ place: 'archived' }}
          shown={shown}
        />
      )}
      <Button
        small
        look="quiet"
        className="mt-1"
        icon={<FolderPlus {...icon} />}
        onClick={() => setEdits('new')}
      >
        New folder…
      </Button>
      {edits && <FolderDialog folder={edits === 'new' ? null : edits} onClose={() => setEdits(null)} />}
    </section>
  );
}

type PlaceProps = {
  name: string;
  count: number;
  icon: ReactNode;
  at: ListPlace;
  shown: Shown;
  tool?: ReactNode;
};
/** Folded until it is opened; only then its chats are read. */
function Place({ name, count, icon, at, shown, tool }: PlaceProps) {
  const [isOpen, setOpen] = useState(false);
  const Arrow = isOpen ? ChevronDown : ChevronRight;
  return (
    <div className="chat-place">
      <div className="flex items-center">
        <button
          type="button"
          className="chat-place-name"
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        >
          <Arrow aria-hidden size={15} strokeWidth={1.6} />
          {icon}
          <span className="min-w-0 flex-1 truncate text-left" title={name} dir="auto">
            {name}
          </span>
          <span className="text-muted">
            {formatCount(count)}
            <span className="sr-only">{count === 1 ? ' chat' : ' chats'}</span>
          </span>
        </button>
        {tool}
      </div>
      {isOpen && <PlaceChats at={at} shown={shown} />}
    </div>
  );
}

function PlaceChats({ at, shown }: { at: ListPlace; shown: Shown }) {
  const list = useConversations(at);
  return (
    <div className="pl-6">
      {at.folderId && <NewChatButton small look="quiet" folderId={at.folderId} />}
      {list.isPending && <SkeletonRows label="Loading chats" />}
      {list.isError && <ErrorNote error={list.error} onRetry={() => void list.refetch()} />}
      {list.chats?.length === 0 && <p className="p-2 text-sm text-muted">No chat is in it.</p>}
      {list.chats?.map((it) => (
        <ChatItem key={it.id} chat={it} isCurrent={it.id === shown.current} {...shown} />
      ))}
      <LoadMore query={list} label="Show earlier chats" />
    </div>
  );
}
