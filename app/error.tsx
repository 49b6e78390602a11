'use client';

import { Logo } from '@/components/layout/logo.tsx';
import { Button } from '@/components/ui/button.tsx';

export default function RootError({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  return (
    <main
      id="main"
      className="mx-auto flex min-h-dvh w-full max-w-[26rem] flex-col justify-center gap-4 px-4"
    >
      <Logo />
      <h1>This page could not be shown</h1>
      <p className="text-text-2">
        The portal failed while making it.{' '}
        {error.digest && (
          <>
            Its log has it as <span className="font-mono text-[0.925em]">{error.digest}</span>.
          </>
        )}
      </p>
      <Button look="primary" className="self-start" onClick={reset}>
        Try again
      </Button>
    </main>
  );
}
