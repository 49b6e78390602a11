'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTRPC } from '../providers/trpc.tsx';
import { SelectField } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { newId } from '../ui/new-id.ts';
import { toast } from '../ui/toast.tsx';
import { CableEndFields } from './cable-end-fields.tsx';
import type { CableMapView, EnteredView } from './types.ts';

const SPEEDS = [120, 80, 40, 20];
const RDMA = [
  { value: '', label: 'Not known' },
  { value: 'yes', label: 'Ready' },
  { value: 'no', label: 'Without RDMA' },
];

type Props = { map: CableMapView; entered: EnteredView | null; onClose: () => void };

/** A cable that no agent can see, by hand: both ends as they are found on the cases. */
export default function EnterCable({ map, entered, onClose }: Props) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [id] = useState(() => entered?.id ?? newId());
  const [a, setA] = useState(entered?.a ?? { machineId: '', port: '' });
  const [b, setB] = useState(entered?.b ?? { machineId: '', port: '' });
  const [speed, setSpeed] = useState(entered?.speedGbps == null ? '' : String(entered.speedGbps));
  const [rdma, setRdma] = useState(entered?.rdma == null ? '' : entered.rdma ? 'yes' : 'no');
  const refresh = () => void queries.invalidateQueries(trpc.cables.pathFilter());
  const remove = useMutation(
    trpc.cables.remove.mutationOptions({ onSuccess: refresh, onError: toast.failed }),
  );
  const undo = useMutation(trpc.cables.save.mutationOptions({ onSuccess: refresh, onError: toast.failed }));
  const save = useMutation(
    trpc.cables.save.mutationOptions({
      onSuccess: (before) => {
        refresh();
        toast.done(entered ? 'The entered cable is changed' : 'The cable is entered', () =>
          before ? undo.mutate(before) : remove.mutate({ id }),
        );
        onClose();
      },
    }),
  );
  const isSelf = a.machineId !== '' && a.machineId === b.machineId;
  const speeds = [...new Set([...SPEEDS, ...(speed === '' ? [] : [Number(speed)])])];
  const isComplete = [a, b].every((it) => it.machineId !== '' && it.port.trim() !== '');
  const submit = (): void => {
    if (!isComplete || isSelf) return;
    save.mutate({
      id,
      a,
      b,
      speedGbps: speed === '' ? null : Number(speed),
      rdma: rdma === '' ? null : rdma === 'yes',
    });
  };
  return (
    <FormDialog
      title={entered ? 'Change an entered cable' : 'Enter a cable'}
      description="For cables that no agent sees. What agents see at a port comes first."
      submitLabel={entered ? 'Change cable' : 'Enter cable'}
      busyLabel={entered ? 'Changing…' : 'Entering…'}
      sending={save}
      canSubmit={isComplete && !isSelf}
      noValidate
      onSubmit={submit}
      onClose={onClose}
    >
      <CableEndFields label="One end" machines={map.machines} value={a} enteredId={id} onChange={setA} />
      <CableEndFields
        label="Other end"
        machines={map.machines}
        value={b}
        enteredId={id}
        problem={isSelf ? 'A cable goes from one Mac to another. Choose another Mac.' : null}
        onChange={setB}
      />
      <div className="grid gap-4 tablet:grid-cols-2">
        <SelectField
          label="Speed"
          value={speed}
          options={[
            { value: '', label: 'Not known' },
            ...speeds.map((it) => ({ value: String(it), label: `${it}\u202fGb/s` })),
          ]}
          onChange={(event) => setSpeed(event.target.value)}
        />
        <SelectField
          label="RDMA"
          hint="As far as you know. Not needed."
          value={rdma}
          options={RDMA}
          onChange={(event) => setRdma(event.target.value)}
        />
      </div>
    </FormDialog>
  );
}
