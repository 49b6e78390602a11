import Link from 'next/link';
import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';

export type ViewTab = { href: string; label: string; current: boolean };

/** Views of one destination: links, so that each has an address. */
export function ViewTabs({ tabs, end }: { tabs: readonly ViewTab[]; end?: ReactNode }) {
  return (
    <nav
      aria-label="Views"
      className="-mt-1 flex flex-[1_0_100%] gap-5 overflow-x-auto [scrollbar-width:none]"
    >
      {tabs.map((tab) => (
        <Link
          key={tab.href}
          href={tab.href}
          prefetch={false}
          aria-current={tab.current ? 'page' : undefined}
          className={classNames(
            'border-b-2 pt-1.5 pb-2 font-medium whitespace-nowrap -outline-offset-2 coarse:py-2.5',
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
