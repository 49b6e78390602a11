'use client';

import { useMutation, useQuery } from '@tanstack/react-query';
import type { inferRouterOutputs } from '@trpc/server';
import { useState } from 'react';
import type { AppRouter } from '@/server/trpc/root.ts';
import { formatGigabytes } from '@/shared/domain/format.ts';
import { useCan } from '../providers/me.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Button } from '../ui/button.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { InputField } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { Meter } from '../ui/meter.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { toast } from '../ui/toast.tsx';

type Room = inferRouterOutputs<AppRouter>['modelStore']['room'];

/** What models take on a machine, what they may, and what is free. */
export function MachineModelRoom({ machineId, name }: { machineId: string; name: string }) {
  const trpc = useTRPC();
  const maySet = useCan()('model:set-rules');
  const room = useQuery(trpc.modelStore.room.queryOptions({ machineId }));
  const [isOpen, setOpen] = useState(false);
  if (room.isPending) return <SkeletonRows label="Loading the room for models" count={1} />;
  if (room.isError) return <ErrorNote error={room.error} onRetry={() => void room.refetch()} />;
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-border py-2 text-sm">
      <div className="min-w-0 flex-[1_1_14rem]">
        <Meter ratio={shareOf(room.data)} />
        <p className="pt-1.5 tabular-nums">{roomWords(room.data)}</p>
        {whoseWords(room.data) && <p className="text-xs text-muted">{whoseWords(room.data)}</p>}
      </div>
      {maySet && (
        <Button small onClick={() => setOpen(true)}>
          Set a quota…
        </Button>
      )}
      {isOpen && (
        <QuotaDialog machineId={machineId} name={name} room={room.data} onClose={() => setOpen(false)} />
      )}
    </div>
  );
}

function shareOf({ ownBytes, othersBytes, quota, freeBytes }: Room): number | null {
  if (quota.bytes !== null) return quota.bytes === 0 ? 1 : ownBytes / quota.bytes;
  const taken = ownBytes + othersBytes;
  return freeBytes === null || taken + freeBytes === 0 ? null : taken / (taken + freeBytes);
}

function roomWords({ ownBytes, othersBytes, quota, freeBytes }: Room): string {
  const own =
    quota.bytes === null
      ? `${formatGigabytes(ownBytes)} in the agent’s own folder`
      : `${formatGigabytes(ownBytes)} of ${formatGigabytes(quota.bytes)} in the agent’s own folder`;
  return [
    own,
    othersBytes > 0 && `${formatGigabytes(othersBytes)} in people’s folders`,
    freeBytes === null ? 'free: unknown' : `${formatGigabytes(freeBytes)} free on its disk`,
  ]
    .filter(Boolean)
    .join(' · ');
}

function whoseWords({ quota: { ofMachine, ofLab } }: Room): string | null {
  if (ofMachine === null && ofLab === null) return null;
  const words = [
    ofLab !== null && `the lab’s quota ${formatGigabytes(ofLab)}`,
    ofMachine !== null && `its own policy.json ${formatGigabytes(ofMachine)}`,
  ].filter(Boolean);
  return words.length > 1 ? `${words.join(', ')}; the lower counts` : `${words[0]}`;
}

const WHOLE = /^\d{1,7}$/;
type DialogProps = { machineId: string; name: string; room: Room; onClose: () => void };

function QuotaDialog({ machineId, name, room, onClose }: DialogProps) {
  const trpc = useTRPC();
  const { ofLab, ofMachine } = room.quota;
  const [typed, setTyped] = useState(ofLab === null ? '' : String(ofLab / 1e9));
  const isRight = typed.trim() === '' || (WHOLE.test(typed.trim()) && Number(typed) <= 1_000_000);
  const save = useMutation(
    trpc.modelStore.setQuota.mutationOptions({
      onSuccess: () => {
        toast.done('Saved. It counts for what begins from now on');
        onClose();
      },
    }),
  );
  return (
    <FormDialog
      title={`Quota for models on ${name}`}
      description="What models in its agent’s own folder may take. Nothing that lies there is removed by it."
      submitLabel="Save"
      busyLabel="Saving…"
      sending={save}
      canSubmit={isRight}
      onSubmit={() => save.mutate({ machineId, gigabytes: typed.trim() === '' ? null : Number(typed) })}
      onClose={onClose}
    >
      <InputField
        label="At most, GB"
        inputMode="numeric"
        autoComplete="off"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        hint={`Empty: no quota of the lab.${ofMachine === null ? '' : ` Its own policy.json keeps ${formatGigabytes(ofMachine)}; the lower counts.`}`}
        error={isRight ? null : 'A whole number from 0 to 1000000, or nothing.'}
      />
    </FormDialog>
  );
}
