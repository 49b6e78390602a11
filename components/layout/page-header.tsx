'use client';

import { Search } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { useThemeToggle } from '../providers/theme.tsx';
import { buttonClass } from '../ui/button.tsx';
import { DropdownMenu, type MenuItem } from '../ui/dropdown-menu.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { type ViewTab, ViewTabs } from '../ui/view-tabs.tsx';
import { Written } from '../ui/written.tsx';
import { openPalette } from './open-palette.ts';

export type PageAction = {
  /** What stays one button though its label changes, so that it keeps the focus. */
  key?: string;
  label: string;
  icon?: ReactNode;
  /** The one green button; a phone keeps it as an icon. */
  main?: boolean;
  danger?: boolean;
  /** Seldom wanted: in the ⋯ menu on wide screens too. */
  inMenu?: boolean;
  /** What one does next here: the focus comes to it from the page before. */
  isNextStep?: boolean;
} & ({ href: string } | { onSelect: () => void });

export type PageHeaderProps = {
  title: string;
  /** Beside the title, and never cut short with it. */
  tag?: ReactNode;
  /** One line of facts. */
  facts?: ReactNode;
  /** At most three, the main one last. */
  actions?: readonly PageAction[];
  /** Controls before the actions, as the steps of a timeline; not on phones. */
  controls?: ReactNode;
  tabs?: readonly ViewTab[];
  /** Of the tab that is open. */
  pages?: readonly ViewTab[];
  tabsEnd?: ReactNode;
};

export function PageHeader({
  title,
  tag,
  facts,
  actions = [],
  controls,
  tabs,
  pages,
  tabsEnd,
}: PageHeaderProps) {
  const rest = actions.filter((it) => !it.main);
  return (
    <header className="page-top">
      <div className="page-title">
        <div className="page-name">
          <h1 title={title}>
            <Written text={title} />
          </h1>
          {tag}
        </div>
        {facts && (
          <p
            className="text-xs text-muted tablet:text-sm"
            title={typeof facts === 'string' ? facts : undefined}
          >
            {facts}
          </p>
        )}
      </div>
      <div className="page-actions flex items-center tablet:gap-2">
        <PhoneTools rest={rest} />
        {controls && <div className="hidden items-center gap-1 tablet:flex">{controls}</div>}
        <MoreActions items={rest.filter((it) => it.inMenu)} className="max-tablet:hidden" />
        {actions
          .filter((it) => !it.inMenu)
          .map((action) => (
            <Action key={action.key ?? action.label} action={action} />
          ))}
      </div>
      {tabs && <ViewTabs tabs={tabs} {...(tabsEnd !== undefined && { end: tabsEnd })} />}
      {pages && <ViewTabs tabs={pages} isSecond />}
    </header>
  );
}

function Action({ action }: { action: PageAction }) {
  const { label, icon, main = false, danger = false, isNextStep = false } = action;
  const className = buttonClass(
    { look: main ? 'primary' : danger ? 'danger' : 'plain' },
    main ? (icon ? 'max-tablet:size-11 max-tablet:p-0' : undefined) : 'max-tablet:hidden',
  );
  const content = (
    <>
      {icon}
      <span className={main && icon ? 'max-tablet:sr-only' : undefined}>{label}</span>
    </>
  );
  if ('href' in action) {
    return (
      <Link
        href={action.href}
        prefetch={false}
        className={className}
        data-next-step={isNextStep || undefined}
      >
        {content}
      </Link>
    );
  }
  return (
    <button type="button" onClick={action.onSelect} className={className}>
      {content}
    </button>
  );
}

function PhoneTools({ rest }: { rest: readonly PageAction[] }) {
  const toggle = useThemeToggle();
  return (
    <div className="flex tablet:hidden">
      <IconButton label="Search" className="size-11" onClick={openPalette}>
        <Search aria-hidden size={18} strokeWidth={1.6} />
      </IconButton>
      <IconButton label="Change theme" className="size-11" onClick={toggle}>
        <ThemeIcon />
      </IconButton>
      <MoreActions items={rest} className="size-11" />
    </div>
  );
}

function MoreActions({ items, className }: { items: readonly PageAction[]; className: string }) {
  if (items.length === 0) return null;
  return (
    <DropdownMenu
      label="More actions"
      items={items.map((it): MenuItem =>
        'href' in it
          ? { kind: 'link', label: it.label, href: it.href }
          : { label: it.label, onSelect: it.onSelect, danger: it.danger ?? false },
      )}
    >
      <IconButton label="More actions" className={className}>
        <span aria-hidden>⋯</span>
      </IconButton>
    </DropdownMenu>
  );
}

export function ThemeIcon() {
  return (
    <svg
      viewBox="0 0 24 24"
      aria-hidden
      width={18}
      height={18}
      fill="none"
      stroke="currentColor"
      strokeWidth={1.6}
    >
      <circle cx="12" cy="12" r="8.5" />
      <path d="M12 3.5a8.5 8.5 0 0 1 0 17Z" fill="currentColor" />
    </svg>
  );
}
