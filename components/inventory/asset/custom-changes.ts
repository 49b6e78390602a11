'use client';

import type { inferRouterOutputs } from '@trpc/server';
import { draftOf, readDraft } from '@/shared/domain/custom-values.ts';
import type { CustomValue } from '@/shared/schemas/register.ts';
import type { AppRouter } from '@/server/trpc/root.ts';
import { InputField, SelectField } from '../../ui/field.tsx';
import type { AssetView } from '../types.ts';

export type CustomFieldView = inferRouterOutputs<AppRouter>['register']['customFields'][number];
/** What stands in the form, by the field's id; only what was touched. */
export type CustomDrafts = Record<string, string>;

/** Values that differ from what is entered, and what can't be stored. */
export function customChangesOf(
  fields: readonly CustomFieldView[],
  asset: Pick<AssetView, 'custom'>,
  drafts: CustomDrafts,
): { changes: Record<string, CustomValue>; problems: Record<string, string> } {
  const changes: Record<string, CustomValue> = {};
  const problems: Record<string, string> = {};
  for (const field of fields) {
    const draft = drafts[field.id];
    if (draft === undefined || draft.trim() === draftOf(asset.custom[field.id])) continue;
    const read = readDraft(field, draft);
    if ('problem' in read) problems[field.id] = read.problem;
    else changes[field.id] = read.value;
  }
  return { changes, problems };
}

type Props = {
  field: CustomFieldView;
  value: string;
  error: string | null;
  onChange: (value: string) => void;
};

/** One of the lab's own fields. */
export function CustomFieldInput({ field, value, error, onChange }: Props) {
  const { label, kind, choices } = field;
  const shared = {
    label,
    value,
    error,
    onChange: (event: { target: { value: string } }) => onChange(event.target.value),
  };
  if (kind === 'choice' || kind === 'yes_no') {
    const options =
      kind === 'yes_no'
        ? [
            { value: 'yes', label: 'Yes' },
            { value: 'no', label: 'No' },
          ]
        : choices.map((it) => ({ value: it, label: it }));
    const isGone = value !== '' && !options.some((it) => it.value === value);
    return (
      <SelectField
        {...shared}
        options={[
          { value: '', label: 'Not entered' },
          ...options,
          ...(isGone ? [{ value, label: value }] : []),
        ]}
      />
    );
  }
  return (
    <InputField
      {...shared}
      type={kind === 'date' ? 'date' : 'text'}
      {...(kind === 'number' && { inputMode: 'decimal' as const })}
      maxLength={500}
      autoComplete="off"
    />
  );
}
