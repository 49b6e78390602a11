'use client';

import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../providers/trpc.tsx';
import { SelectField } from '../ui/field.tsx';

type Props = { value: string | null; onChange: (projectId: string | null) => void; label?: string };

/** What a booking is for, of the projects one is in; not there for who is in none. */
export function ProjectField({ value, onChange, label = 'Project' }: Props) {
  const trpc = useTRPC();
  const choices = useQuery(trpc.projects.choices.queryOptions({}));
  if (!choices.data?.length && value === null) return null;
  return (
    <SelectField
      label={label}
      value={value ?? ''}
      options={[
        { value: '', label: 'No project' },
        ...(choices.data ?? []).map((it) => ({ value: it.id, label: it.name })),
      ]}
      onChange={(event) => onChange(event.target.value || null)}
    />
  );
}
