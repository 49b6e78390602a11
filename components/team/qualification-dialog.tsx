'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTRPC } from '../providers/trpc.tsx';
import { InputField } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { toast } from '../ui/toast.tsx';
import { Choice } from '../ui/choice.tsx';
import type { QualificationView } from './types.ts';

type Props = { qualification: QualificationView | null; onClose: () => void };

/** Its name, when it ends, and which machines want it: one by one, or every one of a model. */
export default function QualificationDialog({ qualification, onClose }: Props) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const lab = useQuery(trpc.machines.list.queryOptions());
  const [name, setName] = useState(qualification?.name ?? '');
  const [note, setNote] = useState(qualification?.note ?? '');
  const [days, setDays] = useState(qualification ? String(qualification.expiresUnusedDays ?? '') : '90');
  const [machineIds, setMachineIds] = useState(() => qualification?.machines.map((it) => it.id) ?? []);
  const [catalogIds, setCatalogIds] = useState(() => qualification?.models.map((it) => it.id) ?? []);
  const save = useMutation(
    trpc.qualifications.save.mutationOptions({
      onSuccess: () => {
        void queries.invalidateQueries(trpc.qualifications.pathFilter());
        toast.done(`“${name.trim()}” saved`);
        onClose();
      },
    }),
  );
  const isNumber = days.trim() === '' || /^\d{1,4}$/.test(days.trim());
  const machines = lab.data?.machines.filter((it) => it.status !== 'retired') ?? [];
  const models = new Map<string, string>(qualification?.models.map((it) => [it.id, it.name]));
  for (const it of machines) if (it.catalogId !== null) models.set(it.catalogId, it.modelName);
  return (
    <FormDialog
      title={qualification ? `Change “${qualification.name}”` : 'Add a qualification'}
      description="Who books one of its machines needs it, admins too."
      submitLabel="Save"
      busyLabel="Saving…"
      sending={save}
      canSubmit={name.trim() !== '' && isNumber}
      onSubmit={() =>
        save.mutate({
          id: qualification?.id ?? null,
          name,
          note,
          expiresUnusedDays: days.trim() === '' ? null : Number(days),
          machineIds,
          catalogIds,
        })
      }
      onClose={onClose}
    >
      <InputField
        label="Name"
        required
        maxLength={60}
        placeholder="Studio handling"
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <InputField
        label="Note"
        hint="What one learns, and from whom. Not needed."
        maxLength={200}
        value={note}
        onChange={(event) => setNote(event.target.value)}
      />
      <InputField
        label="Ends after so many days without use"
        hint="Empty: it does not end. A booking’s start is a use."
        inputMode="numeric"
        maxLength={4}
        error={isNumber ? null : 'Write a whole number of days, or nothing.'}
        value={days}
        onChange={(event) => setDays(event.target.value)}
      />
      {lab.isPending && <SkeletonRows label="Loading the machines" count={2} />}
      {machines.length > 0 && (
        <Choice
          legend="Machines that need it"
          options={machines.map((it) => ({ id: it.id, name: it.name, about: it.modelName }))}
          chosen={machineIds}
          onChange={setMachineIds}
        />
      )}
      {models.size > 0 && (
        <Choice
          legend="Or every machine of a model, those that come later too"
          options={[...models].map(([id, title]) => ({ id, name: title }))}
          chosen={catalogIds}
          onChange={setCatalogIds}
        />
      )}
    </FormDialog>
  );
}
