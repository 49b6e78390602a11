'use client';

import { Button } from '@/components/ui/button.tsx';
import { PageHeader } from '@/components/layout/page-header.tsx';
import { ErrorNote } from '@/components/ui/error-note.tsx';

export default function ConsoleError({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  return (
    <>
      <PageHeader title="This page could not be shown" />
      <main id="main" className="page-body max-w-[44rem]">
        <ErrorNote
          title="A part of this page failed."
          error={new Error(error.digest ? `It is in the portal’s log as ${error.digest}.` : error.message)}
          action={
            <Button small onClick={reset}>
              Try again
            </Button>
          }
        />
      </main>
    </>
  );
}
