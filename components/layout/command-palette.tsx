'use client';

import { useQuery } from '@tanstack/react-query';
import { Command } from 'cmdk';
import {
  Activity,
  CalendarDays,
  CalendarPlus,
  ClipboardList,
  Keyboard,
  LogOut,
  MessageCircle,
  MonitorSmartphone,
  Scale,
  Search,
  Settings,
  SunMoon,
  Wrench,
} from 'lucide-react';
import * as Radix from 'radix-ui/dialog';
import { useState } from 'react';
import { SESSION_STATE_LABEL } from '@/shared/domain/session-states.ts';
import { formatRange } from '@/shared/domain/format.ts';
import { useCan, useZone } from '../providers/me.tsx';
import { useThemeToggle } from '../providers/theme.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { signOut } from './sign-out.ts';
import { Kbd } from '../ui/kbd.tsx';
import { useReturnFocus } from '../ui/return-focus.ts';
import { useSettled } from '../ui/use-settled.ts';
import { ALL_DESTINATIONS } from './destinations.ts';
import { landOn } from './landing.ts';
import { openShortcuts } from './open-palette.ts';
import { Group, ICON, Item } from './palette-item.tsx';
import { useGo } from './use-go.ts';

const DAY_MS = 86_400_000;

/** Goes, finds and does. Loaded when it is first opened. */
export default function CommandPalette({ onClose }: { onClose: () => void }) {
  const goTo = useGo();
  const toggleTheme = useThemeToggle();
  const can = useCan();
  const { opened, closed } = useReturnFocus();
  const [search, setSearch] = useState('');
  const run = (act: () => void) => () => {
    onClose();
    act();
  };
  const go = (href: string) =>
    run(() => {
      landOn('title');
      goTo(href);
    });
  return (
    <Radix.Root open onOpenChange={onClose}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-scrim" />
        <Radix.Content
          aria-label="Search or jump to"
          aria-describedby={undefined}
          onOpenAutoFocus={opened}
          onCloseAutoFocus={closed}
          className="fixed top-[12vh] left-1/2 z-50 w-[calc(100vw-2rem)] max-w-[34rem] -translate-x-1/2 overflow-hidden rounded-lg border border-border-strong bg-raised shadow-raised"
        >
          <Radix.Title className="sr-only">Search or jump to</Radix.Title>
          <Command label="Search or jump to" loop>
            <div className="flex items-center gap-3 border-b border-border px-4">
              <Search {...ICON} />
              <Command.Input
                placeholder="Search or jump to"
                value={search}
                onValueChange={setSearch}
                maxLength={200}
                className="h-12 flex-1 bg-transparent text-md outline-none focus-visible:outline-none"
              />
              <Kbd>Esc</Kbd>
            </div>
            <Command.List className="max-h-[55vh] overflow-y-auto pb-2">
              <Command.Empty className="px-4 py-6 text-muted">Nothing found. Try another word.</Command.Empty>
              <Group heading="Do">
                {can('booking:create') && (
                  <Item onSelect={go('/bookings?book=1')} icon={<CalendarPlus {...ICON} />} keys="n">
                    Book machines…
                  </Item>
                )}
                {can('machine:add') && (
                  <Item onSelect={go('/machines?add=1')} icon={<MonitorSmartphone {...ICON} />}>
                    Add a Mac…
                  </Item>
                )}
                <Item onSelect={run(toggleTheme)} icon={<SunMoon {...ICON} />}>
                  Change theme
                </Item>
                <Item onSelect={run(openShortcuts)} icon={<Keyboard {...ICON} />} keys="?">
                  Keyboard shortcuts
                </Item>
                <Item onSelect={run(() => void signOut())} icon={<LogOut {...ICON} />}>
                  Sign out
                </Item>
              </Group>
              <Group heading="Go to">
                {ALL_DESTINATIONS.map(({ href, label, icon: Icon, key }) => (
                  <Item key={href} onSelect={go(href)} icon={<Icon {...ICON} />} keys={`g ${key}`}>
                    {label}
                  </Item>
                ))}
                <Item onSelect={go('/machines/fits')} icon={<Scale {...ICON} />}>
                  What fits
                </Item>
                <Item onSelect={go('/machines/maintenance')} icon={<Wrench {...ICON} />}>
                  Maintenance
                </Item>
                <Item onSelect={go('/machines/register')} icon={<ClipboardList {...ICON} />}>
                  Register
                </Item>
                <Item onSelect={go('/settings')} icon={<Settings {...ICON} />}>
                  Settings
                </Item>
              </Group>
              <Things go={go} />
              <Chats search={search} go={go} />
            </Command.List>
          </Command>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function Things({ go }: { go: (href: string) => () => void }) {
  const trpc = useTRPC();
  const zone = useZone();
  const [nowMs] = useState(() => Math.floor(Date.now() / 60_000) * 60_000);
  const inWindow = { from: new Date(nowMs).toISOString(), to: new Date(nowMs + 14 * DAY_MS).toISOString() };
  const machines = useQuery(trpc.machines.list.queryOptions()).data?.machines ?? [];
  const bookings = useQuery(trpc.bookings.list.queryOptions(inWindow)).data ?? [];
  const sessions = useQuery(trpc.sessions.list.queryOptions({ limit: 20 })).data?.rows ?? [];
  return (
    <>
      <Group heading="Macs">
        {machines.map((it) => (
          <Item
            key={it.id}
            value={`mac ${it.name} ${it.id}`}
            onSelect={go(`/machines/${it.id}`)}
            icon={<MonitorSmartphone {...ICON} />}
            note={it.modelName}
          >
            {it.name}
          </Item>
        ))}
      </Group>
      <Group heading="Bookings">
        {bookings.map((it) => (
          <Item
            key={it.id}
            value={`booking ${it.purpose} ${it.person.name} ${it.id}`}
            onSelect={go(`/bookings/${it.id}`)}
            icon={<CalendarDays {...ICON} />}
            note={formatRange(it.startsAt, it.endsAt, zone, nowMs)}
          >
            {it.purpose}
          </Item>
        ))}
      </Group>
      <Group heading="Sessions">
        {sessions.map((it) => (
          <Item
            key={it.id}
            value={`session ${it.modelTitle} ${it.purpose} ${it.id}`}
            onSelect={go(`/sessions/${it.id}`)}
            icon={<Activity {...ICON} />}
            note={SESSION_STATE_LABEL[it.state].toLowerCase()}
          >
            {it.modelTitle}
          </Item>
        ))}
      </Group>
    </>
  );
}

/** Found by the portal, in every place and by every word of them: here they are not filtered again. */
function Chats({ search, go }: { search: string; go: (href: string) => () => void }) {
  const text = useSettled(search.trim());
  const hits =
    useQuery({
      ...useTRPC().chatShelf.search.queryOptions({ text, limit: 8 }),
      enabled: text.length > 1,
    }).data?.hits ?? [];
  if (text.length < 2) return null;
  return (
    <Group heading="Chats">
      {hits.map((it) => (
        <Item
          key={it.conversationId}
          value={`${search} chat ${it.conversationId}`}
          onSelect={go(
            `/chat/${it.conversationId}${it.messageId === null ? '' : `?message=${encodeURIComponent(it.messageId)}`}`,
          )}
          icon={<MessageCircle {...ICON} />}
          {...(!it.mine && { note: it.ownerName })}
        >
          {it.title.map((piece) => piece.text).join('')}
        </Item>
      ))}
    </Group>
  );
}
