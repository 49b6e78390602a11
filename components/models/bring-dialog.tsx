'use client';

import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { formatGigabytes } from '@/shared/domain/format.ts';
import { useTRPC } from '../providers/trpc.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { InputField, SelectField } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { toast } from '../ui/toast.tsx';
import { limitOf, LimitField } from './limit-field.tsx';
import type { BringChoicesView } from './types.ts';
import { useReadAgain } from './use-read-again.ts';

const MOST_REFUSALS = 3;
type Machine = BringChoicesView['machines'][number];

/** Which model one Mac brings into the lab from outside, and from where. */
export default function BringDialog({ onClose }: { onClose: () => void }) {
  const trpc = useTRPC();
  const readAgain = useReadAgain();
  const found = useQuery(trpc.modelStore.bringChoices.queryOptions({ limit: 200 }));
  const [chosenSource, setSource] = useState('hub');
  const [repo, setRepo] = useState('');
  const [revision, setRevision] = useState('');
  const [machineId, setMachineId] = useState('');
  const [typedLimit, setTypedLimit] = useState('');
  const { sources = [], machines = [] } = found.data ?? {};
  const source = sources.find((it) => it.source === chosenSource) ?? sources[0];
  const able = machines.filter(({ refusal }) => refusal === null);
  const machine = able.find(({ id }) => id === machineId);
  const bring = useMutation(
    trpc.modelStore.bring.mutationOptions({
      onSuccess: () => {
        readAgain();
        toast.done(`${machine?.name ?? 'The Mac'} asks ${source?.host ?? 'for it'} now.`);
        onClose();
      },
    }),
  );
  const limit = limitOf(typedLimit);
  return (
    <FormDialog
      title="Bring a model into the lab"
      description="One Mac downloads it, each file checked by its hash. Copy it on from there, Mac to Mac."
      submitLabel="Bring it"
      busyLabel="Asking…"
      sending={bring}
      canSubmit={source !== undefined && machine !== undefined && repo.trim() !== '' && limit !== undefined}
      onSubmit={() =>
        bring.mutate({
          source: source!.source,
          repo,
          ...(revision.trim() !== '' && { revision }),
          machineId,
          limitMegabytesPerSecond: limit ?? null,
        })
      }
      onClose={onClose}
    >
      {found.isPending && <SkeletonRows label="Loading the Macs" count={3} />}
      {found.isError && <ErrorNote error={found.error} onRetry={() => void found.refetch()} />}
      {found.data && (
        <>
          {sources.length > 1 && (
            <SelectField
              label="From"
              value={source!.source}
              onChange={(event) => setSource(event.target.value)}
              options={sources.map((it) => ({
                value: it.source,
                label: it.source === 'mirror' ? `the lab’s mirror, ${it.host}` : it.host,
              }))}
            />
          )}
          <InputField
            label={`Name on ${source?.host ?? 'the hub'}`}
            value={repo}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => setRepo(event.target.value)}
            hint={`As mlx-community/Qwen3-8B-4bit. ${source?.hasToken ? 'The lab’s token goes along, to that Mac alone.' : 'Models behind a licence want a token in Settings, Rules.'}`}
          />
          <InputField
            label="Revision"
            value={revision}
            placeholder="main"
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => setRevision(event.target.value)}
            hint="A branch, a tag or a commit. The commit it means when the download begins is kept to."
          />
          <SelectField
            label="To"
            value={machineId}
            onChange={(event) => setMachineId(event.target.value)}
            options={[{ value: '', label: 'Choose a Mac' }, ...able.map(optionOf)]}
            hint={
              machine?.simulated
                ? 'Simulated: nothing is downloaded.'
                : [
                    found.data.makesRoom &&
                      'Where room is short, what was used there longest ago is removed first, by the lab’s rule.',
                    refusals(machines),
                  ]
                    .filter(Boolean)
                    .join(' ') || undefined
            }
          />
          <LimitField
            typed={typedLimit}
            onType={setTypedLimit}
            hint="Left empty, it takes what the line gives."
          />
        </>
      )}
    </FormDialog>
  );
}

function optionOf({ id, name, simulated, diskFreeBytes }: Machine): { value: string; label: string } {
  const free = diskFreeBytes === null ? 'free space unknown' : `${formatGigabytes(diskFreeBytes)} free`;
  return { value: id, label: `${simulated ? `${name} (simulated)` : name} · ${free}` };
}

/** Why Macs that one might look for are not in the list. */
function refusals(machines: readonly Machine[]): string | undefined {
  const without = machines.filter(({ refusal }) => refusal !== null);
  const words = without.slice(0, MOST_REFUSALS).map(({ name, refusal }) => `${name}: ${refusal}`);
  if (without.length > words.length) words.push(`${without.length - words.length} more can’t now.`);
  return words.length === 0 ? undefined : words.join(' ');
}
