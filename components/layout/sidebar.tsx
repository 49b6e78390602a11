'use client';

import { Search } from 'lucide-react';
import Link from 'next/link';
import { useMe } from '../providers/me.tsx';
import { useThemeToggle } from '../providers/theme.tsx';
import { Avatar } from '../ui/avatar.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { Kbd } from '../ui/kbd.tsx';
import { Written } from '../ui/written.tsx';
import { DestinationLink } from './destination-link.tsx';
import { type Destination, DESTINATIONS, MORE_DESTINATIONS } from './destinations.ts';
import { LabPower } from './lab-power.tsx';
import { Logo } from './logo.tsx';
import { openPalette } from './open-palette.ts';
import { ThemeIcon } from './page-header.tsx';

export function Sidebar() {
  const me = useMe();
  return (
    <aside className="side" aria-label="Console">
      <Link href="/machines" prefetch={false} className="side-brand" title={`Espalier, ${me.lab.name}`}>
        <Logo />
        <span className="flex min-w-0 max-desktop:hidden flex-col leading-[1.15]">
          <b className="text-md leading-5 tracking-[-0.02em]">Espalier</b>
          <small className="truncate text-xs text-muted">{me.lab.name}</small>
        </span>
      </Link>
      <button type="button" className="side-find" onClick={openPalette} title="Search or jump to">
        <Search aria-hidden size={16} strokeWidth={1.6} className="flex-none" />
        <span className="flex-1 truncate text-left max-desktop:sr-only">Search or jump to</span>
        <span className="max-desktop:hidden">
          <Kbd>⌘K</Kbd>
        </span>
      </button>
      <MainNav />
      <MoreNav />
      <div className="mt-auto max-desktop:hidden">
        <LabPower />
      </div>
      <Person />
    </aside>
  );
}

function MainNav() {
  return (
    <nav aria-label="Main" className="flex flex-col gap-px">
      <SideLinks of={DESTINATIONS} />
    </nav>
  );
}

function MoreNav() {
  return (
    <nav aria-label="More" className="flex flex-col gap-px border-t border-border pt-3">
      <SideLinks of={MORE_DESTINATIONS} />
    </nav>
  );
}

const SideLinks = ({ of }: { of: readonly Destination[] }) =>
  of.map((it) => (
    <DestinationLink
      key={it.href}
      destination={it}
      className="side-link"
      iconSize={18}
      labelClassName="flex-1 max-desktop:sr-only"
    />
  ));

function Person() {
  const me = useMe();
  const toggle = useThemeToggle();
  return (
    <div className="flex items-center justify-between border-border px-1 pt-3 max-desktop:mt-auto max-desktop:flex-col max-desktop:gap-2 desktop:border-t">
      <Link
        href="/settings"
        prefetch={false}
        className="flex min-h-8 min-w-0 items-center justify-center gap-2 max-desktop:size-11"
        title={`${me.name}, settings`}
      >
        <Avatar name={me.name} mine />
        <span className="flex min-w-0 flex-col leading-[1.15] max-desktop:sr-only">
          <b className="truncate text-sm">
            <Written text={me.name} />
          </b>
          <small className="truncate text-xs text-muted">{me.teamName ?? me.role}</small>
        </span>
      </Link>
      <IconButton label="Change theme" onClick={toggle}>
        <ThemeIcon />
      </IconButton>
    </div>
  );
}
