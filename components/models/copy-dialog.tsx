'use client';

import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { formatGigabytes, listNames } from '@/shared/domain/format.ts';
import { useTRPC } from '../providers/trpc.tsx';
import { Checkbox } from '../ui/checkbox.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { toast } from '../ui/toast.tsx';
import { limitOf, LimitField } from './limit-field.tsx';
import { Removes } from './removes.tsx';
import type { ModelRowView, TargetsView } from './types.ts';
import { useReadAgain } from './use-read-again.ts';

/** To which Macs a model is to be copied, and how much of their links that may take. */
export default function CopyDialog({ row, onClose }: { row: ModelRowView; onClose: () => void }) {
  const trpc = useTRPC();
  const readAgain = useReadAgain();
  const which = { modelId: row.id, simulated: row.simulated };
  const found = useQuery(trpc.modelStore.targets.queryOptions(which));
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [typedLimit, setTypedLimit] = useState('');
  const names = found.data?.targets.filter(({ id }) => chosen.includes(id)).map(({ name }) => name) ?? [];
  const copy = useMutation(
    trpc.modelStore.copy.mutationOptions({
      onSuccess: () => {
        readAgain();
        toast.done(`${row.facts.title} goes to ${listNames(names)}.`);
        onClose();
      },
    }),
  );
  const limit = limitOf(typedLimit);
  return (
    <FormDialog
      title={`Copy ${row.facts.title} to…`}
      {...(found.data && {
        description: `${formatGigabytes(found.data.bytes)} a Mac, each file checked by its hash`,
      })}
      submitLabel={chosen.length > 1 ? `Copy to ${chosen.length} Macs` : 'Copy'}
      busyLabel="Asking…"
      sending={copy}
      canSubmit={chosen.length > 0 && limit !== undefined}
      onSubmit={() =>
        copy.mutate({
          ...which,
          machineIds: [...chosen],
          limitMegabytesPerSecond: limit ?? null,
        })
      }
      onClose={onClose}
    >
      {found.isPending && <SkeletonRows label="Loading the Macs" count={3} />}
      {found.isError && <ErrorNote error={found.error} onRetry={() => void found.refetch()} />}
      {found.data && <Targets view={found.data} chosen={chosen} onChange={setChosen} />}
      <LimitField
        typed={typedLimit}
        onType={setTypedLimit}
        hint="Left empty, a copy takes what the link gives; sessions over the same link may slow down."
      />
    </FormDialog>
  );
}

type TargetsProps = {
  view: TargetsView;
  chosen: readonly string[];
  onChange: (ids: readonly string[]) => void;
};

function Targets({ view, chosen, onChange }: TargetsProps) {
  if (view.targets.length === 0)
    return <p className="text-sm text-muted">Every Mac that could have it has it already.</p>;
  return (
    <fieldset className="copy-targets">
      <legend className="pb-1 text-sm font-medium">Macs without it</legend>
      {view.targets.map(({ id, name, refusal, way, diskFreeBytes, removes }) => (
        <Checkbox
          key={id}
          checked={chosen.includes(id)}
          disabled={refusal !== null}
          onChange={({ target }) =>
            onChange(target.checked ? [...chosen, id] : chosen.filter((it) => it !== id))
          }
        >
          <span>{name}</span>
          <small>
            {refusal ??
              [
                way ?? 'no Mac that has it can be reached now; it waits for one',
                diskFreeBytes === null ? 'free space unknown' : `${formatGigabytes(diskFreeBytes)} free`,
              ].join(' · ')}{' '}
            <Removes removes={removes} />
          </small>
        </Checkbox>
      ))}
    </fieldset>
  );
}
