'use client';

import { useMutation } from '@tanstack/react-query';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { formatDay, formatMoment } from '@/shared/domain/format.ts';
import { useTRPC } from '../providers/trpc.tsx';
import { Button, buttonClass } from '../ui/button.tsx';
import { ErrorNote, FormError } from '../ui/error-note.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { signIn } from './auth.ts';
import { ChosenPassword } from './chosen-password.tsx';
import { FrontDoor } from './front-door.tsx';
import { PersonEmail, PersonName } from './person-fields.tsx';
import { type OpenedInvitationView, ROLE_RIGHTS } from './types.ts';

const follow = (changed: () => void): (() => void) => {
  window.addEventListener('hashchange', changed);
  return () => window.removeEventListener('hashchange', changed);
};

/** What the link is good for, and the form that makes the account; or in words why it is good for nothing. */
export function JoinDoor({ signedInAs }: { signedInAs: string | null }) {
  const token = useSyncExternalStore(
    follow,
    () => window.location.hash.slice(1),
    () => null,
  );
  const trpc = useTRPC();
  const { mutate, data, error, isPending } = useMutation(trpc.team.openInvitation.mutationOptions());
  useEffect(() => {
    if (token && signedInAs === null) mutate({ token });
  }, [token, signedInAs, mutate]);
  if (signedInAs !== null)
    return (
      <FrontDoor
        title="You are in already"
        intro={`You are signed in as ${signedInAs}. Sign out first if the invitation is for somebody else.`}
      >
        <a className={buttonClass({})} href="/machines">
          Go to the lab
        </a>
      </FrontDoor>
    );
  if (token === '')
    return (
      <FrontDoor
        title="Join a lab"
        intro="This address is not whole: the part behind # is missing. Open the link as it was sent to you, or ask whoever sent it."
      >
        {null}
      </FrontDoor>
    );
  if (error)
    return (
      <FrontDoor title="This invitation does not work" intro={error.message}>
        {error.data?.code === 'NOT_FOUND' || error.data?.code === 'PRECONDITION_FAILED' ? (
          <a className={buttonClass({})} href="/sign-in">
            Sign in
          </a>
        ) : (
          <ErrorNote error={error} onRetry={() => mutate({ token: token! })} />
        )}
      </FrontDoor>
    );
  if (!data || isPending)
    return (
      <FrontDoor title="Join a lab" intro="One moment, the lab looks at your invitation.">
        <SkeletonRows label="Looking at the invitation" count={3} />
      </FrontDoor>
    );
  return <JoinForm token={token!} invitation={data} />;
}

function JoinForm({ token, invitation }: { token: string; invitation: OpenedInvitationView }) {
  const trpc = useTRPC();
  const [form, setForm] = useState({ name: '', email: invitation.email ?? '', password: '' });
  const set = (field: keyof typeof form) => (event: { target: { value: string } }) =>
    setForm((known) => ({ ...known, [field]: event.target.value }));
  const join = useMutation(
    trpc.team.join.mutationOptions({
      onSuccess: async ({ email }) => {
        const refused = await signIn(email, form.password);
        window.location.replace(refused ? '/sign-in' : '/machines');
      },
    }),
  );
  const { labName, invitedBy, role, teamName, expiresAt, guestUntil, timeZone } = invitation;
  const as = teamName ? `${role} of ${teamName}` : role;
  return (
    <FrontDoor
      title={`Join ${labName}`}
      intro={`${invitedBy} invites you as ${as}: ${ROLE_RIGHTS[role]}. The link works once, until ${formatMoment(expiresAt, timeZone)} (${timeZone}).`}
    >
      {guestUntil && (
        <p className="text-text-2">
          You are a guest until the end of {formatDay(new Date(guestUntil).getTime() - 1, timeZone)}.
        </p>
      )}
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          join.mutate({ token, ...form });
        }}
      >
        <PersonName label="Your name" autoComplete="name" value={form.name} onChange={set('name')} />
        <PersonEmail
          autoComplete="username"
          readOnly={invitation.email !== null}
          {...(invitation.email !== null && { hint: 'The invitation is for this address alone.' })}
          value={form.email}
          onChange={set('email')}
        />
        <ChosenPassword
          about={[form.name, form.email]}
          value={form.password}
          onChange={(password) => setForm((known) => ({ ...known, password }))}
        />
        <FormError error={join.error} />
        <Button type="submit" look="primary" busyLabel={join.isPending || join.isSuccess ? 'Joining…' : null}>
          Join
        </Button>
      </form>
    </FrontDoor>
  );
}
