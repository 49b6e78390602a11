'use client';

import { useMutation, useQuery } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import { proveWithPasskey } from '../providers/passkeys.ts';
import { useTRPC, useTRPCClient } from '../providers/trpc.tsx';
import { Button } from '../ui/button.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { InputField } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';

/** Asks for a password, a code or a passkey again; what was being done goes on by itself. */
export default function ConfirmPersonDialog({ onAnswer }: { onAnswer: (isConfirmed: boolean) => void }) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const [proof, setProof] = useState('');
  const factors = useQuery(trpc.signIns.secondFactors.queryOptions());
  const confirm = useMutation(trpc.signIns.confirm.mutationOptions({ onSuccess: () => onAnswer(true) }));
  const passkey = useMutation({
    mutationFn: () => proveWithPasskey(client),
    onSuccess: () => onAnswer(true),
  });
  const kind = factors.data?.hasPassword ? 'password' : 'code';
  const hasField = factors.data && (factors.data.hasPassword || factors.data.hasCodes);
  const sending = { isPending: confirm.isPending, error: confirm.error ?? passkey.error };
  return (
    <FormDialog
      title="It is you?"
      description="This opens the lab to others, and your sign-in is older than 15 minutes. What you typed stays."
      submitLabel="Go on"
      busyLabel="Checking…"
      sending={sending}
      canSubmit={proof !== ''}
      onSubmit={() => confirm.mutate({ kind, proof })}
      onClose={() => onAnswer(false)}
    >
      {factors.isPending && <SkeletonRows label="Looking how you can prove it" count={1} />}
      {factors.error && <ErrorNote error={factors.error} onRetry={() => void factors.refetch()} />}
      {hasField && (
        <InputField
          label={kind === 'password' ? 'Password' : 'Code of your authenticator'}
          type={kind === 'password' ? 'password' : 'text'}
          autoComplete={kind === 'password' ? 'current-password' : 'one-time-code'}
          value={proof}
          onChange={(event) => setProof(event.target.value)}
        />
      )}
      {factors.data && factors.data.passkeys.length > 0 && (
        <Button
          icon={<KeyRound aria-hidden size={16} />}
          busyLabel={passkey.isPending ? 'Asking…' : null}
          onClick={() => passkey.mutate()}
        >
          Use a passkey
        </Button>
      )}
      {factors.data && !hasField && factors.data.passkeys.length === 0 && (
        <p className="text-text-2">Sign out and in again by the sign-in service, then do it once more.</p>
      )}
    </FormDialog>
  );
}
