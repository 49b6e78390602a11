'use client';

import { useEffect } from 'react';
import { PageHeader } from '@/components/layout/page-header.tsx';
import { isMissingPart, loadAgainWhenBack } from '@/components/providers/load-again.ts';
import { Button } from '@/components/ui/button.tsx';
import { ErrorNote } from '@/components/ui/error-note.tsx';

export default function ConsoleError({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  const isMissing = isMissingPart(error);
  useEffect(() => (isMissing ? loadAgainWhenBack() : undefined), [isMissing]);
  return (
    <>
      <PageHeader title="This page could not be shown" />
      <main id="main" className="page-body max-w-[44rem]">
        <ErrorNote
          title={isMissing ? 'A part of this page could not be fetched.' : 'A part of this page failed.'}
          error={new Error(error.digest ? `It is in the portal’s log as ${error.digest}.` : error.message)}
          action={
            <Button small onClick={isMissing ? () => window.location.reload() : reset}>
              {isMissing ? 'Load again' : 'Try again'}
            </Button>
          }
        />
      </main>
    </>
  );
}
