'use client';

import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTRPC } from '../providers/trpc.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { InputField } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { focusProblem } from '../ui/return-focus.ts';
import { toast } from '../ui/toast.tsx';
import { CordonMachine } from './cordon-machine.tsx';
import { JoinLines } from './join-lines.tsx';
import { MachineNameField } from './machine-name-field.tsx';
import { PlanMaintenance } from './plan-maintenance.tsx';
import type { MachineView } from './types.ts';
import type { MachineQuestion } from './use-machine-actions.tsx';

type Props = { machine: MachineView; onClose: () => void };

/** The questions that come before something is done to a machine. */
export default function MachineDialog({
  question,
  machine: asked,
  onClose,
}: Props & { question: MachineQuestion }) {
  // Somebody else may have changed it since the dialog was opened.
  const { data: machine = asked } = useQuery(useTRPC().machines.get.queryOptions({ id: asked.id }));
  const props = { machine, onClose };
  if (question === 'rename') return <Rename {...props} />;
  if (question === 'maintain') return <PlanMaintenance {...props} />;
  if (question === 'cordon') return <CordonMachine {...props} />;
  if (question === 'join') return <Join {...props} />;
  return question === 'revoke' ? <Revoke {...props} /> : <Retire {...props} />;
}

function Rename({ machine, onClose }: Props) {
  const trpc = useTRPC();
  const [name, setName] = useState(machine.name);
  const rename = useMutation(
    trpc.machines.rename.mutationOptions({
      onSuccess: (after) => {
        toast.done(`${machine.name} is now ${after.name}`);
        onClose();
      },
    }),
  );
  return (
    <FormDialog
      title={`Rename ${machine.name}`}
      submitLabel="Rename machine"
      busyLabel="Renaming…"
      sending={rename}
      canSubmit={name.trim() !== ''}
      onSubmit={() => rename.mutate({ id: machine.id, name: name.trim(), revision: machine.revision })}
      onClose={onClose}
    >
      <MachineNameField value={name} onChange={setName} />
    </FormDialog>
  );
}

function Join({ machine, onClose }: Props) {
  const trpc = useTRPC();
  const { mutate, data, error } = useMutation(trpc.machines.createJoinToken.mutationOptions());
  useEffect(() => mutate({ id: machine.id }), [mutate, machine.id]);
  return (
    <Dialog open onOpenChange={onClose} wide title={`Join ${machine.name}`}>
      {error && <ErrorNote error={error} onRetry={() => mutate({ id: machine.id })} />}
      {data && <JoinLines token={data} name={machine.name} onClose={onClose} />}
    </Dialog>
  );
}

function Revoke({ machine, onClose }: Props) {
  const trpc = useTRPC();
  const revoke = useMutation(
    trpc.machines.revokeAgent.mutationOptions({
      onSuccess: () => {
        toast.done(`The agent on ${machine.name} is revoked`);
        onClose();
      },
    }),
  );
  const { holder } = machine;
  const user = holder.kind === 'you' ? 'You have' : holder.personName && `${holder.personName} has`;
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={`Revoke the agent on ${machine.name}?`}
      keepLabel="Keep the agent"
      confirmLabel="Revoke agent"
      busyLabel="Revoking…"
      busy={revoke.isPending}
      error={revoke.error}
      onConfirm={() => revoke.mutate({ id: machine.id })}
    >
      Its key stops working at once, and a session on it ends. {user && `${user} ${machine.name} now. `}
      The machine and its history stay; a new join line brings it back.
    </ConfirmDialog>
  );
}

function Retire({ machine, onClose }: Props) {
  const trpc = useTRPC();
  const [typed, setTyped] = useState('');
  const [wrong, setWrong] = useState(false);
  const retire = useMutation(
    trpc.machines.setStatus.mutationOptions({
      onSuccess: () => {
        toast.done(`${machine.name} is retired`);
        onClose();
      },
    }),
  );
  const confirm = (): void => {
    if (typed.trim() !== machine.name) {
      setWrong(true);
      focusProblem(document.body);
    } else retire.mutate({ id: machine.id, status: 'retired', revision: machine.revision });
  };
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={`Retire ${machine.name}?`}
      keepLabel={`Keep ${machine.name}`}
      confirmLabel="Retire machine"
      busyLabel="Retiring…"
      busy={retire.isPending}
      error={retire.error}
      onConfirm={confirm}
    >
      <p className="mb-3">
        Nobody can book it any more, and its agent ends: to bring the machine back, join it anew. Its sessions
        and figures stay in the reports.
      </p>
      <InputField
        label={`Type ${machine.name} to go on`}
        value={typed}
        error={wrong ? `This is not “${machine.name}”.` : null}
        onChange={(event) => {
          setTyped(event.target.value);
          setWrong(false);
        }}
      />
    </ConfirmDialog>
  );
}
