'use client';

import { useMutation, useQuery } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import { proveWithPasskey } from '../providers/passkeys.ts';
import { useTRPC, useTRPCClient } from '../providers/trpc.tsx';
import { signOut } from '../layout/sign-out.ts';
import { Button } from '../ui/button.tsx';
import { ErrorNote, FormError } from '../ui/error-note.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { safeNext } from './auth.ts';
import { CodeField, CodesSetUp } from './codes-set-up.tsx';
import { AddDialog } from './passkeys.tsx';

/** The second step of signing in, whichever way the first one went. */
export function SecondStep({ lacks, next }: { lacks: 'code' | 'set-up'; next: string | null }) {
  const trpc = useTRPC();
  const factors = useQuery(trpc.signIns.secondFactors.queryOptions());
  // A whole load: the console is rendered for the person from the start.
  const go = (): void => window.location.assign(safeNext(next));
  if (factors.error) return <ErrorNote error={factors.error} onRetry={() => void factors.refetch()} />;
  if (!factors.data) return <SkeletonRows label="Looking how you can go on" count={2} />;
  const { hasCodes, passkeys, canHavePasskeys } = factors.data;
  return (
    <div className="flex flex-col gap-4">
      {lacks === 'code' ? (
        <GiveFactor hasCodes={hasCodes} hasPasskeys={passkeys.length > 0} onDone={go} />
      ) : (
        <ChooseFactor canHavePasskeys={canHavePasskeys} onDone={go} />
      )}
      <Button look="quiet" className="self-center" onClick={() => void signOut()}>
        Sign out
      </Button>
    </div>
  );
}

type GiveProps = { hasCodes: boolean; hasPasskeys: boolean; onDone: () => void };
function GiveFactor({ hasCodes, hasPasskeys, onDone }: GiveProps) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const [code, setCode] = useState('');
  const give = useMutation(trpc.signIns.giveCode.mutationOptions({ onSuccess: onDone }));
  const passkey = useMutation({ mutationFn: () => proveWithPasskey(client), onSuccess: onDone });
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        give.mutate({ code });
      }}
    >
      {hasCodes && (
        <>
          <CodeField value={code} onChange={setCode} />
          <p className="text-sm text-muted">No phone at hand? A recovery code does too, once.</p>
        </>
      )}
      <FormError error={give.error ?? passkey.error} />
      {hasCodes && (
        <Button
          type="submit"
          look="primary"
          busyLabel={give.isPending || give.isSuccess ? 'Checking…' : null}
        >
          Go on
        </Button>
      )}
      {hasPasskeys && (
        <Button
          look={hasCodes ? 'plain' : 'primary'}
          icon={<KeyRound aria-hidden size={16} />}
          busyLabel={passkey.isPending || passkey.isSuccess ? 'Asking…' : null}
          onClick={() => passkey.mutate()}
        >
          Use a passkey
        </Button>
      )}
    </form>
  );
}

function ChooseFactor({ canHavePasskeys, onDone }: { canHavePasskeys: boolean; onDone: () => void }) {
  const [isAdding, setAdding] = useState(false);
  return (
    <>
      {canHavePasskeys && (
        <Button icon={<KeyRound aria-hidden size={16} />} onClick={() => setAdding(true)}>
          Add a passkey
        </Button>
      )}
      <CodesSetUp onDone={onDone} />
      {isAdding && <AddDialog onClose={() => setAdding(false)} onDone={onDone} />}
    </>
  );
}
