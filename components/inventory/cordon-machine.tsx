'use client';

import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { undoOfCordon } from '@/shared/domain/cordon.ts';
import { formatMoment, zoneName } from '@/shared/domain/format.ts';
import { useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { InputField, SelectField } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { toast } from '../ui/toast.tsx';
import type { MachineView } from './types.ts';

/** Minutes until what runs is ended in any case; −1: it goes on. */
const GOES_ON = -1;
const CHOICES = [GOES_ON, 0, 15, 60, 240];

/** Why, and what becomes of what runs. Reversible: the toast takes it off again, or puts back the one before. */
export function CordonMachine({ machine, onClose }: { machine: MachineView; onClose: () => void }) {
  const trpc = useTRPC();
  const zone = useZone();
  const nowMs = useNow(60_000);
  const [reason, setReason] = useState(machine.cordon?.reason ?? '');
  const [minutes, setMinutes] = useState(GOES_ON);
  const uncordon = useMutation(trpc.machines.uncordon.mutationOptions({ onError: toast.failed }));
  const restore = useMutation(trpc.machines.cordon.mutationOptions({ onError: toast.failed }));
  const cordon = useMutation(
    trpc.machines.cordon.mutationOptions({
      onSuccess: (after) => {
        const { id, revision } = after;
        toast.done(`${after.name} ${after.cordon?.drainBy ? 'is being drained' : 'is cordoned'}`, () => {
          const earlier = undoOfCordon(machine.cordon, Date.now());
          if (earlier) restore.mutate({ id, revision, ...earlier });
          else uncordon.mutate({ id, revision });
        });
        onClose();
      },
    }),
  );
  const labelOf = (it: number): string => {
    if (it === GOES_ON) return 'goes on';
    if (it === 0) return 'ends at once, answers are cut off';
    return `ends after its answers, at the latest at ${formatMoment(new Date(nowMs + it * 60_000), zone, nowMs)}`;
  };
  return (
    <FormDialog
      title={`Cordon ${machine.name}`}
      description={`No new session starts on it, and nobody books it, until you take that off. Bookings stand, and their people are told. Times in ${zoneName(zone, nowMs)}.`}
      submitLabel={minutes === GOES_ON ? 'Cordon machine' : 'Drain machine'}
      busyLabel={minutes === GOES_ON ? 'Cordoning…' : 'Draining…'}
      sending={cordon}
      canSubmit={reason.trim() !== ''}
      onSubmit={() =>
        cordon.mutate({
          id: machine.id,
          revision: machine.revision,
          reason: reason.trim(),
          drainMinutes: minutes === GOES_ON ? null : minutes,
        })
      }
      onClose={onClose}
    >
      <InputField
        label="Why"
        hint="Shown to whoever wants to use it."
        placeholder="Fan rattles"
        value={reason}
        maxLength={200}
        onChange={(event) => setReason(event.target.value)}
      />
      <SelectField
        label="What runs on it"
        value={String(minutes)}
        onChange={(event) => setMinutes(Number(event.target.value))}
        options={CHOICES.map((it) => ({ value: String(it), label: labelOf(it) }))}
      />
    </FormDialog>
  );
}
