'use client';

import { Command } from 'cmdk';
import { FileSearch } from 'lucide-react';
import { formatMemory, formatParameters } from '@/shared/domain/format.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { PickItem, PickList } from '../ui/pick-list.tsx';
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
      <PickList
        label="Models"
        placeholder="Search models"
        empty={<>No such model here. Try another word{onRead && ', or read its config'}.</>}
      >
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
                  <PickItem key={model.id} id={model.id} title={model.title} onChoose={onChoose}>
                    <span className="flex-1 font-medium">{model.title}</span>
                    <small className="text-xs text-muted">{factsOf(model)}</small>
                  </PickItem>
                ))}
              </Command.Group>
            )
          );
        })}
      </PickList>
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
