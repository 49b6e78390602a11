'use client';

import { Command } from 'cmdk';
import type { ReactNode } from 'react';
import { Kbd } from '../ui/kbd.tsx';
import { Written } from '../ui/written.tsx';
import { useLetterKeys } from './letter-keys.ts';

export const ICON = {
  'aria-hidden': true,
  size: 18,
  strokeWidth: 1.6,
  className: 'flex-none text-muted',
} as const;

export function Group({ heading, children }: { heading: string; children: ReactNode }) {
  return (
    <Command.Group
      heading={heading}
      className="[&_[cmdk-group-heading]]:px-4 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-muted"
    >
      {children}
    </Command.Group>
  );
}

type ItemProps = {
  onSelect: () => void;
  icon: ReactNode;
  value?: string;
  keys?: string;
  note?: string;
  children: string;
};

export function Item({ onSelect, icon, value, keys, note, children }: ItemProps) {
  const hasKeys = useLetterKeys();
  return (
    <Command.Item
      onSelect={onSelect}
      {...(value !== undefined && { value })}
      className="flex min-h-(--row-dense) cursor-pointer items-center gap-3 px-4 data-[selected=true]:bg-accent-soft forced-colors:data-[selected=true]:outline-2 forced-colors:data-[selected=true]:-outline-offset-2 forced-colors:data-[selected=true]:outline-[Highlight] data-[selected=true]:shadow-[inset_2px_0_var(--accent)]"
    >
      {icon}
      <span className="min-w-0 flex-1 truncate">
        <Written text={children} />
      </span>
      {note && (
        <small className="truncate text-xs text-muted">
          <Written text={note} />
        </small>
      )}
      {keys && hasKeys && <Kbd>{keys}</Kbd>}
    </Command.Item>
  );
}
