'use client';

import Link from 'next/link';
import { useEffect, useRef, useState } from 'react';
import { useMutation } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import { offersInField, signInWithPasskey } from '../providers/passkeys.ts';
import { useTRPCClient } from '../providers/trpc.tsx';
import { FormError } from '../ui/error-note.tsx';
import { Banner } from '../ui/banner.tsx';
import { Button, buttonClass } from '../ui/button.tsx';
import { InputField } from '../ui/field.tsx';
import { StatusGlyph } from '../ui/status-glyph.tsx';
import { safeNext, signIn, type SignInFailure } from './auth.ts';

type SignInFormProps = {
  next: string | null;
  hasPasskeys: boolean;
  /** Null: the lab has no sign-in service. */
  providerName: string | null;
};

export function SignInForm({ next, hasPasskeys, providerName }: SignInFormProps) {
  const client = useTRPCClient();
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
  const passkey = useMutation({
    mutationFn: () => signInWithPasskey(client),
    onSuccess: () => window.location.assign(safeNext(next)),
  });
  useEffect(() => {
    if (!hasPasskeys) return;
    // Waits in the field of the e-mail for as long as the page stands; nobody has to take it.
    const offer = async (): Promise<void> => {
      if (!(await offersInField())) return;
      await signInWithPasskey(client, true);
      window.location.assign(safeNext(next));
    };
    offer().catch(() => undefined);
  }, [hasPasskeys, client, next]);
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
        autoComplete="username webauthn"
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
      {hasPasskeys && (
        <>
          <FormError error={passkey.error} />
          <Button
            icon={<KeyRound aria-hidden size={16} />}
            busyLabel={passkey.isPending || passkey.isSuccess ? 'Asking…' : null}
            onClick={() => passkey.mutate()}
          >
            Sign in with a passkey
          </Button>
        </>
      )}
      {providerName !== null && (
        <a className={buttonClass({})} href={`/api/auth/provider?next=${encodeURIComponent(next ?? '')}`}>
          Sign in with {providerName}
        </a>
      )}
      <Link href="/sign-in/forgot" className="self-center text-sm">
        Forgot your password?
      </Link>
    </form>
  );
}
