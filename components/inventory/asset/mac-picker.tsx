'use client';

import { Command } from 'cmdk';
import { Dialog } from '../../ui/dialog.tsx';

type Props = {
  models: readonly { id: string; name: string }[];
  onChoose: (id: string) => void;
  onClose: () => void;
};

/** The Macs of the catalogue, found by a few letters. */
export default function MacPicker({ models, onChoose, onClose }: Props) {
  return (
    <Dialog open onOpenChange={onClose} title="Choose a model" description="From the Mac catalogue.">
      <Command label="Mac models" loop>
        <Command.Input
          placeholder="Search models"
          className="h-(--control) w-full rounded-md border border-border-control bg-surface px-3"
        />
        <Command.List className="mt-2 max-h-[50vh] overflow-y-auto">
          <Command.Empty className="py-4 text-muted">
            No such model in the catalogue. Try another word.
          </Command.Empty>
          {models.map(({ id, name }) => (
            <Command.Item
              key={id}
              value={`${name} ${id}`}
              onSelect={() => onChoose(id)}
              className="flex min-h-(--row-dense) cursor-pointer items-center gap-x-3 rounded-sm px-2 py-1 data-[selected=true]:bg-accent-soft forced-colors:data-[selected=true]:outline-2"
            >
              {name}
            </Command.Item>
          ))}
        </Command.List>
      </Command>
    </Dialog>
  );
}
