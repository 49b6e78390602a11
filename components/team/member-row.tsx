'use client';

import { Ellipsis } from 'lucide-react';
import { useState } from 'react';
import { formatDay } from '@/shared/domain/format.ts';
import { useCan, useMe, useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { Avatar } from '../ui/avatar.tsx';
import { DropdownMenu } from '../ui/dropdown-menu.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { later } from '../ui/later.tsx';
import { Tag } from '../ui/tag.tsx';
import { Written } from '../ui/written.tsx';
import { RoleChoice } from './role-choice.tsx';
import { type MemberView, roleLabel } from './types.ts';

const DeactivateDialog = later(() => import('./deactivate-dialog.tsx'));
const GuestDialog = later(() => import('./guest-dialog.tsx'));
const SignInLinkDialog = later(() => import('./sign-in-link-dialog.tsx'));

export function MemberRow({ member }: { member: MemberView }) {
  const me = useMe();
  const can = useCan();
  const zone = useZone();
  const nowMs = useNow(3_600_000);
  const since = `since ${formatDay(member.createdAt, zone, nowMs)}`;
  return (
    <li className="grid grid-cols-[1.5rem_minmax(0,1fr)_auto] items-center gap-3 border-t border-border py-2 first:border-t-0">
      <Avatar name={member.name} mine={member.id === me.id} />
      <div className="min-w-0">
        <span className="flex flex-wrap items-center gap-x-2">
          <b>
            <Written text={member.name} />
          </b>
          {member.id === me.id && <span className="text-sm text-muted">you</span>}
          {member.guestUntil && (
            <Tag>guest until {formatDay(new Date(member.guestUntil).getTime() - 1, zone, nowMs)}</Tag>
          )}
        </span>
        <p className="truncate text-sm text-muted">
          {[member.email, member.teamName, since].filter(Boolean).join(' · ')}
        </p>
      </div>
      {can('member:manage') ? (
        <span className="flex flex-wrap items-center justify-end gap-1">
          <RoleChoice member={member} />
          <More member={member} />
        </span>
      ) : (
        <span className="text-text-2">{roleLabel(member.role)}</span>
      )}
    </li>
  );
}

function More({ member }: { member: MemberView }) {
  const me = useMe();
  const [asked, setAsked] = useState<'deactivate' | 'guest' | 'link' | null>(null);
  const close = (): void => setAsked(null);
  const isOutOfReach = member.id === me.id || (member.role === 'owner' && me.role !== 'owner');
  return (
    <>
      <DropdownMenu
        label={`More for ${member.name}`}
        items={[
          {
            label: member.guestUntil ? 'Change the last day…' : 'Make a guest…',
            disabled: member.role === 'owner',
            onSelect: () => setAsked('guest'),
          },
          {
            label: 'Make a sign-in link…',
            disabled: member.role === 'owner' && me.role !== 'owner',
            onSelect: () => setAsked('link'),
          },
          { kind: 'separator' },
          {
            label: 'Deactivate…',
            danger: true,
            disabled: isOutOfReach,
            onSelect: () => setAsked('deactivate'),
          },
        ]}
      >
        <IconButton label={`More for ${member.name}`}>
          <Ellipsis aria-hidden size={16} strokeWidth={1.6} />
        </IconButton>
      </DropdownMenu>
      {asked === 'deactivate' && <DeactivateDialog member={member} onClose={close} />}
      {asked === 'guest' && <GuestDialog member={member} onClose={close} />}
      {asked === 'link' && <SignInLinkDialog member={member} onClose={close} />}
    </>
  );
}
