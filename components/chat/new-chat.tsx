'use client';

import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useCan } from '../providers/me.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { useStartChat } from '../providers/use-start-chat.ts';
import { Button, type ButtonLook } from '../ui/button.tsx';
import { DropdownMenu } from '../ui/dropdown-menu.tsx';

/** Sessions one can ask now: those that are ready, one's own first. */
export function useReadySessions() {
  const trpc = useTRPC();
  const sessions = useQuery(trpc.sessions.list.queryOptions({ limit: 100 }));
  const ready = (sessions.data?.rows ?? [])
    .filter((it) => it.state === 'ready')
    .toSorted((a, b) => Number(b.mine) - Number(a.mine));
  return { ready, isLoading: sessions.isPending };
}

type SessionLike = { modelTitle: string; machines: readonly { name: string }[]; simulated: boolean };
/** A session among others: what it runs, and where. */
export const nameSession = ({ modelTitle, machines, simulated }: SessionLike): string =>
  [modelTitle, ...machines.map((it) => it.name), ...(simulated ? ['simulated'] : [])].join(', ');

type NewChatProps = { look?: ButtonLook; small?: boolean; icon?: ReactNode; folderId?: string };

/**
 * Begins a chat with the one session that is ready, or asks with which, in a folder if one is named. Nothing when no
 * session is ready.
 */
export function NewChatButton({ look, small = false, icon, folderId }: NewChatProps) {
  const may = useCan();
  const { ready } = useReadySessions();
  const { isPending, startWith } = useStartChat();
  if (!may('chat:write') || ready.length === 0) return null;
  const only = ready.length === 1 ? ready[0] : undefined;
  const button = (
    <Button
      {...(look && { look })}
      small={small}
      icon={icon}
      busyLabel={isPending ? 'Opening…' : null}
      {...(only && { onClick: () => startWith(only.id, folderId) })}
    >
      {only ? 'New chat' : 'New chat…'}
    </Button>
  );
  if (only) return button;
  return (
    <DropdownMenu
      label="With which session"
      align="start"
      items={ready.map((it) => ({
        label: nameSession(it),
        onSelect: () => startWith(it.id, folderId),
      }))}
    >
      {button}
    </DropdownMenu>
  );
}
