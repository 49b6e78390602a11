'use client';

import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '@/server/trpc/root.ts';
import { useTRPC } from '../providers/trpc.tsx';
import { InputField, SelectField } from '../ui/field.tsx';

export type CustomFieldView = inferRouterOutputs<AppRouter>['register']['customFields'][number];

/** The lab's own fields in their order: those in use, and all with the retired ones. */
export function useCustomFields() {
  const { data, isPending, error, refetch } = useQuery(useTRPC().register.customFields.queryOptions());
  const inUse = useMemo(() => data?.filter((it) => it.retiredAt === null) ?? [], [data]);
  return { all: data ?? [], inUse, isPending, error, refetch };
}

type Props = {
  field: CustomFieldView;
  /** As it is typed or chosen: `draftOf` makes it from a value, `readDraft` a value or a problem from it. */
  draft: string;
  error?: string | null;
  onChange: (draft: string) => void;
};

/** One value of one of the lab's own fields, asked for by its kind. */
export function CustomFieldInput({ field, draft, error = null, onChange }: Props) {
  const common = {
    label: field.label,
    value: draft,
    error,
    onChange: (event: { target: { value: string } }) => onChange(event.target.value),
  };
  switch (field.kind) {
    case 'date':
      return <InputField {...common} type="date" min="1970-01-01" max="9999-12-31" />;
    case 'number':
      return <InputField {...common} inputMode="decimal" maxLength={20} />;
    case 'text':
      return <InputField {...common} maxLength={500} />;
    case 'yes_no':
    case 'choice': {
      const known =
        field.kind === 'choice'
          ? field.choices.map((it) => ({ value: it, label: it }))
          : [
              { value: 'yes', label: 'Yes' },
              { value: 'no', label: 'No' },
            ];
      const options = [{ value: '', label: 'Not entered' }, ...known];
      return <SelectField {...common} options={options} />;
    }
  }
}
