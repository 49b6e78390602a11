'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Role } from '@/shared/schemas/member.ts';
import { useMe } from '../providers/me.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { SelectField } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { toast } from '../ui/toast.tsx';
import { NewPassword, PersonEmail, PersonName } from './person-fields.tsx';
import { ROLE_OPTIONS, ROLE_RIGHTS } from './types.ts';

export default function AddMemberDialog({ onClose }: { onClose: () => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const me = useMe();
  const [form, setForm] = useState<{ name: string; email: string; role: Role; password: string }>({
    name: '',
    email: '',
    role: 'member',
    password: '',
  });
  const set = (field: keyof typeof form) => (event: { target: { value: string } }) =>
    setForm((known) => ({ ...known, [field]: event.target.value }));
  const add = useMutation(
    trpc.team.addMember.mutationOptions({
      onSuccess: async (member) => {
        await queries.invalidateQueries(trpc.team.pathFilter());
        toast.done(`${member.name} can sign in now`);
        onClose();
      },
    }),
  );
  const roles = ROLE_OPTIONS.filter((it) => me.role === 'owner' || it.value !== 'owner');
  return (
    <FormDialog
      title="Add a person"
      description="Tell them the password yourself; they can change it in their profile."
      submitLabel="Add person"
      busyLabel="Adding…"
      sending={add}
      onSubmit={() => add.mutate(form)}
      onClose={onClose}
    >
      <PersonName value={form.name} onChange={set('name')} />
      <PersonEmail value={form.email} onChange={set('email')} />
      <SelectField
        label="Role"
        options={roles}
        hint={ROLE_RIGHTS[form.role]}
        value={form.role}
        onChange={set('role')}
      />
      <NewPassword
        label="First password"
        type="text"
        autoComplete="off"
        value={form.password}
        onChange={set('password')}
      />
    </FormDialog>
  );
}
