import { Command } from 'cmdk';
import type { ReactNode } from 'react';

type PickListProps = { label: string; placeholder: string; empty: ReactNode; children: ReactNode };

/** A long list in a dialog, of which one is found by a few letters. */
export function PickList({ label, placeholder, empty, children }: PickListProps) {
  return (
    <Command label={label} loop>
      <Command.Input
        placeholder={placeholder}
        className="h-(--control) w-full rounded-md border border-border-control bg-surface px-3"
      />
      <Command.List className="mt-2 max-h-[50vh] overflow-y-auto">
        <Command.Empty className="py-4 text-muted">{empty}</Command.Empty>
        {children}
      </Command.List>
    </Command>
  );
}

type PickItemProps = { id: string; title: string; onChoose: (id: string) => void; children: ReactNode };

/** One of it, found by its title and its id. */
export function PickItem({ id, title, onChoose, children }: PickItemProps) {
  return (
    <Command.Item
      value={`${title} ${id}`}
      onSelect={() => onChoose(id)}
      className="flex min-h-(--row-dense) cursor-pointer flex-wrap items-center gap-x-3 rounded-sm px-2 py-1 data-[selected=true]:bg-accent-soft forced-colors:data-[selected=true]:outline-2"
    >
      {children}
    </Command.Item>
  );
}
