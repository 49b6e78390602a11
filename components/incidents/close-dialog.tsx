import { useState } from 'react';
import { FormDialog } from '../ui/form-dialog.tsx';

type Props = {
  number: number;
  sending: { isPending: boolean; error: unknown };
  onSubmit: (note: string) => void;
  onClose: () => void;
};

/** Closing is a word of somebody, with what helped; it can be opened again. */
export function CloseDialog({ number, sending, onSubmit, onClose }: Props) {
  const [note, setNote] = useState('');
  return (
    <FormDialog
      title={`Close incident ${number}?`}
      description="It stays in the list and can be opened again."
      submitLabel="Close incident"
      busyLabel="Closing…"
      sending={sending}
      onSubmit={() => onSubmit(note)}
      onClose={onClose}
    >
      <label className="flex flex-col gap-1 text-sm">
        What helped (may stay empty)
        <textarea
          className="min-h-20 rounded-md border border-border-control bg-surface p-2"
          maxLength={2000}
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
      </label>
    </FormDialog>
  );
}
