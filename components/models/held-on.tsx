'use client';

import { useMutation } from '@tanstack/react-query';
import { Pin, PinOff } from 'lucide-react';
import { useState } from 'react';
import { formatDay, formatGigabytes } from '@/shared/domain/format.ts';
import { useCan, useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { later } from '../ui/later.tsx';
import { toast } from '../ui/toast.tsx';
import { MarkShape } from './mark.tsx';
import { markOf } from './model-words.ts';
import type { GroupView, HolderView, HoldingView, ModelRowView } from './types.ts';
import { useReadAgain } from './use-read-again.ts';

const CopyDialog = later(() => import('./copy-dialog.tsx'));

type HeldOnProps = { row: ModelRowView; groups: readonly GroupView[] };

/** On which Macs a model lies, when it was used there last, and what can be done with it. */
export function HeldOn({ row, groups }: HeldOnProps) {
  const can = useCan();
  const [isCopying, setCopying] = useState(false);
  const machines = groups.flatMap((group) => group.machines);
  const held = row.holdings.flatMap((holding) => {
    const machine = machines.find(({ id }) => id === holding.machineId);
    return machine ? [{ holding, machine }] : [];
  });
  const isWhole = row.holdings.some(({ problem }) => problem === null);
  return (
    <section>
      <header className="model-head">
        <h3>On Macs</h3>
      </header>
      <ul className="model-lines model-on">
        {held.map(({ holding, machine }) => (
          <OnOne key={machine.id} row={row} holding={holding} machine={machine} />
        ))}
      </ul>
      {can('model:copy') && isWhole && (
        <span className="pt-2">
          <Button small onClick={() => setCopying(true)}>
            Copy to…
          </Button>
        </span>
      )}
      {isCopying && <CopyDialog row={row} onClose={() => setCopying(false)} />}
    </section>
  );
}

type OnOneProps = { row: ModelRowView; holding: HoldingView; machine: HolderView };

function OnOne({ row, holding, machine }: OnOneProps) {
  const can = useCan();
  const zone = useZone();
  const now = useNow(60_000);
  const { lastUsedAt, pinned, removable, problem } = holding;
  const used = lastUsedAt === null ? 'not used there yet' : `last used ${formatDay(lastUsedAt, zone, now)}`;
  const isInUse = holding.state === 'yours' || holding.state === 'theirs';
  return (
    <li>
      <MarkShape mark={markOf(holding, machine)} />
      <span>
        <b>{machine.name}</b>
        <small>
          {[isInUse ? 'in use now' : used, pinned && 'pinned', problem !== null && 'not whole']
            .filter(Boolean)
            .join(' · ')}
        </small>
      </span>
      {can('model:copy') && <PinButton row={row} holding={holding} machine={machine} />}
      {can('model:remove-from-machine') && removable && !pinned && !isInUse && (
        <Remove row={row} machine={machine} />
      )}
    </li>
  );
}

function PinButton({ row, holding, machine }: OnOneProps) {
  const trpc = useTRPC();
  const readAgain = useReadAgain();
  const pin = useMutation(
    trpc.modelStore.pin.mutationOptions({ onSuccess: readAgain, onError: (error) => toast.failed(error) }),
  );
  const { title } = row.facts;
  const label = holding.pinned ? `Unpin ${title} on ${machine.name}` : `Pin ${title} on ${machine.name}`;
  const Icon = holding.pinned ? PinOff : Pin;
  return (
    <IconButton
      label={label}
      aria-pressed={holding.pinned}
      disabled={pin.isPending}
      onClick={() =>
        pin.mutate({
          modelId: row.id,
          simulated: row.simulated,
          machineId: machine.id,
          pinned: !holding.pinned,
        })
      }
    >
      <Icon aria-hidden size={16} strokeWidth={1.6} />
    </IconButton>
  );
}

function Remove({ row, machine }: { row: ModelRowView; machine: HolderView }) {
  const trpc = useTRPC();
  const readAgain = useReadAgain();
  const [isAsked, setAsked] = useState(false);
  const { title, weightsBytes } = row.facts;
  const remove = useMutation(
    trpc.modelStore.remove.mutationOptions({
      onSuccess: () => {
        readAgain();
        toast.done(`${title} is removed from ${machine.name}.`);
        setAsked(false);
      },
    }),
  );
  const others = row.holdings.filter((it) => it.problem === null && it.machineId !== machine.id).length;
  return (
    <>
      <Button
        small
        look="danger"
        aria-label={`Remove ${title} from ${machine.name}…`}
        onClick={() => setAsked(true)}
      >
        Remove…
      </Button>
      <ConfirmDialog
        open={isAsked}
        onOpenChange={setAsked}
        title={`Remove ${title} from ${machine.name}?`}
        keepLabel="Keep it"
        confirmLabel="Remove model"
        busyLabel="Removing…"
        busy={remove.isPending}
        error={remove.error}
        onConfirm={() => remove.mutate({ modelId: row.id, simulated: row.simulated, machineId: machine.id })}
      >
        {weightsBytes !== null && <>{formatGigabytes(weightsBytes)} are freed on its disk. </>}
        {others === 0
          ? 'No other Mac of the lab has it whole: after this it must be brought from outside.'
          : `${others === 1 ? 'One other Mac has' : `${others} other Macs have`} it whole, so it can be copied back.`}
      </ConfirmDialog>
    </>
  );
}
