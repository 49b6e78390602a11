'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { CUSTOM_KIND_LABEL } from '@/shared/domain/custom-values.ts';
import type { CustomFieldKind } from '@/shared/schemas/custom-field.ts';
import { useTRPC } from '../providers/trpc.tsx';
import { InputField, SelectField, TextAreaField } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { toast } from '../ui/toast.tsx';
import type { CustomFieldView } from './types.ts';

const KINDS = Object.entries(CUSTOM_KIND_LABEL).map(([value, label]) => ({ value, label }));

/** One field of the lab's own: what it is called and what is entered in it. */
export function FieldForm({ field, onClose }: { field: CustomFieldView | null; onClose: () => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [label, setLabel] = useState(field?.label ?? '');
  const [kind, setKind] = useState<CustomFieldKind>(field?.kind ?? 'text');
  const [choices, setChoices] = useState(field?.choices.join('\n') ?? '');
  const isKindFixed = field !== null && field.uses > 0;
  const save = useMutation(
    trpc.register.saveCustomField.mutationOptions({
      onSuccess: (saved) => {
        void queries.invalidateQueries(trpc.register.customFields.pathFilter());
        toast.done(field ? `${saved.label} is changed` : `${saved.label} is added`);
        onClose();
      },
    }),
  );
  const list = choices
    .split('\n')
    .map((it) => it.trim())
    .filter((it) => it !== '');
  return (
    <FormDialog
      title={field ? `Change ${field.label}` : 'Add a field'}
      submitLabel={field ? 'Save field' : 'Add field'}
      busyLabel="Saving…"
      sending={save}
      canSubmit={label.trim() !== '' && (kind !== 'choice' || list.length > 0)}
      onSubmit={() =>
        save.mutate({
          id: field?.id ?? null,
          label: label.trim(),
          kind,
          choices: kind === 'choice' ? list : [],
        })
      }
      onClose={onClose}
    >
      <InputField
        label="Name"
        placeholder="Cost centre"
        value={label}
        maxLength={40}
        onChange={(event) => setLabel(event.target.value)}
      />
      <SelectField
        label="What is entered"
        hint={isKindFixed ? 'It stays, since something is entered already.' : undefined}
        options={KINDS}
        value={kind}
        disabled={isKindFixed}
        onChange={(event) => setKind(event.target.value as CustomFieldKind)}
      />
      {kind === 'choice' && (
        <TextAreaField
          label="Choices"
          hint="One a line, in their order."
          rows={5}
          value={choices}
          onChange={(event) => setChoices(event.target.value)}
        />
      )}
    </FormDialog>
  );
}
