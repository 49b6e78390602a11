'use client';

import { useMutation } from '@tanstack/react-query';
import { useSyncExternalStore, useState } from 'react';
import { useTRPC } from '../providers/trpc.tsx';
import { Button } from '../ui/button.tsx';
import { FormError } from '../ui/error-note.tsx';
import { InputField } from '../ui/field.tsx';
import { signIn } from './auth.ts';
import { ChosenPassword } from './chosen-password.tsx';
import { PersonEmail, PersonName } from './person-fields.tsx';
import { ZoneList } from './zone-list.tsx';

const noChange = () => () => undefined;
const browserZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Makes the lab and its owner, once, then signs in. */
export function SetUpForm({ token }: { token: string }) {
  const trpc = useTRPC();
  const guessedZone = useSyncExternalStore(noChange, browserZone, () => '');
  const [form, setForm] = useState({ labName: '', name: '', email: '', password: '' });
  const [zone, setZone] = useState<string | null>(null);
  const timeZone = zone ?? guessedZone;
  const set = (field: keyof typeof form) => (event: { target: { value: string } }) =>
    setForm((known) => ({ ...known, [field]: event.target.value }));
  const setUp = useMutation(
    trpc.team.setUp.mutationOptions({
      onSuccess: async ({ email }) => {
        const refused = await signIn(email, form.password);
        window.location.assign(refused ? '/sign-in' : '/machines');
      },
    }),
  );
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        setUp.mutate({ token, timeZone, ...form });
      }}
    >
      <InputField
        label="Name of the lab"
        required
        maxLength={60}
        value={form.labName}
        onChange={set('labName')}
      />
      <InputField
        label="Time zone"
        hint="All times are shown in it."
        required
        list="zones"
        value={timeZone}
        onChange={(event) => setZone(event.target.value)}
      />
      <ZoneList />
      <PersonName label="Your name" autoComplete="name" value={form.name} onChange={set('name')} />
      <PersonEmail autoComplete="username" value={form.email} onChange={set('email')} />
      <ChosenPassword
        about={[form.name, form.email, form.labName]}
        value={form.password}
        onChange={(password) => setForm((known) => ({ ...known, password }))}
      />
      <FormError error={setUp.error} />
      <Button
        type="submit"
        look="primary"
        busyLabel={setUp.isPending || setUp.isSuccess ? 'Setting up…' : null}
      >
        Set up the lab
      </Button>
    </form>
  );
}
