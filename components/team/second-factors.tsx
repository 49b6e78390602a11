'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTRPC } from '../providers/trpc.tsx';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { toast } from '../ui/toast.tsx';
import { CodesSetUp } from './codes-set-up.tsx';
import { Heading } from './heading.tsx';
import { Passkeys } from './passkeys.tsx';
import { RecoveryCodes } from './recovery-codes.tsx';
import type { SecondFactorsView } from './types.ts';

/** Codes and passkeys of this person. */
export function SecondFactors() {
  const trpc = useTRPC();
  const client = useQueryClient();
  const factors = useQuery(trpc.signIns.secondFactors.queryOptions());
  const again = () =>
    Promise.all([
      client.invalidateQueries(trpc.signIns.secondFactors.queryFilter()),
      client.invalidateQueries(trpc.signIns.list.queryFilter()),
    ]);
  return (
    <>
      {factors.isPending && <SkeletonRows label="Loading your second factors" count={2} />}
      {factors.error && <ErrorNote error={factors.error} onRetry={() => void factors.refetch()} />}
      {factors.data && (
        <>
          <Passkeys factors={factors.data} onChange={() => void again()} />
          <section aria-labelledby="codes">
            <Heading id="codes" title="Codes">
              six digits of an authenticator, beside the password
            </Heading>
            <div className="pt-3">
              <Codes factors={factors.data} onChange={() => void again()} />
            </div>
          </section>
        </>
      )}
    </>
  );
}

function Codes({ factors, onChange }: { factors: SecondFactorsView; onChange: () => void }) {
  const trpc = useTRPC();
  const [isRemoving, setRemoving] = useState(false);
  const renew = useMutation(
    trpc.signIns.renewRecoveryCodes.mutationOptions({ onSuccess: onChange, onError: toast.failed }),
  );
  const remove = useMutation(
    trpc.signIns.removeCodes.mutationOptions({
      onSuccess: () => {
        setRemoving(false);
        onChange();
      },
    }),
  );
  // Until the recovery codes are kept, the set-up stays as it is.
  const [isSettingUp] = useState(!factors.hasCodes);
  const [isDone, setDone] = useState(false);
  if (!factors.hasCodes || (isSettingUp && !isDone))
    return (
      <CodesSetUp
        onDone={() => {
          setDone(true);
          onChange();
        }}
      />
    );
  if (renew.data) return <RecoveryCodes codes={renew.data.codes} onDone={renew.reset} />;
  return (
    <div className="flex flex-wrap items-center gap-3">
      <p className="flex-1">
        On. {factors.recoveryCodesLeft} of your recovery codes{' '}
        {factors.recoveryCodesLeft === 1 ? 'is' : 'are'} left.
      </p>
      <Button small busyLabel={renew.isPending ? 'Making…' : null} onClick={() => renew.mutate()}>
        New recovery codes
      </Button>
      <Button small look="danger" onClick={() => setRemoving(true)}>
        Turn off…
      </Button>
      <ConfirmDialog
        open={isRemoving}
        onOpenChange={setRemoving}
        title="Turn off your codes?"
        keepLabel="Keep them"
        confirmLabel="Turn off codes"
        busyLabel="Turning off…"
        busy={remove.isPending}
        error={remove.error}
        onConfirm={() => remove.mutate()}
      >
        Your authenticator and your recovery codes work no more.
        {factors.isDemanded &&
          ' The lab asks you for a second factor: without a passkey you set up one at your next sign-in.'}
      </ConfirmDialog>
    </div>
  );
}
