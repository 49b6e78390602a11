'use client';

import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { formatDay } from '@/shared/domain/format.ts';
import { useCan, useMe, useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Avatar } from '../ui/avatar.tsx';
import { Button } from '../ui/button.tsx';
import { byCursor } from '../ui/by-cursor.ts';
import { ErrorNote } from '../ui/error-note.tsx';
import { InputField } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { LoadMore } from '../ui/load-more.tsx';
import { toast } from '../ui/toast.tsx';
import { Written } from '../ui/written.tsx';
import { type MemberView, roleLabel } from './types.ts';

/** Who is deactivated: the past stays under their name until somebody makes them anonymous. Nothing where nobody is. */
export function FormerPeople() {
  const trpc = useTRPC();
  const list = useInfiniteQuery(trpc.team.members.infiniteQueryOptions({ former: true }, byCursor));
  const people = list.data?.pages.flatMap((page) => page.rows) ?? [];
  if (list.error) return <ErrorNote error={list.error} onRetry={() => void list.refetch()} />;
  if (people.length === 0) return null;
  return (
    <section aria-labelledby="former" className="pt-8">
      <h2 id="former" className="border-b border-border-strong pb-2">
        Deactivated
      </h2>
      <ul aria-labelledby="former">
        {people.map((member) => (
          <Former key={member.id} member={member} />
        ))}
      </ul>
      <LoadMore query={list} label="Show more" />
    </section>
  );
}

function Former({ member }: { member: MemberView }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const me = useMe();
  const mayManage = useCan()('member:manage');
  const zone = useZone();
  const nowMs = useNow(3_600_000);
  const [asks, setAsks] = useState(false);
  const bringBack = useMutation(
    trpc.team.reactivate.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries(trpc.team.pathFilter());
        toast.done(`${member.name} can sign in again`);
      },
      onError: toast.failed,
    }),
  );
  const left = `deactivated ${formatDay(member.deactivatedAt!, zone, nowMs)}`;
  const words = member.isAnonymous
    ? ['anonymous for good', left]
    : [member.email, roleLabel(member.role), member.teamName, left];
  const isOutOfReach = member.role === 'owner' && me.role !== 'owner';
  return (
    <li className="grid grid-cols-[1.5rem_minmax(0,1fr)_auto] items-center gap-3 border-t border-border py-2 text-text-2 first:border-t-0">
      <Avatar name={member.name} />
      <div className="min-w-0">
        <Written text={member.name} />
        <p className="truncate text-sm text-muted">{words.filter(Boolean).join(' · ')}</p>
      </div>
      {mayManage && !member.isAnonymous && !isOutOfReach && (
        <span className="flex flex-wrap gap-2 max-tablet:col-span-2 max-tablet:col-start-2 tablet:justify-end">
          <Button
            small
            aria-label={`Bring back ${member.name}`}
            busyLabel={bringBack.isPending ? 'Bringing back…' : null}
            onClick={() => bringBack.mutate({ id: member.id })}
          >
            Bring back
          </Button>
          <Button small aria-label={`Make anonymous… ${member.name}`} onClick={() => setAsks(true)}>
            Make anonymous…
          </Button>
        </span>
      )}
      {asks && <AnonymiseDialog member={member} onClose={() => setAsks(false)} />}
    </li>
  );
}

function AnonymiseDialog({ member, onClose }: { member: MemberView; onClose: () => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [typed, setTyped] = useState('');
  const anonymise = useMutation(
    trpc.team.anonymise.mutationOptions({
      onSuccess: async ({ name }) => {
        await queries.invalidateQueries(trpc.team.pathFilter());
        toast.done(`${member.name} is “${name}” from now on`);
        onClose();
      },
    }),
  );
  return (
    <FormDialog
      title={`Make ${member.name} anonymous?`}
      description="For good, nobody can take it back: the name becomes a number, the e-mail, password and chats go. Bookings, sessions and what they cost stay in all totals, and months that are frozen stay as they are."
      submitLabel="Make anonymous"
      busyLabel="Making anonymous…"
      sending={anonymise}
      canSubmit={typed.trim() === member.name}
      onSubmit={() => anonymise.mutate({ id: member.id })}
      onClose={onClose}
    >
      <InputField
        label={`Type “${member.name}” to go on`}
        value={typed}
        autoComplete="off"
        maxLength={80}
        onChange={(event) => setTyped(event.target.value)}
      />
    </FormDialog>
  );
}
