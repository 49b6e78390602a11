'use client';

import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useMe } from '../providers/me.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { byCursor } from '../ui/by-cursor.ts';
import { SelectField } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { LoadMore } from '../ui/load-more.tsx';
import { toast } from '../ui/toast.tsx';
import type { QualificationView } from './types.ts';

type Props = { qualification: QualificationView; onClose: () => void };

/** Gives it to a person, oneself among them; given again it counts anew. */
export default function GrantDialog({ qualification, onClose }: Props) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const me = useMe();
  const list = useInfiniteQuery(trpc.team.members.infiniteQueryOptions({ limit: 500 }, byCursor));
  const has = new Set(
    qualification.holders?.flatMap((it) => (it.standing === 'valid' ? [it.person.id] : [])),
  );
  const people = (list.data?.pages.flatMap((page) => page.rows) ?? []).filter((it) => !has.has(it.id));
  const [chosen, setChosen] = useState<string | null>(null);
  const personId = chosen ?? people[0]?.id ?? '';
  const told = { onSuccess: () => queries.invalidateQueries(trpc.qualifications.pathFilter()) };
  const revoke = useMutation(trpc.qualifications.revoke.mutationOptions({ ...told, onError: toast.failed }));
  const grant = useMutation(
    trpc.qualifications.grant.mutationOptions({
      onSuccess: ({ grantId }) => {
        void told.onSuccess();
        const who = people.find((it) => it.id === personId)?.name ?? 'them';
        toast.done(`“${qualification.name}” given to ${who}`, () =>
          revoke.mutate({ grantId, revoked: true }),
        );
        onClose();
      },
    }),
  );
  return (
    <FormDialog
      title={`Give “${qualification.name}”`}
      submitLabel="Give it"
      busyLabel="Giving…"
      sending={grant}
      canSubmit={personId !== ''}
      onSubmit={() => grant.mutate({ id: qualification.id, personId })}
      onClose={onClose}
    >
      <SelectField
        label="To whom"
        hint={list.data && people.length === 0 ? 'Everybody in the lab has it.' : undefined}
        options={people.map((it) => ({ value: it.id, label: it.id === me.id ? `${it.name}, you` : it.name }))}
        value={personId}
        onChange={(event) => setChosen(event.target.value)}
      />
      <LoadMore query={list} label="Show more people" />
    </FormDialog>
  );
}
