'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Role } from '@/shared/schemas/member.ts';
import { INVITATION_DAYS } from '@/shared/schemas/invitation.ts';
import { addDays, isDay, toLocal } from '@/shared/domain/zoned-time.ts';
import { useMe, useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Checkbox } from '../ui/checkbox.tsx';
import { DayField } from '../ui/day-field.tsx';
import { SelectField } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { endOfDay } from './last-day.ts';
import { LinkDialog } from './link-dialog.tsx';
import { PersonEmail } from './person-fields.tsx';
import { type MadeInvitationView, ROLE_OPTIONS, ROLE_RIGHTS } from './types.ts';

const NO_TEAM = '';
const LENGTHS = [1, 3, INVITATION_DAYS.standard, 14, INVITATION_DAYS.most];

export default function InviteDialog({ onClose }: { onClose: () => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const me = useMe();
  const zone = useZone();
  const today = toLocal(useNow(60_000), zone).day;
  const teams = useQuery(trpc.team.teams.queryOptions({}));
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Role>('member');
  const [chosenTeam, setTeam] = useState<string | null>(null);
  const [length, setLength] = useState<number>(INVITATION_DAYS.standard);
  const [isGuest, setGuest] = useState(false);
  const [lastDay, setLastDay] = useState(addDays(today, 30));
  const [made, setMade] = useState<MadeInvitationView | null>(null);
  const ownTeam = teams.data?.find((it) => it.name === me.teamName)?.id ?? NO_TEAM;
  const teamId = chosenTeam ?? ownTeam;
  const address = email.trim() === '' ? null : email.trim();
  const invite = useMutation(
    trpc.team.invite.mutationOptions({
      onSuccess: (it) => {
        setMade(it);
        void queries.invalidateQueries(trpc.team.invitations.pathFilter());
      },
    }),
  );
  if (made) return <LinkDialog made={made} email={address} onClose={onClose} />;
  const mayBeGuest = role !== 'owner';
  const isGood = !isGuest || !mayBeGuest || (isDay(lastDay) && lastDay >= today);
  return (
    <FormDialog
      title="Invite somebody"
      description="They open a link, choose a name and a password, and are in."
      submitLabel="Invite"
      busyLabel="Inviting…"
      sending={invite}
      canSubmit={isGood}
      onSubmit={() =>
        invite.mutate({
          email: address,
          role,
          teamId: teamId === NO_TEAM ? null : teamId,
          days: length,
          guestUntil: isGuest && mayBeGuest ? endOfDay(lastDay, zone) : null,
        })
      }
      onClose={onClose}
    >
      <PersonEmail
        required={false}
        hint="The link is mailed there, and is for this address alone. Empty: you give the link to one person yourself."
        value={email}
        onChange={(event) => setEmail(event.target.value)}
      />
      <SelectField
        label="Role"
        options={ROLE_OPTIONS.filter((it) => me.role === 'owner' || it.value !== 'owner')}
        hint={ROLE_RIGHTS[role]}
        value={role}
        onChange={(event) => setRole(event.target.value as Role)}
      />
      <SelectField
        label="Team"
        options={[
          ...(teams.data ?? []).map((it) => ({ value: it.id, label: it.name })),
          { value: NO_TEAM, label: 'none' },
        ]}
        value={teamId}
        onChange={(event) => setTeam(event.target.value)}
      />
      <SelectField
        label="The link works for"
        options={LENGTHS.map((it) => ({ value: String(it), label: it === 1 ? '1 day' : `${it} days` }))}
        value={String(length)}
        onChange={(event) => setLength(Number(event.target.value))}
      />
      {mayBeGuest && (
        <Checkbox checked={isGuest} onChange={(event) => setGuest(event.target.checked)}>
          A guest, with a last day
        </Checkbox>
      )}
      {mayBeGuest && isGuest && (
        <DayField
          label="Last day"
          hint="At its end they are deactivated; they are told three days before."
          error={isGood ? null : 'Choose a day from today on.'}
          value={lastDay}
          today={today}
          onChange={setLastDay}
        />
      )}
    </FormDialog>
  );
}
