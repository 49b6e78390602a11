'use client';

import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { Link2, Mail } from 'lucide-react';
import { useState } from 'react';
import { formatDay, formatMoment } from '@/shared/domain/format.ts';
import { useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Button } from '../ui/button.tsx';
import { byCursor } from '../ui/by-cursor.ts';
import { ErrorNote } from '../ui/error-note.tsx';
import { LoadMore } from '../ui/load-more.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { toast } from '../ui/toast.tsx';
import { LinkDialog } from './link-dialog.tsx';
import type { InvitationView, MadeInvitationView } from './types.ts';

const MAIL_UNDER_WAY_MS = 2000;

/** Who was invited, and what became of it. */
export function Invitations() {
  const trpc = useTRPC();
  const list = useInfiniteQuery({
    ...trpc.team.invitations.infiniteQueryOptions({}, byCursor),
    refetchInterval: ({ state }) =>
      state.data?.pages.some((page) => page.rows.some((it) => it.mail === 'under_way' && it.state === 'open'))
        ? MAIL_UNDER_WAY_MS
        : false,
  });
  const rows = list.data?.pages.flatMap((page) => page.rows);
  return (
    <section aria-labelledby="invitations" className="pb-8">
      <h2 id="invitations" className="border-b border-border-strong pb-2">
        Invitations
      </h2>
      {list.isPending && <SkeletonRows label="Loading the invitations" count={2} />}
      {list.error && <ErrorNote error={list.error} onRetry={() => void list.refetch()} />}
      {rows?.length === 0 && (
        <p className="py-2 text-sm text-muted">
          Nobody is invited. A link or a mail lets one person in, once.
        </p>
      )}
      <ul>
        {rows?.map((it) => (
          <Row key={it.id} invitation={it} />
        ))}
      </ul>
      <LoadMore query={list} label="Show earlier" />
    </section>
  );
}

const STATE_WORDS = { used: 'used', expired: 'expired', revoked: 'taken back' } as const;

function Row({ invitation }: { invitation: InvitationView }) {
  const zone = useZone();
  const nowMs = useNow(60_000);
  const { email, role, teamName, state, usedByName, createdByName } = invitation;
  const name = email ?? 'Whoever has the link';
  const Icon = email === null ? Link2 : Mail;
  const isOpen = state === 'open';
  const facts = [
    teamName ? `${role} of ${teamName}` : role,
    invitation.guestUntil &&
      `guest until ${formatDay(new Date(invitation.guestUntil).getTime() - 1, zone, nowMs)}`,
    `by ${createdByName}`,
    isOpen
      ? `until ${formatMoment(invitation.expiresAt, zone, nowMs)}`
      : state === 'used' && usedByName
        ? `${usedByName} has joined`
        : STATE_WORDS[state],
    isOpen ? mailWords(invitation) : null,
  ];
  return (
    <li className="grid grid-cols-[1rem_minmax(0,1fr)] gap-x-3 border-b border-border py-2 text-sm">
      <Icon aria-hidden size={15} strokeWidth={1.6} className="mt-0.5 text-muted" />
      <div className="min-w-0">
        <p className={isOpen ? 'break-words' : 'break-words text-text-2'}>{name}</p>
        <p className="text-muted">{facts.filter(Boolean).join(' · ')}</p>
        {(isOpen || state === 'expired') && <Acts invitation={invitation} name={name} />}
      </div>
    </li>
  );
}

function mailWords({ mail, mailFailure }: InvitationView): string | null {
  if (mail === 'sent') return 'mailed';
  if (mail === 'under_way') return 'being mailed';
  return mail === 'failed' ? `not mailed: ${mailFailure}` : null;
}

function Acts({ invitation, name }: { invitation: InvitationView; name: string }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [made, setMade] = useState<MadeInvitationView | null>(null);
  const changed = () => queries.invalidateQueries(trpc.team.invitations.pathFilter());
  const renew = useMutation(
    trpc.team.renewInvitation.mutationOptions({
      onSuccess: (it) => {
        setMade(it);
        void changed();
      },
      onError: toast.failed,
    }),
  );
  const revoke = useMutation(
    trpc.team.revokeInvitation.mutationOptions({
      onSuccess: () => {
        toast.done(`The invitation of ${name} works no more`);
        void changed();
      },
      onError: toast.failed,
    }),
  );
  return (
    <span className="flex flex-wrap gap-2 pt-1">
      <Button
        small
        busyLabel={renew.isPending ? 'Making…' : null}
        aria-label={invitation.isMailable ? `Send again to ${name}` : `New link for ${name}`}
        onClick={() => renew.mutate({ id: invitation.id })}
      >
        {invitation.isMailable ? 'Send again' : 'New link'}
      </Button>
      {invitation.state === 'open' && (
        <Button
          small
          busyLabel={revoke.isPending ? 'Taking back…' : null}
          aria-label={`Take back the invitation of ${name}`}
          onClick={() => revoke.mutate({ id: invitation.id })}
        >
          Take back
        </Button>
      )}
      {made && <LinkDialog made={made} email={invitation.email} onClose={() => setMade(null)} />}
    </span>
  );
}
