'use client';

import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTRPC } from '../providers/trpc.tsx';
import { Button } from '../ui/button.tsx';
import { ErrorNote, FormError } from '../ui/error-note.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { askWayIn } from './auth.ts';
import { ChosenPassword } from './chosen-password.tsx';

/** Chooses a password with a one-time link, which is behind the # of the address: no server's log has it. */
export function LinkForm() {
  const trpc = useTRPC();
  const [token, setToken] = useState('');
  const [password, setPassword] = useState('');
  const { mutate: look, ...whose } = useMutation(trpc.signIns.whoseLink.mutationOptions());
  const isRead = useRef(false);
  useEffect(() => {
    if (isRead.current) return;
    isRead.current = true;
    const given = window.location.hash.slice(1);
    setToken(given);
    look({ token: given });
    // Not in the history either.
    window.history.replaceState(null, '', window.location.pathname);
  }, [look]);
  const enter = useMutation({
    mutationFn: () => askWayIn('/link', { token, password }),
    onSuccess: () => window.location.assign('/machines'),
  });
  if (whose.error) return <ErrorNote error={whose.error} />;
  if (!whose.data) return <SkeletonRows label="Looking at the link" count={2} />;
  const { name, email } = whose.data;
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        enter.mutate();
      }}
    >
      <p>
        For <b>{name}</b>, {email}. All browsers where you are signed in now are signed out.
      </p>
      {/* So that a password manager knows whose password it keeps. */}
      <input type="hidden" autoComplete="username" value={email} readOnly />
      <ChosenPassword label="New password" about={[name, email]} value={password} onChange={setPassword} />
      <FormError error={enter.error} />
      <Button
        type="submit"
        look="primary"
        busyLabel={enter.isPending || enter.isSuccess ? 'Signing in…' : null}
      >
        Set it and sign in
      </Button>
    </form>
  );
}
