'use client';

import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { formatGigabytes, listNames } from '@/shared/domain/format.ts';
import { useTRPC } from '../providers/trpc.tsx';
import { Checkbox } from '../ui/checkbox.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { InputField } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { toast } from '../ui/toast.tsx';
import type { ModelRowView, TargetsView } from './types.ts';
import { useReadAgain } from './use-read-again.ts';

const WHOLE = /^[1-9]\d{0,4}$/;

/** To which Macs a model is to be copied, and how much of their links that may take. */
export default function CopyDialog({ row, onClose }: { row: ModelRowView; onClose: () => void }) {
  const trpc = useTRPC();
  const readAgain = useReadAgain();
  const which = { modelId: row.id, simulated: row.simulated };
  const found = useQuery(trpc.modelStore.targets.queryOptions(which));
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [limit, setLimit] = useState('');
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
  const isLimit = limit.trim() === '' || WHOLE.test(limit.trim());
  return (
    <FormDialog
      title={`Copy ${row.facts.title} to…`}
      {...(found.data && {
        description: `${formatGigabytes(found.data.bytes)} a Mac, each file checked by its hash`,
      })}
      submitLabel={chosen.length > 1 ? `Copy to ${chosen.length} Macs` : 'Copy'}
      busyLabel="Asking…"
      sending={copy}
      canSubmit={chosen.length > 0 && isLimit}
      onSubmit={() =>
        copy.mutate({
          ...which,
          machineIds: [...chosen],
          limitMegabytesPerSecond: limit.trim() === '' ? null : Number(limit),
        })
      }
      onClose={onClose}
    >
      {found.isPending && <SkeletonRows label="Loading the Macs" count={3} />}
      {found.isError && <ErrorNote error={found.error} onRetry={() => void found.refetch()} />}
      {found.data && <Targets view={found.data} chosen={chosen} onChange={setChosen} />}
      <InputField
        label="At most, MB/s"
        inputMode="numeric"
        value={limit}
        onChange={(event) => setLimit(event.target.value)}
        hint="Left empty, a copy takes what the link gives; sessions over the same link may slow down."
        error={isLimit ? null : 'A whole number from 1 to 99999, or nothing.'}
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
      {view.targets.map(({ id, name, refusal, way, diskFreeBytes }) => (
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
              ].join(' · ')}
          </small>
        </Checkbox>
      ))}
    </fieldset>
  );
}
