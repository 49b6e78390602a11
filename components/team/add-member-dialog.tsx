'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Role } from '@/shared/schemas/member.ts';
import { useMe } from '../providers/me.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { InputField, SelectField } from '../ui/field.tsx';
import { toast } from '../ui/toast.tsx';
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
    <Dialog
      open
      onOpenChange={onClose}
      title="Add a person"
      description="Tell them the password yourself; they can change it in their profile."
    >
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          add.mutate(form);
        }}
      >
        <InputField
          label="Name"
          required
          maxLength={60}
          autoComplete="off"
          value={form.name}
          onChange={set('name')}
        />
        <InputField
          label="E-mail"
          type="email"
          required
          autoComplete="off"
          value={form.email}
          onChange={set('email')}
        />
        <SelectField
          label="Role"
          options={roles}
          hint={ROLE_RIGHTS[form.role]}
          value={form.role}
          onChange={set('role')}
        />
        <InputField
          label="First password"
          required
          minLength={10}
          maxLength={128}
          autoComplete="off"
          hint="At least 10 characters."
          value={form.password}
          onChange={set('password')}
        />
        {add.isError && <ErrorNote error={add.error} />}
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" busyLabel={add.isPending ? 'Adding…' : null}>
            Add person
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
