'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useZone } from '../../providers/me.tsx';
import { useNow } from '../../providers/now.tsx';
import { useTRPC } from '../../providers/trpc.tsx';
import { InputField } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { toast } from '../../ui/toast.tsx';
import type { CustodyView, MachineDetailView } from '../types.ts';
import { custodyTimes } from './custody-words.ts';

type Props = { machine: MachineDetailView; custody: CustodyView; onClose: () => void };

/** It is back; in which state can be noted. */
export default function CheckInDialog({ machine, custody, onClose }: Props) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const zone = useZone();
  const nowMs = useNow(60_000);
  const [note, setNote] = useState('');
  const checkIn = useMutation(
    trpc.custody.checkIn.mutationOptions({
      onSuccess: () => {
        void queries.invalidateQueries(trpc.custody.pathFilter());
        toast.done(`${machine.name} is back from ${custody.holder}`);
        onClose();
      },
    }),
  );
  const bookable = machine.status === 'loaned' ? ' It can be booked again then.' : '';
  return (
    <FormDialog
      title={`Check in ${machine.name}`}
      description={`It is with ${custody.holder} ${custodyTimes(custody, { zone, nowMs })}.${bookable}`}
      submitLabel="Check in"
      busyLabel="Checking in…"
      sending={checkIn}
      onSubmit={() => checkIn.mutate({ id: custody.id, note: note.trim() })}
      onClose={onClose}
    >
      <InputField
        label="Note"
        hint="In which state it is, what is missing. Not needed."
        value={note}
        maxLength={500}
        onChange={(event) => setNote(event.target.value)}
      />
    </FormDialog>
  );
}
