'use client';

import { Command } from 'cmdk';
import { formatMemory, formatParameters } from '@/shared/domain/format.ts';
import { Dialog } from '../ui/dialog.tsx';
import type { CatalogueModelView } from './types.ts';

type ModelPickerProps = {
  models: readonly CatalogueModelView[];
  onChoose: (id: string) => void;
  onClose: () => void;
};

/** All models of the catalogue, found by a few letters. */
export default function ModelPicker({ models, onChoose, onClose }: ModelPickerProps) {
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
            No such model in the catalogue. Try another word.
          </Command.Empty>
          {models.map((model) => (
            <Command.Item
              key={model.id}
              value={`${model.title} ${model.id}`}
              onSelect={() => onChoose(model.id)}
              className="flex min-h-(--row-dense) cursor-pointer flex-wrap items-center gap-x-3 rounded-sm px-2 py-1 data-[selected=true]:bg-accent-soft forced-colors:data-[selected=true]:outline-2"
            >
              <span className="flex-1 font-medium">{model.title}</span>
              <small className="text-xs text-muted">{factsOf(model)}</small>
            </Command.Item>
          ))}
        </Command.List>
      </Command>
    </Dialog>
  );
}

function factsOf({ parameters, runs, quantisations }: CatalogueModelView): string {
  const size = parameters === null ? 'size unknown' : formatParameters(parameters);
  const forms = quantisations.map(({ label, weightsBytes }) =>
    weightsBytes === null ? label : `${label} ${formatMemory(weightsBytes)}`,
  );
  return [size, ...forms, ...(runs ? [] : ['mlx-lm cannot load it'])].join(' · ');
}
