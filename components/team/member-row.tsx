'use client';

import { Ellipsis } from 'lucide-react';
import { useState } from 'react';
import { formatDay, formatMoment } from '@/shared/domain/format.ts';
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
import { wayWords } from './way-words.ts';

const DeactivateDialog = later(() => import('./deactivate-dialog.tsx'));
const GuestDialog = later(() => import('./guest-dialog.tsx'));
const SignInLinkDialog = later(() => import('./sign-in-link-dialog.tsx'));

/** `qualified`: by name; null: not known yet; left out: the lab asks for none. */
type Props = { member: MemberView; qualified: readonly string[] | null | undefined };

export function MemberRow({ member, qualified }: Props) {
  const me = useMe();
  const mayManage = useCan()('member:manage');
  return (
    <tr>
      <th scope="row">
        <Person member={member} />
      </th>
      <td data-label="Teams">
        {member.teams.length === 0 && <span className="text-muted">none</span>}
        <ul>
          {member.teams.map(({ id, name, isLead }) => (
            <li key={id}>
              <Written text={name} /> {isLead && <Tag tone="mine">lead</Tag>}
            </li>
          ))}
        </ul>
      </td>
      <td data-label="Role">{mayManage ? <RoleChoice member={member} /> : roleLabel(member.role)}</td>
      {qualified !== undefined && (
        <td data-label="Qualified">
          {qualified?.length ? (
            qualified.join(', ')
          ) : (
            <span className="text-muted">{qualified ? 'for nothing' : '…'}</span>
          )}
        </td>
      )}
      {member.access && <Access access={member.access} isMe={member.id === me.id} />}
      {mayManage && (
        <td>
          <More member={member} />
        </td>
      )}
    </tr>
  );
}

function Person({ member }: { member: MemberView }) {
  const me = useMe();
  const zone = useZone();
  const nowMs = useNow(3_600_000);
  return (
    <span className="grid grid-cols-[1.5rem_minmax(0,1fr)] items-center gap-3">
      <Avatar name={member.name} mine={member.id === me.id} />
      <span className="min-w-0">
        <b>
          <Written text={member.name} />
        </b>
        {member.id === me.id && <span className="text-muted"> you</span>}
        <span className="block text-muted">{member.email}</span>
        {member.guestUntil && (
          <Tag>guest until {formatDay(new Date(member.guestUntil).getTime() - 1, zone, nowMs)}</Tag>
        )}
      </span>
    </span>
  );
}

function Access({ access, isMe }: { access: NonNullable<MemberView['access']>; isMe: boolean }) {
  const zone = useZone();
  const nowMs = useNow(60_000);
  return (
    <>
      <td data-label="Last seen">
        {isMe ? (
          'now'
        ) : access.lastSeenAt ? (
          formatMoment(access.lastSeenAt, zone, nowMs)
        ) : (
          <span
            className="unknown-value"
            title="No sign-in of theirs stands, and one that ended is not kept."
          >
            unknown
          </span>
        )}
      </td>
      <td data-label="Signs in by">{wayWords(access)}</td>
    </>
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
