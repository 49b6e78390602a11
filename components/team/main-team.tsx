'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useMe } from '../providers/me.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { SelectField } from '../ui/field.tsx';
import { toast } from '../ui/toast.tsx';

/** Which of one's teams a booking is charged to where no other is chosen; not there for who is in one alone. */
export function MainTeam() {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const me = useMe();
  const change = useMutation(
    trpc.team.setMainTeam.mutationOptions({
      onError: toast.failed,
      onSuccess: async () => {
        await queries.invalidateQueries(trpc.team.pathFilter());
        toast.done('Saved');
      },
    }),
  );
  if (me.teams.length < 2) return null;
  return (
    <SelectField
      label="Main team"
      hint="What you book is charged to it, unless you choose another of your teams."
      className="max-w-[24rem] pt-3"
      disabled={change.isPending}
      value={me.teams[0]!.id}
      options={me.teams.map((it) => ({ value: it.id, label: it.name }))}
      onChange={(event) => change.mutate({ teamId: event.target.value, personId: me.id })}
    />
  );
}
