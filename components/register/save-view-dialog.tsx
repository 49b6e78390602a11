'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useCan } from '../providers/me.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Checkbox } from '../ui/checkbox.tsx';
import { InputField } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { toast } from '../ui/toast.tsx';

/** A name for what the page shows now. */
export default function SaveViewDialog({ query, onClose }: { query: string; onClose: () => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const can = useCan();
  const [name, setName] = useState('');
  const [shared, setShared] = useState(false);
  const save = useMutation(
    trpc.register.saveView.mutationOptions({
      onSuccess: async (saved) => {
        // The button that opened this is gone then, and the focus goes next to it.
        await queries.invalidateQueries(trpc.register.views.pathFilter());
        toast.done(`The view ${saved.name} is saved`);
        onClose();
      },
    }),
  );
  return (
    <FormDialog
      title="Save this view"
      description="Its rows, their order and the columns. Your own view of the same name is replaced."
      submitLabel="Save view"
      busyLabel="Saving…"
      sending={save}
      canSubmit={name.trim() !== ''}
      onSubmit={() => save.mutate({ page: 'register', name: name.trim(), query, shared })}
      onClose={onClose}
    >
      <InputField
        label="Name"
        placeholder="Attic, by age"
        value={name}
        maxLength={40}
        onChange={(event) => setName(event.target.value)}
      />
      {can('view:share') && (
        <Checkbox checked={shared} onChange={(event) => setShared(event.target.checked)}>
          Share it with the lab
        </Checkbox>
      )}
    </FormDialog>
  );
}
