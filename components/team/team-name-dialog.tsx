'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTRPC } from '../providers/trpc.tsx';
import { InputField } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { toast } from '../ui/toast.tsx';
import type { TeamView } from './types.ts';

/** A new team, or another name for one. */
export default function TeamNameDialog({ team, onClose }: { team?: TeamView; onClose: () => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [name, setName] = useState(team?.name ?? '');
  const save = useMutation(
    trpc.team.saveTeam.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries(trpc.team.pathFilter());
        toast.done(team ? `The team is called ${name.trim()} now` : `The team ${name.trim()} is made`);
        onClose();
      },
    }),
  );
  return (
    <FormDialog
      title={team ? `Rename ${team.name}` : 'New team'}
      description={
        team
          ? 'Months that are frozen keep the name they were frozen with.'
          : 'Bookings are charged to a team. Put its people into it next.'
      }
      submitLabel={team ? 'Rename' : 'Make the team'}
      busyLabel="Saving…"
      sending={save}
      canSubmit={name.trim() !== '' && name.trim() !== team?.name}
      onSubmit={() => save.mutate({ ...(team && { id: team.id }), name })}
      onClose={onClose}
    >
      <InputField
        label="Name"
        required
        maxLength={60}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
    </FormDialog>
  );
}
