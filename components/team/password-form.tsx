'use client';

import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useMe } from '../providers/me.tsx';
import { Button } from '../ui/button.tsx';
import { FormError } from '../ui/error-note.tsx';
import { InputField } from '../ui/field.tsx';
import { toast } from '../ui/toast.tsx';
import { changePassword } from './change-password.ts';
import { ChosenPassword } from './chosen-password.tsx';

export function PasswordForm() {
  const me = useMe();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const change = useMutation({
    mutationFn: () => changePassword(current, next),
    onSuccess: () => {
      setCurrent('');
      setNext('');
      toast.done('Password changed; other browsers are signed out');
    },
  });
  return (
    <form
      className="flex max-w-[24rem] flex-col gap-4 pt-3"
      onSubmit={(event) => {
        event.preventDefault();
        change.mutate();
      }}
    >
      <InputField
        label="Password now"
        type="password"
        required
        autoComplete="current-password"
        value={current}
        onChange={(event) => setCurrent(event.target.value)}
      />
      <ChosenPassword label="New password" about={[me.name, me.email]} value={next} onChange={setNext} />
      <FormError error={change.error} />
      <Button type="submit" className="self-start" busyLabel={change.isPending ? 'Changing…' : null}>
        Change password
      </Button>
    </form>
  );
}
