'use client';

import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useCan } from '../providers/me.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Button } from '../ui/button.tsx';
import { byCursor } from '../ui/by-cursor.ts';
import { Checkbox } from '../ui/checkbox.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { SelectField } from '../ui/field.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { toast } from '../ui/toast.tsx';
import { Written } from '../ui/written.tsx';
import type { MemberView, TeamView } from './types.ts';

/** Who is in a team and who leads it; each change is made at once. */
export default function TeamPeopleDialog({ team, onClose }: { team: TeamView; onClose: () => void }) {
  const trpc = useTRPC();
  const list = useInfiniteQuery(trpc.team.members.infiniteQueryOptions({ limit: 500 }, byCursor));
  const people = list.data?.pages.flatMap((page) => page.rows);
  const isIn = (it: MemberView): boolean => it.teams.some(({ id }) => id === team.id);
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={`People of ${team.name}`}
      description="Somebody may be in several teams. What they have booked for a team stays charged to it when they leave."
    >
      {list.isPending && <SkeletonRows label="Loading the people" />}
      {list.error && <ErrorNote error={list.error} onRetry={() => void list.refetch()} />}
      {people && (
        <>
          {!people.some(isIn) && <p className="py-2 text-muted">Nobody is in it yet.</p>}
          <ul aria-label={`People of ${team.name}`} className="max-h-[45vh] overflow-y-auto">
            {people.filter(isIn).map((it) => (
              <InTeam key={it.id} member={it} team={team} />
            ))}
          </ul>
          <AddPerson team={team} others={people.filter((it) => !isIn(it))} />
        </>
      )}
      <DialogActions>
        <Button look="primary" onClick={onClose}>
          Done
        </Button>
      </DialogActions>
    </Dialog>
  );
}

function useChanged(): () => Promise<void> {
  const trpc = useTRPC();
  const queries = useQueryClient();
  return () => queries.invalidateQueries(trpc.team.pathFilter());
}

function InTeam({ member, team }: { member: MemberView; team: TeamView }) {
  const trpc = useTRPC();
  const mayManage = useCan()('member:manage');
  const changed = useChanged();
  const told = { onSuccess: changed, onError: toast.failed };
  const setLead = useMutation(trpc.team.setLead.mutationOptions(told));
  const add = useMutation(trpc.team.addToTeam.mutationOptions(told));
  const which = { teamId: team.id, personId: member.id };
  const isLead = member.teams.some((it) => it.id === team.id && it.isLead);
  const remove = useMutation(
    trpc.team.removeFromTeam.mutationOptions({
      onError: toast.failed,
      onSuccess: async () => {
        await changed();
        const putBack = async (): Promise<void> => {
          await add.mutateAsync(which);
          if (isLead) await setLead.mutateAsync({ ...which, isLead });
        };
        toast.done(
          `${member.name} is not in ${team.name} any more`,
          () => void putBack().catch(() => undefined),
        );
      },
    }),
  );
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-border py-1">
      <span className="min-w-0 flex-1 [overflow-wrap:anywhere]">
        <Written text={member.name} />
      </span>
      {mayManage ? (
        <Checkbox
          aria-label={`${member.name} leads ${team.name}`}
          checked={isLead}
          disabled={setLead.isPending}
          onChange={(event) => setLead.mutate({ ...which, isLead: event.target.checked })}
        >
          Lead
        </Checkbox>
      ) : (
        isLead && <span className="text-sm text-muted">lead</span>
      )}
      {(mayManage || !isLead) && (
        <Button
          small
          aria-label={`Take ${member.name} out of ${team.name}`}
          busyLabel={remove.isPending ? 'Taking out…' : null}
          onClick={() => remove.mutate(which)}
        >
          Take out
        </Button>
      )}
    </li>
  );
}

function AddPerson({ team, others }: { team: TeamView; others: readonly MemberView[] }) {
  const trpc = useTRPC();
  const changed = useChanged();
  const [personId, setPerson] = useState('');
  const add = useMutation(
    trpc.team.addToTeam.mutationOptions({
      onError: toast.failed,
      onSuccess: async () => {
        setPerson('');
        await changed();
      },
    }),
  );
  return (
    <form
      className="flex flex-wrap items-end gap-2 pt-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (personId !== '') add.mutate({ teamId: team.id, personId });
      }}
    >
      <SelectField
        label="Put in"
        className="min-w-0 flex-1"
        value={personId}
        options={[
          { value: '', label: others.length === 0 ? 'Everybody is in it' : 'Choose somebody' },
          ...others.map((it) => ({ value: it.id, label: it.name })),
        ]}
        onChange={(event) => setPerson(event.target.value)}
      />
      <Button type="submit" disabled={personId === ''} busyLabel={add.isPending ? 'Putting in…' : null}>
        Put in
      </Button>
    </form>
  );
}
