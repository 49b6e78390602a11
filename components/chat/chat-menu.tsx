'use client';

import { Ellipsis } from 'lucide-react';
import { useState } from 'react';
import { DropdownMenu, type MenuItem } from '../ui/dropdown-menu.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { later } from '../ui/later.tsx';
import type { ConversationView } from './types.ts';
import { useListActs } from './use-list-acts.ts';

const RenameDialog = later(() => import('./rename-dialog.tsx'));
const KeepDialog = later(() => import('./keep-dialog.tsx'));

type Props = {
  chat: ConversationView;
  className?: string;
  /** What only the open chat has. */
  more?: readonly MenuItem[];
};

/** What can be done with a chat, in the list and over it. */
export function ChatMenu({ chat, className, more = [] }: Props) {
  const [asks, setAsks] = useState<'name' | 'keep' | null>(null);
  const { pin, put, archive, takeAway } = useListActs();
  const file = (format: string) => `/api/chats/export?id=${chat.id}&format=${format}`;
  const save = (format: string) => () => window.location.assign(file(format));
  const items: MenuItem[] = [
    ...(chat.mine && chat.canWrite
      ? [{ label: 'Rename…', onSelect: () => setAsks('name') } satisfies MenuItem]
      : []),
    { label: chat.pinned ? 'Unpin' : 'Pin', onSelect: () => pin(chat) },
    { label: 'Folder and tags…', onSelect: () => setAsks('keep') },
    chat.archived
      ? { label: 'Take out of the archive', onSelect: () => put([chat.id], { archived: false }) }
      : { label: 'Archive', onSelect: () => archive([chat.id], `“${chat.title}” is archived`) },
    { kind: 'separator' },
    { label: 'Save as Markdown', onSelect: save('md') },
    { label: 'Save as JSON', onSelect: save('json') },
    ...more,
    ...(chat.mine
      ? ([
          { kind: 'separator' },
          {
            label: 'Delete',
            danger: true,
            onSelect: () => takeAway([chat.id], `“${chat.title}” is deleted`),
          },
        ] satisfies MenuItem[])
      : []),
  ];
  return (
    <>
      <DropdownMenu label={`What to do with ${chat.title}`} items={items}>
        <IconButton label={`More on ${chat.title}`} {...(className && { className })}>
          <Ellipsis aria-hidden size={16} strokeWidth={1.6} />
        </IconButton>
      </DropdownMenu>
      {asks === 'name' && <RenameDialog chat={chat} onClose={() => setAsks(null)} />}
      {asks === 'keep' && <KeepDialog chat={chat} onClose={() => setAsks(null)} />}
    </>
  );
}
