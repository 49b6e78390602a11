'use client';

import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { formatDatedRange } from '@/shared/domain/format.ts';
import { can } from '@/shared/domain/permissions.ts';
import { useZone } from '../providers/me.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { byCursor } from '../ui/by-cursor.ts';
import { ErrorNote } from '../ui/error-note.tsx';
import { SelectField } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { toast } from '../ui/toast.tsx';
import type { LeavingView, MemberView, SettledView } from './types.ts';

const CALL_OFF = '';
const SHOWN = 8;

/** Names what ends and asks what becomes of what is booked; what could not be settled is asked about once more. */
export default function DeactivateDialog({ member, onClose }: { member: MemberView; onClose: () => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [heirId, setHeirId] = useState(CALL_OFF);
  const [left, setLeft] = useState<SettledView['left'] | null>(null);
  const leaving = useQuery({ ...trpc.team.leaving.queryOptions({ id: member.id }), staleTime: 0 });
  const deactivate = useMutation(
    trpc.team.deactivate.mutationOptions({
      onSuccess: async (settled) => {
        await queries.invalidateQueries(trpc.team.pathFilter());
        void queries.invalidateQueries(trpc.bookings.pathFilter());
        if (settled.left.length > 0) {
          setLeft(settled.left);
          setHeirId(CALL_OFF);
          return;
        }
        toast.done(`${member.name} is deactivated${settledWords(settled)}`);
        onClose();
      },
    }),
  );
  const open = leaving.data?.bookings ?? [];
  return (
    <FormDialog
      title={`Deactivate ${member.name}?`}
      description="They cannot sign in any more. What they did stays under their name, and an admin can bring them back."
      submitLabel={left ? 'Settle the rest' : 'Deactivate'}
      busyLabel={left ? 'Settling…' : 'Deactivating…'}
      sending={deactivate}
      canSubmit={leaving.data !== undefined}
      onSubmit={() => deactivate.mutate({ id: member.id, heirId: heirId === CALL_OFF ? null : heirId })}
      onClose={onClose}
    >
      {leaving.isPending && <SkeletonRows label="Loading what they have" count={2} />}
      {leaving.error && <ErrorNote error={leaving.error} onRetry={() => void leaving.refetch()} />}
      {leaving.data && !left && <Ends leaving={leaving.data} />}
      {left && (
        <div role="alert">
          <p>{member.name} is deactivated. These bookings could not be settled:</p>
          <ul className="list-disc pl-5 text-sm text-text-2">
            {left.map((it) => (
              <li key={it.id}>
                “{it.purpose}”: {it.why}
              </li>
            ))}
          </ul>
        </div>
      )}
      {(left ?? open).length > 0 && <Heir memberId={member.id} value={heirId} onChange={setHeirId} />}
    </FormDialog>
  );
}

function settledWords({ handedOver, cancelled }: SettledView): string {
  const parts = [
    handedOver > 0 ? `${count(handedOver, 'booking')} handed over` : null,
    cancelled > 0 ? `${count(cancelled, 'booking')} called off` : null,
  ].filter(Boolean);
  return parts.length > 0 ? `; ${parts.join(', ')}` : '';
}

const count = (of: number, what: string): string => `${of} ${what}${of === 1 ? '' : 's'}`;

function Ends({ leaving }: { leaving: LeavingView }) {
  const zone = useZone();
  const { bookings, keys, signIns, calendars, webhooks, machines } = leaving;
  const ends = [
    [signIns, 'sign-in'],
    [keys, 'API key'],
    [calendars, 'calendar link'],
    [webhooks, 'webhook'],
  ] as const;
  const words = ends.filter(([of]) => of > 0).map(([of, what]) => count(of, what));
  return (
    <div className="text-text-2">
      <p>
        {words.length > 0
          ? `Ends at once: ${words.join(', ')}.`
          : 'No sign-in, key or link of theirs is open.'}
      </p>
      {machines > 0 && <p>{count(machines, 'machine')} in the register stay under their name.</p>}
      {bookings.length === 0 ? (
        <p>Nothing is booked for them.</p>
      ) : (
        <>
          <p className="pt-2">{count(bookings.length, 'booking')} not over yet:</p>
          <ul className="list-disc pl-5 text-sm">
            {bookings.slice(0, SHOWN).map((it) => (
              <li key={it.id}>
                “{it.purpose}”, {formatDatedRange(new Date(it.startsAt), new Date(it.endsAt), zone)}
                {it.isAsked && ', not agreed to yet: withdrawn'}
              </li>
            ))}
            {bookings.length > SHOWN && <li>and {bookings.length - SHOWN} more</li>}
          </ul>
        </>
      )}
    </div>
  );
}

type HeirProps = { memberId: string; value: string; onChange: (id: string) => void };

function Heir({ memberId, value, onChange }: HeirProps) {
  const trpc = useTRPC();
  const list = useInfiniteQuery(trpc.team.members.infiniteQueryOptions({ limit: 500 }, byCursor));
  const people = list.data?.pages.flatMap((page) => page.rows) ?? [];
  const heirs = people.filter(
    ({ id, role }) => id !== memberId && can({ kind: 'user', id, role }, 'booking:create'),
  );
  return (
    <SelectField
      label="What they have booked"
      hint={
        value === CALL_OFF
          ? 'What runs ends now, with the model on it. What is to come is free again.'
          : 'Hours and costs go to their account. They are told, and a model that runs goes on.'
      }
      value={value}
      options={[
        { value: CALL_OFF, label: 'is called off' },
        ...heirs.map((it) => ({ value: it.id, label: `goes to ${it.name}` })),
      ]}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
