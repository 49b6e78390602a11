'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTRPC } from '../providers/trpc.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { InputField } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { JoinLines } from './join-lines.tsx';
import { MachineNameField } from './machine-name-field.tsx';

/** A name first; then the lines that let the machine's agent join. */
export default function AddMachineDialog({ onClose }: { onClose: () => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const [note, setNote] = useState('');
  const add = useMutation(
    trpc.machines.add.mutationOptions({
      onSuccess: () => queries.invalidateQueries(trpc.machines.pathFilter()),
    }),
  );
  if (add.data) {
    return (
      <Dialog open onOpenChange={onClose} wide title={`Join ${name.trim()}`}>
        <JoinLines token={add.data} name={name.trim()} onClose={onClose} />
      </Dialog>
    );
  }
  return (
    <FormDialog
      title="Add a Mac"
      description="The lab’s name for it; its model is read from the machine."
      submitLabel="Add machine"
      busyLabel="Making the lines…"
      sending={add}
      canSubmit={name.trim() !== ''}
      onSubmit={() => add.mutate({ name: name.trim(), ...(note.trim() && { note: note.trim() }) })}
      onClose={onClose}
    >
      <MachineNameField value={name} onChange={setName} />
      <InputField
        label="Note"
        hint="Where it stands, who looks after it. Not needed."
        value={note}
        maxLength={500}
        onChange={(event) => setNote(event.target.value)}
      />
    </FormDialog>
  );
}
