'use client';

import { Ellipsis, LogOut, Settings, SunMoon } from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useThemeToggle } from '../providers/theme.tsx';
import { useLabGlance } from '../providers/use-lab-glance.ts';
import { DropdownMenu, type MenuItem } from '../ui/dropdown-menu.tsx';
import { DESTINATIONS, isWithin, MORE_DESTINATIONS } from './destinations.ts';
import { LinkPending } from './link-pending.tsx';
import { signOut } from './sign-out.ts';

const OF_MORE = ['/settings', ...MORE_DESTINATIONS.map(({ href }) => href)];
const ICON = { 'aria-hidden': true, size: 18, strokeWidth: 1.6 } as const;

export function BottomBar() {
  const pathname = usePathname();
  const running = useLabGlance()?.runningSessions ?? 0;
  return (
    <nav aria-label="Main" className="bottom-bar">
      {DESTINATIONS.map(({ href, label, icon: Icon }) => (
        <Link
          key={href}
          href={href}
          prefetch={false}
          aria-current={isWithin(pathname, href) ? 'page' : undefined}
        >
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
      <More isCurrent={OF_MORE.some((href) => isWithin(pathname, href))} />
    </nav>
  );
}

/** What stands at the foot of the sidebar on a wide screen. */
function More({ isCurrent }: { isCurrent: boolean }) {
  const toggleTheme = useThemeToggle();
  const items: MenuItem[] = [
    ...MORE_DESTINATIONS.map(({ href, label, icon: Icon }): MenuItem => ({
      kind: 'link',
      label,
      href,
      icon: <Icon {...ICON} />,
    })),
    { kind: 'link', label: 'Settings and profile', href: '/settings', icon: <Settings {...ICON} /> },
    { label: 'Change theme', onSelect: toggleTheme, icon: <SunMoon {...ICON} /> },
    { kind: 'separator' },
    { label: 'Sign out', onSelect: () => void signOut(), icon: <LogOut {...ICON} /> },
  ];
  return (
    <DropdownMenu label="More" items={items} side="top">
      <button type="button" data-current={isCurrent || undefined}>
        <Ellipsis aria-hidden size={22} strokeWidth={1.6} />
        <span>More</span>
      </button>
    </DropdownMenu>
  );
}
