'use client';

import { usePathname } from 'next/navigation';
import { type ReactNode, useEffect, useState } from 'react';
import { later } from '../ui/later.tsx';
import { rememberPresses } from '../ui/return-focus.ts';
import { useWhenIdle } from '../ui/use-when-idle.ts';
import { BottomBar } from './bottom-bar.tsx';
import { ConfirmPerson } from './confirm-person.tsx';
import { ALL_DESTINATIONS } from './destinations.ts';
import { useLanding } from './landing.ts';
import { LabNotice } from './lab-notice.tsx';
import { LiveRegion } from './live-region.tsx';
import { OfflineBanner } from './offline-banner.tsx';
import { onOpenPalette, onOpenShortcuts, openPalette } from './open-palette.ts';
import './shell.css';
import { Sidebar } from './sidebar.tsx';
import { useCarefulLinks, useGo } from './use-go.ts';
import { useTold } from './use-told.ts';
import { useShortcuts } from './use-shortcuts.ts';

const CommandPalette = later(() => import('./command-palette.tsx'));
const ShortcutsDialog = later(() => import('./shortcuts-dialog.tsx'));

/** The frame of every page: sidebar, rail or bottom bar, palette, shortcuts, offline strip. */
export function Shell({ children }: { children: ReactNode }) {
  const go = useGo();
  const pathname = usePathname();
  useWhenIdle(CommandPalette.warm);
  useWhenIdle(ShortcutsDialog.warm);
  const [palette, setPalette] = useState(false);
  const [help, setHelp] = useState(false);
  useEffect(rememberPresses, []);
  useLanding();
  useCarefulLinks();
  useTold();
  useEffect(() => onOpenPalette(() => setPalette(true)), []);
  useEffect(() => onOpenShortcuts(() => setHelp(true)), []);
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.key.toLowerCase() !== 'k' || !(event.metaKey || event.ctrlKey) || event.altKey) return;
      event.preventDefault();
      setPalette((open) => !open);
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, []);
  const goes = ALL_DESTINATIONS.map(({ key, href }) => [`g ${key}`, () => go(href)] as const);
  useShortcuts({ ...Object.fromEntries(goes), '?': () => setHelp(true), '/': openPalette }, true, true);
  // One chat has its own way back; comparisons and links to chats are pages like others.
  const inChat = /^\/chat\/(?!compare$)[^/]+$/.test(pathname);
  return (
    <div className="shell">
      <a
        href="#main"
        className="absolute -left-[99rem] rounded-md bg-raised px-3 py-2 shadow-raised focus:top-3 focus:left-3 focus:z-50"
      >
        Skip to content
      </a>
      <Sidebar />
      <div className="shell-page">
        <OfflineBanner />
        <LabNotice />
        <ConfirmPerson />
        {children}
      </div>
      {!inChat && <BottomBar />}
      <LiveRegion />
      {palette && <CommandPalette onClose={() => setPalette(false)} />}
      {help && <ShortcutsDialog onClose={() => setHelp(false)} />}
    </div>
  );
}
