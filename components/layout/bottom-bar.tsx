'use client';

import { Ellipsis, LogOut, Settings, SunMoon } from 'lucide-react';
import { usePathname } from 'next/navigation';
import { useUnread } from '../providers/use-unread.ts';
import { useThemeToggle } from '../providers/theme.tsx';
import { DropdownMenu, type MenuItem } from '../ui/dropdown-menu.tsx';
import { DestinationLink, UnreadCount } from './destination-link.tsx';
import { DESTINATIONS, isWithin, MORE_DESTINATIONS } from './destinations.ts';
import { signOut } from './sign-out.ts';

const OF_MORE = ['/settings', ...MORE_DESTINATIONS.map(({ href }) => href)];
const ICON = { 'aria-hidden': true, size: 18, strokeWidth: 1.6 } as const;

export function BottomBar() {
  const pathname = usePathname();
  return (
    <nav aria-label="Main" className="bottom-bar">
      {DESTINATIONS.map((it) => (
        <DestinationLink key={it.href} destination={it} iconSize={22} />
      ))}
      <More isCurrent={OF_MORE.some((href) => isWithin(pathname, href))} />
    </nav>
  );
}

/** What stands at the foot of the sidebar on a wide screen. */
function More({ isCurrent }: { isCurrent: boolean }) {
  const toggleTheme = useThemeToggle();
  const unread = useUnread()?.count ?? 0;
  const items: MenuItem[] = [
    ...MORE_DESTINATIONS.map(({ href, label, icon: Icon }): MenuItem => ({
      kind: 'link',
      label: href === '/inbox' && unread > 0 ? `${label}, ${unread} unread` : label,
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
        {/* Its name stays; the menu says what is unread. */}
        <span aria-hidden>
          <UnreadCount />
        </span>
      </button>
    </DropdownMenu>
  );
}
