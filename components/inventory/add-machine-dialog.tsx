'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTRPC } from '../providers/trpc.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { InputField } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { JoinLines, LabJoinLines } from './join-lines.tsx';

/** A name first, or none; then the line that lets the machine's agent join. */
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
  const make = useMutation(trpc.joins.createToken.mutationOptions());
  if (add.data) {
    return (
      <Dialog open onOpenChange={onClose} wide title={`Join ${name.trim()}`}>
        <JoinLines token={add.data} name={name.trim()} onClose={onClose} />
      </Dialog>
    );
  }
  if (make.data) {
    return (
      <Dialog open onOpenChange={onClose} wide title="Join whichever Mac comes">
        <LabJoinLines token={make.data} onClose={onClose} />
      </Dialog>
    );
  }
  const isNamed = name.trim() !== '';
  return (
    <FormDialog
      title="Add a Mac"
      description="The lab’s name for it; its model is read from the machine."
      submitLabel={isNamed ? 'Add machine' : 'Make a line for any Mac'}
      busyLabel="Making the line…"
      sending={isNamed ? add : make}
      onSubmit={() =>
        isNamed ? add.mutate({ name: name.trim(), ...(note.trim() && { note: note.trim() }) }) : make.mutate()
      }
      onClose={onClose}
    >
      <InputField
        label="Name"
        hint="Leave it empty for a line that fits any Mac: the record with its serial number is found, else you are asked which it is."
        value={name}
        maxLength={60}
        onChange={(event) => setName(event.target.value)}
      />
      {isNamed && (
        <InputField
          label="Note"
          hint="Where it stands, who looks after it. Not needed."
          value={note}
          maxLength={500}
          onChange={(event) => setNote(event.target.value)}
        />
      )}
    </FormDialog>
  );
}
