'use client';

import { Command } from 'cmdk';
import { FileSearch } from 'lucide-react';
import { formatMemory, formatParameters } from '@/shared/domain/format.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import type { CatalogueModelView } from './types.ts';

type ModelPickerProps = {
  models: readonly CatalogueModelView[];
  onChoose: (id: string) => void;
  /** Where the person may read one that is not here. */
  onRead: (() => void) | null;
  onClose: () => void;
};

const GROUPS = [
  { from: 'macs', simulated: false, heading: 'On our Macs' },
  { from: 'kept', simulated: false, heading: 'Kept by the lab' },
  { from: 'catalogue', simulated: false, heading: 'Catalogue' },
  { from: 'macs', simulated: true, heading: 'On simulated Macs' },
] as const;

/** Models on the lab's Macs, those it keeps and all of the catalogue, found by a few letters. */
export default function ModelPicker({ models, onChoose, onRead, onClose }: ModelPickerProps) {
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="Choose a model"
      description="The largest first, with its weights."
    >
      <Command label="Models" loop>
        <Command.Input
          placeholder="Search models"
          className="h-(--control) w-full rounded-md border border-border-control bg-surface px-3"
        />
        <Command.List className="mt-2 max-h-[50vh] overflow-y-auto">
          <Command.Empty className="py-4 text-muted">
            No such model here. Try another word{onRead && ', or read its config'}.
          </Command.Empty>
          {GROUPS.map(({ from, simulated, heading }) => {
            const own = models.filter((it) => it.from === from && it.simulated === simulated);
            return (
              own.length > 0 && (
                <Command.Group
                  key={heading}
                  heading={heading}
                  className="[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-muted"
                >
                  {own.map((model) => (
                    <Command.Item
                      key={model.id}
                      value={`${model.title} ${model.id}`}
                      onSelect={() => onChoose(model.id)}
                      className={ITEM}
                    >
                      <span className="flex-1 font-medium">{model.title}</span>
                      <small className="text-xs text-muted">{factsOf(model)}</small>
                    </Command.Item>
                  ))}
                </Command.Group>
              )
            );
          })}
        </Command.List>
      </Command>
      {onRead && (
        <div className="mt-3 border-t border-border pt-3">
          <Button small icon={<FileSearch aria-hidden size={16} strokeWidth={1.6} />} onClick={onRead}>
            Another model: read its config…
          </Button>
        </div>
      )}
    </Dialog>
  );
}

const ITEM =
  'flex min-h-(--row-dense) cursor-pointer flex-wrap items-center gap-x-3 rounded-sm px-2 py-1 data-[selected=true]:bg-accent-soft forced-colors:data-[selected=true]:outline-2';

function factsOf({ parameters, runs, quantisations, onMachines }: CatalogueModelView): string {
  const size = parameters === null ? 'size unknown' : formatParameters(parameters);
  const forms = quantisations.map(({ label, weightsBytes }) =>
    weightsBytes === null ? label : `${label} ${formatMemory(weightsBytes)}`,
  );
  const machines = onMachines === 1 ? 'on 1 machine' : `on ${onMachines} machines`;
  return [
    size,
    ...forms,
    ...(onMachines > 0 ? [machines] : []),
    ...(runs ? [] : ['mlx-lm cannot load it']),
  ].join(' · ');
}
