'use client';

import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { FormError } from '../ui/error-note.tsx';
import { askWayIn } from './auth.ts';
import { PersonEmail } from './person-fields.tsx';

/** Asks for a link by mail. The answer is the same for every address. */
export function ForgotForm() {
  const [email, setEmail] = useState('');
  const ask = useMutation({ mutationFn: () => askWayIn('/forgot', { email }) });
  if (ask.isSuccess)
    return (
      <Banner title="Look into your mail.">
        If {email.trim()} belongs to somebody of this lab, a link is on its way. It works once, for an hour.
        No mail within a few minutes? An admin of the lab can make you a link.
      </Banner>
    );
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        ask.mutate();
      }}
    >
      <PersonEmail autoComplete="username" value={email} onChange={(event) => setEmail(event.target.value)} />
      <FormError error={ask.error} />
      <Button type="submit" look="primary" busyLabel={ask.isPending ? 'Asking…' : null}>
        Mail me a link
      </Button>
    </form>
  );
}
