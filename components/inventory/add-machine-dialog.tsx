'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTRPC } from '../providers/trpc.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { InputField } from '../ui/field.tsx';
import { JoinLines } from './join-lines.tsx';

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
    <Dialog
      open
      onOpenChange={onClose}
      title="Add a Mac"
      description="The lab’s name for it; its model is read from the machine."
    >
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          add.mutate({ name: name.trim(), ...(note.trim() && { note: note.trim() }) });
        }}
      >
        <InputField
          label="Name"
          value={name}
          maxLength={60}
          required
          onChange={(event) => setName(event.target.value)}
        />
        <InputField
          label="Note"
          hint="Where it stands, who looks after it. Not needed."
          value={note}
          maxLength={500}
          onChange={(event) => setNote(event.target.value)}
        />
        {add.isError && <ErrorNote error={add.error} />}
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            look="primary"
            busyLabel={add.isPending ? 'Making the lines…' : null}
            disabled={name.trim() === ''}
          >
            Add machine
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
