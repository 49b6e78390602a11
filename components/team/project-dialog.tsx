'use client';

import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTRPC } from '../providers/trpc.tsx';
import { byCursor } from '../ui/by-cursor.ts';
import { InputField } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { LoadMore } from '../ui/load-more.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { toast } from '../ui/toast.tsx';
import { Choice } from '../ui/choice.tsx';
import type { ProjectView } from './types.ts';

type Props = { project: ProjectView | null; onClose: () => void };

/** `350`, `1,234.50`, `1234,5`: null where it is empty, undefined where it is no amount. */
function amountOf(text: string): number | null | undefined {
  const tidy = text
    .trim()
    .replaceAll(/[\s,](?=\d{3}(\D|$))/g, '')
    .replace(',', '.');
  if (tidy === '') return null;
  return /^\d{1,9}(\.\d{1,2})?$/.test(tidy) ? Number(tidy) : undefined;
}

/** Its name, its budget and who is in it. */
export default function ProjectDialog({ project, onClose }: Props) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const people = useInfiniteQuery(trpc.team.members.infiniteQueryOptions({}, byCursor));
  const [name, setName] = useState(project?.name ?? '');
  const [note, setNote] = useState(project?.note ?? '');
  const [budget, setBudget] = useState(project?.budgetAmount?.toString() ?? '');
  const [memberIds, setMemberIds] = useState(() => project?.members.map((it) => it.id) ?? []);
  const save = useMutation(
    trpc.projects.save.mutationOptions({
      onSuccess: () => {
        void queries.invalidateQueries(trpc.projects.pathFilter());
        toast.done(`“${name.trim()}” saved`);
        onClose();
      },
    }),
  );
  const amount = amountOf(budget);
  const rows = people.data?.pages.flatMap((page) => page.rows) ?? [];
  // Members of a later page of the list stay where they can be seen.
  const unseen = project?.members.filter((it) => !rows.some((row) => row.id === it.id)) ?? [];
  return (
    <FormDialog
      title={project ? `Change “${project.name}”` : 'Add a project'}
      description="Bookings name it, and reports go by it."
      submitLabel="Save"
      busyLabel="Saving…"
      sending={save}
      canSubmit={name.trim() !== '' && amount !== undefined}
      onSubmit={() =>
        save.mutate({ id: project?.id ?? null, name, note, budgetAmount: amount ?? null, memberIds })
      }
      onClose={onClose}
    >
      <InputField
        label="Name"
        required
        maxLength={60}
        placeholder="Proof search"
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <InputField
        label="Note"
        hint="Not needed."
        maxLength={300}
        value={note}
        onChange={(event) => setNote(event.target.value)}
      />
      <InputField
        label={project ? `Budget in ${project.currency}` : 'Budget in the lab’s currency'}
        hint="Over its whole time. Empty: none."
        inputMode="decimal"
        maxLength={16}
        error={amount === undefined ? 'Write an amount as 350 or 350.50, or nothing.' : null}
        value={budget}
        onChange={(event) => setBudget(event.target.value)}
      />
      <Choice legend="Who is in it" options={[...unseen, ...rows]} chosen={memberIds} onChange={setMemberIds}>
        {people.isPending && <SkeletonRows label="Loading the people" count={2} />}
        <LoadMore query={people} label="Show more people" />
      </Choice>
    </FormDialog>
  );
}
