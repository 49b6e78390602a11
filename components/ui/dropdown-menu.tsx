'use client';

import Link from 'next/link';
import * as Radix from 'radix-ui/dropdown-menu';
import type { ReactElement, ReactNode } from 'react';
import { classNames } from './class-names.ts';

export type MenuItem =
  | {
      kind?: 'action';
      label: string;
      onSelect: () => void;
      icon?: ReactNode;
      danger?: boolean;
      disabled?: boolean;
    }
  | { kind: 'link'; label: string; href: string; icon?: ReactNode }
  | { kind: 'separator' };

export type DropdownMenuProps = {
  /** The button that opens it. */
  children: ReactElement;
  label: string;
  items: readonly MenuItem[];
  side?: 'bottom' | 'top' | 'right';
  /** Which edges stand above each other. */
  align?: 'start' | 'end';
  /** Open as it comes: where a press on a plain button has asked for it. */
  defaultOpen?: boolean;
};

const ITEM =
  'flex min-h-(--row-dense) cursor-pointer items-center gap-2.5 rounded-sm px-2.5 text-sm outline-none select-none data-highlighted:bg-hover forced-colors:data-highlighted:outline-2 data-disabled:cursor-not-allowed data-disabled:opacity-55';

export function DropdownMenu({
  children,
  label,
  items,
  side = 'bottom',
  align = 'end',
  defaultOpen = false,
}: DropdownMenuProps) {
  return (
    <Radix.Root modal={false} defaultOpen={defaultOpen}>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          aria-label={label}
          side={side}
          align={align}
          sideOffset={4}
          collisionPadding={8}
          className="enters z-50 min-w-44 rounded-md border border-border-strong bg-raised p-1 shadow-raised"
        >
          {items.map((item, index) => (
            <Entry key={item.kind === 'separator' ? `separator-${index}` : item.label} item={item} />
          ))}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function Entry({ item }: { item: MenuItem }) {
  if (item.kind === 'separator') return <Radix.Separator className="my-1 border-t border-border" />;
  if (item.kind === 'link') {
    return (
      <Radix.Item asChild>
        <Link prefetch={false} href={item.href} className={ITEM}>
          {item.icon}
          {item.label}
        </Link>
      </Radix.Item>
    );
  }
  return (
    <Radix.Item
      disabled={item.disabled ?? false}
      onSelect={item.onSelect}
      className={classNames(ITEM, item.danger && 'text-fault-text')}
    >
      {item.icon}
      {item.label}
    </Radix.Item>
  );
}
