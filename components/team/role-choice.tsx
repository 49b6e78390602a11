'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Role } from '@/shared/schemas/member.ts';
import { useMe } from '../providers/me.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { toast } from '../ui/toast.tsx';
import { type MemberView, ROLE_OPTIONS, ROLE_RIGHTS, roleLabel } from './types.ts';

/** A role is chosen first, which arrow keys do too, and changed by a button that asks once more: rights are no slip. */
export function RoleChoice({ member }: { member: MemberView }) {
  const me = useMe();
  const [choice, setChoice] = useState<Role | null>(null);
  const [asking, setAsking] = useState(false);
  const wanted = choice ?? member.role;
  const done = (): void => {
    setAsking(false);
    setChoice(null);
  };
  // Only an owner makes or lowers one.
  const roles = ROLE_OPTIONS.filter((it) => me.role === 'owner' || it.value !== 'owner');
  if (member.role === 'owner' && me.role !== 'owner') return <>{roleLabel(member.role)}</>;
  return (
    <span className="flex flex-wrap items-center gap-2">
      <select
        aria-label={`Role of ${member.name}`}
        className="h-(--control) rounded-md border border-border-control bg-surface px-2"
        value={wanted}
        onChange={(event) => setChoice(event.target.value as Role)}
        onKeyDown={(event) => event.key === 'Escape' && setChoice(null)}
      >
        {roles.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
      {wanted !== member.role && <Button onClick={() => setAsking(true)}>Change role…</Button>}
      {asking && <Confirm member={member} role={wanted} onClose={done} />}
    </span>
  );
}

type ConfirmProps = { member: MemberView; role: Role; onClose: () => void };

function Confirm({ member, role, onClose }: ConfirmProps) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [before] = useState(member.role);
  const change = useMutation(
    trpc.team.changeRole.mutationOptions({
      onSuccess: async (after) => {
        await queries.invalidateQueries(trpc.team.pathFilter());
        toast.done(`${after.name} is now ${after.role}`);
        onClose();
      },
    }),
  );
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={`Make ${member.name} ${roleLabel(role).toLowerCase()} instead of ${roleLabel(before).toLowerCase()}?`}
      keepLabel={`Keep ${roleLabel(before).toLowerCase()}`}
      confirmLabel="Change role"
      busyLabel="Changing…"
      busy={change.isPending}
      error={change.error}
      onConfirm={() => change.mutate({ id: member.id, role })}
    >
      {roleLabel(role)}: {ROLE_RIGHTS[role]}. {roleLabel(before)}: {ROLE_RIGHTS[before]}.
    </ConfirmDialog>
  );
}
