'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { formatMemory } from '@/shared/domain/format.ts';
import { useTRPC } from '../providers/trpc.tsx';
import { Button } from '../ui/button.tsx';
import { DialogActions } from '../ui/dialog.tsx';
import { SelectField } from '../ui/field.tsx';
import { FormError } from '../ui/error-note.tsx';
import { toast } from '../ui/toast.tsx';
import { MachineNameField } from './machine-name-field.tsx';
import type { NewcomerView } from './types.ts';

const NEW = 'new';

/** "Mac Studio (M3 Ultra, 2025), 512 GB, serial C02…, from 10.0.0.7. No record has its serial number." */
export const aboutNewcomer = (it: NewcomerView): string =>
  [
    it.modelName,
    it.memoryBytes === null ? null : formatMemory(it.memoryBytes),
    it.serial === null ? null : `serial ${it.serial}`,
    it.address === null ? null : `from ${it.address}`,
  ]
    .filter(Boolean)
    .join(', ')
    .concat(it.serial === null ? '. It tells no serial number.' : '. No record has its serial number.');

type Props = { newcomer: NewcomerView; onAdmitted: (machineId: string) => void; onRefused: () => void };

/** Which machine it is that waits: one of its own, or a record that has no agent yet. */
export function AdmitNewcomer({ newcomer, onAdmitted, onRefused }: Props) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [which, setWhich] = useState(NEW);
  const [name, setName] = useState(newcomer.hostName?.slice(0, 60) ?? '');
  const { data } = useQuery(trpc.machines.list.queryOptions());
  const records = data?.machines.filter((it) => it.connection === 'never' && it.status !== 'retired') ?? [];
  const changed = () => {
    void queries.invalidateQueries(trpc.joins.pathFilter());
    void queries.invalidateQueries(trpc.machines.pathFilter());
  };
  const admit = useMutation(
    trpc.joins.admit.mutationOptions({
      onSuccess: ({ machineId, machineName }) => {
        changed();
        toast.done(`${machineName} is in the lab`);
        onAdmitted(machineId);
      },
    }),
  );
  const refuse = useMutation(
    trpc.joins.refuse.mutationOptions({
      onSuccess: () => {
        changed();
        toast.done(`${newcomer.hostName ?? 'That machine'} is sent away`);
        onRefused();
      },
    }),
  );
  const { id } = newcomer;
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        admit.mutate(which === NEW ? { id, name: name.trim() } : { id, machineId: which });
      }}
    >
      <p className="text-sm text-text-2">
        <b>{newcomer.hostName ?? 'A machine'}</b> waits to be let in: {aboutNewcomer(newcomer)}
      </p>
      <SelectField
        label="Which machine is it?"
        value={which}
        onChange={(event) => setWhich(event.target.value)}
        options={[
          { value: NEW, label: 'A new machine' },
          ...records.map((it) => ({ value: it.id, label: `${it.name}, entered beforehand` })),
        ]}
      />
      {which === NEW && <MachineNameField value={name} onChange={setName} />}
      <FormError error={admit.error ?? refuse.error} />
      <DialogActions>
        <Button
          look="danger"
          busyLabel={refuse.isPending ? 'Sending away…' : null}
          onClick={() => refuse.mutate({ id })}
        >
          Send it away
        </Button>
        <Button
          type="submit"
          look="primary"
          busyLabel={admit.isPending ? 'Letting in…' : null}
          disabled={which === NEW && name.trim() === ''}
        >
          Let it in
        </Button>
      </DialogActions>
    </form>
  );
}
