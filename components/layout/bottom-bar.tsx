'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useLabGlance } from '../providers/use-lab-glance.ts';
import { DESTINATIONS, isWithin } from './destinations.ts';
import { LinkPending } from './link-pending.tsx';

export function BottomBar() {
  const pathname = usePathname();
  const running = useLabGlance()?.runningSessions ?? 0;
  return (
    <nav aria-label="Main" className="bottom-bar">
      {DESTINATIONS.map(({ href, label, icon: Icon }) => (
        <Link key={href} href={href} aria-current={isWithin(pathname, href) ? 'page' : undefined}>
          <Icon aria-hidden size={22} strokeWidth={1.6} />
          <span>{label}</span>
          <LinkPending />
          {href === '/sessions' && running > 0 && (
            <b className="count">
              {running}
              <span className="sr-only"> running</span>
            </b>
          )}
        </Link>
      ))}
    </nav>
  );
}
