'use client';

import { useMutation } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import { formatDay } from '@/shared/domain/format.ts';
import { useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { makePasskey } from '../providers/passkeys.ts';
import { useTRPC, useTRPCClient } from '../providers/trpc.tsx';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { InputField } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { toast } from '../ui/toast.tsx';
import { Written } from '../ui/written.tsx';
import { Heading } from './heading.tsx';
import type { SecondFactorsView } from './types.ts';

type PasskeyRow = SecondFactorsView['passkeys'][number];
type Asked = { kind: 'add' } | { kind: 'rename' | 'remove'; passkey: PasskeyRow };

export function Passkeys({ factors, onChange }: { factors: SecondFactorsView; onChange: () => void }) {
  const zone = useZone();
  const nowMs = useNow(3_600_000);
  const [asked, setAsked] = useState<Asked | null>(null);
  const close = (): void => setAsked(null);
  const done = (): void => {
    close();
    onChange();
  };
  const day = (at: string | null) => (at === null ? 'never' : formatDay(at, zone, nowMs));
  return (
    <section aria-labelledby="passkeys">
      <Heading id="passkeys" title="Passkeys">
        in place of password and code: one counts as both
      </Heading>
      <ul aria-label="Your passkeys">
        {factors.passkeys.map((it) => (
          <li key={it.id} className="flex flex-wrap items-center gap-x-4 gap-y-1 border-b border-border py-2">
            <div className="min-w-0 flex-1">
              <b>
                <Written text={it.name} />
              </b>
              <p className="text-sm text-muted">
                since {day(it.createdAt)} · last used {day(it.lastUsedAt)} ·{' '}
                {it.isBackedUp ? 'kept in a keychain' : 'on that device alone'}
              </p>
            </div>
            <Button
              small
              aria-label={`Rename ${it.name}`}
              onClick={() => setAsked({ kind: 'rename', passkey: it })}
            >
              Rename
            </Button>
            <Button
              small
              look="danger"
              aria-label={`Remove ${it.name}…`}
              onClick={() => setAsked({ kind: 'remove', passkey: it })}
            >
              Remove…
            </Button>
          </li>
        ))}
      </ul>
      {factors.passkeys.length === 0 && (
        <p className="py-3 text-text-2">
          None yet. A passkey is your finger, face or a security key; nothing is typed, and nothing can be
          given away.
        </p>
      )}
      {factors.canHavePasskeys ? (
        <Button
          className="mt-3"
          icon={<KeyRound aria-hidden size={16} />}
          onClick={() => setAsked({ kind: 'add' })}
        >
          Add a passkey
        </Button>
      ) : (
        <p className="py-3 text-text-2">Passkeys want the portal under a name, not under a bare address.</p>
      )}
      {asked?.kind === 'add' && <AddDialog onClose={close} onDone={done} />}
      {asked?.kind === 'rename' && <RenameDialog passkey={asked.passkey} onClose={close} onDone={done} />}
      {asked?.kind === 'remove' && <RemoveDialog passkey={asked.passkey} onClose={close} onDone={done} />}
    </section>
  );
}

type DialogProps = { onClose: () => void; onDone: () => void };
const NameField = ({ value, onChange }: { value: string; onChange: (value: string) => void }) => (
  <InputField
    label="Name"
    hint="Where it is: “MacBook”, “blue key”."
    required
    maxLength={60}
    value={value}
    onChange={(event) => onChange(event.target.value)}
  />
);

export function AddDialog({ onClose, onDone }: DialogProps) {
  const client = useTRPCClient();
  const [name, setName] = useState('');
  const add = useMutation({
    mutationFn: () => makePasskey(client, name.trim()),
    onSuccess: () => {
      toast.done('Passkey added');
      onDone();
    },
  });
  return (
    <FormDialog
      title="Add a passkey"
      submitLabel="Add passkey"
      busyLabel="Asking your device…"
      sending={add}
      canSubmit={name.trim() !== ''}
      onSubmit={() => add.mutate()}
      onClose={onClose}
    >
      <NameField value={name} onChange={setName} />
    </FormDialog>
  );
}

function RenameDialog({ passkey, onClose, onDone }: DialogProps & { passkey: PasskeyRow }) {
  const trpc = useTRPC();
  const [name, setName] = useState(passkey.name);
  const rename = useMutation(trpc.signIns.renamePasskey.mutationOptions({ onSuccess: onDone }));
  return (
    <FormDialog
      title={`Rename ${passkey.name}`}
      submitLabel="Rename passkey"
      busyLabel="Renaming…"
      sending={rename}
      canSubmit={name.trim() !== ''}
      onSubmit={() => rename.mutate({ id: passkey.id, name: name.trim() })}
      onClose={onClose}
    >
      <NameField value={name} onChange={setName} />
    </FormDialog>
  );
}

function RemoveDialog({ passkey, onClose, onDone }: DialogProps & { passkey: PasskeyRow }) {
  const trpc = useTRPC();
  const remove = useMutation(trpc.signIns.removePasskey.mutationOptions({ onSuccess: onDone }));
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={`Remove the passkey ${passkey.name}?`}
      keepLabel="Keep it"
      confirmLabel="Remove passkey"
      busyLabel="Removing…"
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate({ id: passkey.id })}
    >
      It signs you in no more. Your device goes on listing it until you remove it there too.
    </ConfirmDialog>
  );
}
