'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { formatGigabytes, formatMoment } from '@/shared/domain/format.ts';
import { useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Button } from '../ui/button.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { InputField, SelectField } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { toast } from '../ui/toast.tsx';
import { revisionWords } from './copy-words.ts';
import { Removes } from './removes.tsx';
import type { FoundView } from './types.ts';
import { useReadAgain } from './use-read-again.ts';

/** Which model one Mac brings from a disk that is attached to it. */
export default function ImportDialog({ onClose }: { onClose: () => void }) {
  const trpc = useTRPC();
  const readAgain = useReadAgain();
  const machines = useQuery(trpc.modelStore.diskMachines.queryOptions({ limit: 200 }));
  const [machineId, setMachineId] = useState('');
  const [chosen, setChosen] = useState<FoundView | null>(null);
  const [name, setName] = useState('');
  const all = machines.data?.machines ?? [];
  const able = all.filter(({ refusal }) => refusal === null);
  const machine = able.find(({ id }) => id === machineId);
  const bring = useMutation(
    trpc.modelStore.import.mutationOptions({
      onSuccess: () => {
        readAgain();
        toast.done(`${chosen?.title ?? 'It'} comes to ${machine?.name ?? 'the Mac'}.`);
        onClose();
      },
    }),
  );
  return (
    <FormDialog
      title="Import from a disk"
      description="A Mac copies a model from a USB disk or a folder into its own, and checks every file."
      submitLabel="Import"
      busyLabel="Asking…"
      sending={bring}
      canSubmit={machine !== undefined && chosen !== null && name.trim() !== ''}
      onSubmit={() => bring.mutate({ machineId, key: chosen!.key, name })}
      onClose={onClose}
    >
      {machines.isPending && <SkeletonRows label="Loading the Macs" count={2} />}
      {machines.isError && <ErrorNote error={machines.error} onRetry={() => void machines.refetch()} />}
      {machines.data && (
        <SelectField
          label="The disk is attached to"
          value={machineId}
          onChange={(event) => {
            setMachineId(event.target.value);
            setChosen(null);
          }}
          options={[
            { value: '', label: 'Choose a Mac' },
            ...able.map((it) => ({
              value: it.id,
              label: it.simulated ? `${it.name} (simulated)` : it.name,
            })),
          ]}
          hint={
            machine?.simulated
              ? 'Simulated: it plays a disk, and nothing is copied.'
              : able.length < all.length
                ? `${all.length - able.length} of ${all.length} Macs can’t now: silent, or an older agent.`
                : undefined
          }
        />
      )}
      {machine && (
        <OnDisks
          key={machine.id}
          machineId={machine.id}
          chosen={chosen}
          onChoose={(found) => {
            setChosen(found);
            setName(found.modelId);
          }}
        />
      )}
      {chosen && (
        <InputField
          label="Kept as"
          value={name}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => setName(event.target.value)}
          hint="organisation/name, as other Macs call it; then they count as one model."
        />
      )}
    </FormDialog>
  );
}

type OnDisksProps = {
  machineId: string;
  chosen: FoundView | null;
  onChoose: (found: FoundView) => void;
};

/** A Mac looks at its disks only when somebody asks. */
function OnDisks({ machineId, chosen, onChoose }: OnDisksProps) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const zone = useZone();
  const now = useNow(60_000);
  const disks = useQuery({
    ...trpc.modelStore.disks.queryOptions({ machineId }),
    refetchInterval: ({ state }) => (state.data?.state === 'looking' ? 2000 : false),
  });
  const look = useMutation(
    trpc.modelStore.lookAtDisks.mutationOptions({
      onSuccess: () => client.invalidateQueries(trpc.modelStore.disks.queryFilter({ machineId })),
    }),
  );
  if (disks.isPending) return <SkeletonRows label="Loading what it found last" count={2} />;
  if (disks.isError) return <ErrorNote error={disks.error} onRetry={() => void disks.refetch()} />;
  const { state, places, note, found, answeredAt } = disks.data;
  const isLooking = state === 'looking' || look.isPending;
  return (
    <div className="disk-models">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Button small disabled={isLooking} onClick={() => look.mutate({ machineId })}>
          {isLooking ? 'Looking…' : state === 'none' ? 'Look at its disks' : 'Look again'}
        </Button>
        <span className="text-sm text-muted" role="status">
          {isLooking
            ? 'It looks through what is attached; that takes up to 20 s.'
            : answeredAt && `${placesWords(places)}, looked at ${formatMoment(answeredAt, zone, now)}`}
        </span>
      </div>
      {look.error && <ErrorNote error={look.error} />}
      {state === 'silent' && !isLooking && (
        <p className="text-sm text-maintenance-text">Nothing was heard of it. Look again.</p>
      )}
      {note && <p className="text-sm text-maintenance-text">{note}</p>}
      {state === 'looked' && !isLooking && found.length === 0 && (
        <p className="text-sm text-muted">
          No model on them. It looks at disks that are plugged in, three folders deep, or at the folders that
          its policy.json names.
        </p>
      )}
      {state === 'looked' && !isLooking && found.length > 0 && (
        <fieldset className="disk-list">
          <legend className="sr-only">Models on its disks</legend>
          {found.map((it) => (
            <label key={it.key} className="disk-model" data-off={it.refusal !== null || undefined}>
              <input
                type="radio"
                name="disk-model"
                className="size-4 flex-none accent-accent"
                checked={chosen?.key === it.key}
                disabled={it.refusal !== null}
                onChange={() => onChoose(it)}
              />
              <span>
                <b>{it.title}</b>{' '}
                {it.bytes > 0 && <span className="text-muted">{formatGigabytes(it.bytes)}</span>}
                <small>{aboutFound(it)}</small>
                {it.refusal !== null && <small className="disk-refusal">{it.refusal}</small>}
                {it.removes.length > 0 && (
                  <small>
                    <Removes removes={it.removes} />
                  </small>
                )}
              </span>
            </label>
          ))}
        </fieldset>
      )}
    </div>
  );
}

const placesWords = (places: readonly string[]): string =>
  places.length === 0 ? 'No disk is attached' : places.join(', ');

function aboutFound({ place, folder, files, hashed, revision, problem }: FoundView): string {
  const checked =
    problem !== null || files === 0
      ? null
      : hashed === files
        ? 'compared with the hub’s hashes'
        : hashed === 0
          ? 'each file read back after it is written'
          : `${hashed} of ${files} files compared with the hub’s hashes, the others read back`;
  return [
    `${place}, ${folder}`,
    revision && `revision ${revisionWords(revision)}`,
    files > 0 && `${files} files`,
    checked,
  ]
    .filter(Boolean)
    .join(' · ');
}
