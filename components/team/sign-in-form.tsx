'use client';

import Link from 'next/link';
import { useRef, useState } from 'react';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { InputField } from '../ui/field.tsx';
import { StatusGlyph } from '../ui/status-glyph.tsx';
import { safeNext, signIn, type SignInFailure } from './auth.ts';

export function SignInForm({ next }: { next: string | null }) {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const secret = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<SignInFailure | null>(null);

  const submit = async (): Promise<void> => {
    setBusy(true);
    setFailure(null);
    const refused = await signIn(email.trim(), password);
    if (!refused) {
      // A whole load: the console is rendered for the person from the start.
      window.location.assign(safeNext(next));
      return;
    }
    setFailure(refused);
    setPassword('');
    setBusy(false);
    // The note is announced; this is what one does about it.
    secret.current?.focus();
  };
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      {failure && (
        <Banner tone="error" icon={<StatusGlyph status="fault" label={null} />} title={failure.title}>
          {failure.detail}
        </Banner>
      )}
      <InputField
        label="E-mail"
        name="email"
        type="email"
        autoComplete="username"
        required
        value={email}
        onChange={(event) => setEmail(event.target.value)}
      />
      <InputField
        ref={secret}
        label="Password"
        name="password"
        type="password"
        autoComplete="current-password"
        required
        value={password}
        onChange={(event) => setPassword(event.target.value)}
      />
      <Button type="submit" look="primary" busyLabel={busy ? 'Signing in…' : null}>
        Sign in
      </Button>
      <Link href="/sign-in/forgot" className="self-center text-sm">
        Forgot your password?
      </Link>
    </form>
  );
}
