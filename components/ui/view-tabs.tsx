'use client';

import Link from 'next/link';
import { type ReactNode, useLayoutEffect, useRef } from 'react';
import { classNames } from './class-names.ts';

export type ViewTab = { href: string; label: string; current: boolean };

type ViewTabsProps = {
  tabs: readonly ViewTab[];
  end?: ReactNode;
  /** Pages of the view that is open, in a row of their own below it. */
  isSecond?: boolean;
};

/** Views of one destination: links, so that each has an address. */
export function ViewTabs({ tabs, end, isSecond = false }: ViewTabsProps) {
  const nav = useRef<HTMLElement>(null);
  const current = tabs.find((it) => it.current)?.href;
  // On a phone the current one may lie beyond the edge. The row is moved, and never the page.
  useLayoutEffect(() => {
    const row = nav.current;
    const tab = row?.querySelector<HTMLElement>('[aria-current]');
    if (!row || !tab) return;
    const by = tab.getBoundingClientRect().left - row.getBoundingClientRect().left;
    row.scrollLeft += by - (row.clientWidth - tab.offsetWidth) / 2;
  }, [current]);
  return (
    <nav
      ref={nav}
      aria-label={isSecond ? 'Pages' : 'Views'}
      className="-mt-1 flex flex-[1_0_100%] gap-5 overflow-x-auto [scrollbar-width:none]"
    >
      {tabs.map((tab) => (
        <Link
          key={tab.href}
          href={tab.href}
          prefetch={false}
          aria-current={tab.current ? 'page' : undefined}
          className={classNames(
            'shrink-0 border-b-2 pt-1.5 pb-2 whitespace-nowrap -outline-offset-2 coarse:min-w-11 coarse:py-3 coarse:text-center',
            isSecond ? 'text-sm' : 'font-medium',
            tab.current
              ? 'border-accent text-text'
              : 'border-transparent text-muted hover:text-text forced-colors:border-[Canvas]',
          )}
        >
          {tab.label}
        </Link>
      ))}
      {end && <span className="ml-auto self-center">{end}</span>}
    </nav>
  );
}
