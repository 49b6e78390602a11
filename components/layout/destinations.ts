import {
  Activity,
  Bell,
  CalendarDays,
  ChartColumn,
  Layers,
  type LucideIcon,
  MessageCircle,
  MonitorSmartphone,
  Tv,
} from 'lucide-react';

export type Destination = { href: string; label: string; icon: LucideIcon; key: string };

/** The five places of the console; `key` goes there after `g`. */
export const DESTINATIONS: readonly Destination[] = [
  { href: '/machines', label: 'Macs', icon: MonitorSmartphone, key: 'm' },
  { href: '/bookings', label: 'Bookings', icon: CalendarDays, key: 'b' },
  { href: '/sessions', label: 'Sessions', icon: Activity, key: 's' },
  { href: '/chat', label: 'Chat', icon: MessageCircle, key: 'c' },
  { href: '/reports', label: 'Reports', icon: ChartColumn, key: 'r' },
];

/** Below the line of the sidebar; on a phone under More. */
export const MORE_DESTINATIONS: readonly Destination[] = [
  { href: '/models', label: 'Models', icon: Layers, key: 'o' },
  { href: '/inbox', label: 'Inbox', icon: Bell, key: 'i' },
  { href: '/wall', label: 'Wall display', icon: Tv, key: 'w' },
];

export const ALL_DESTINATIONS: readonly Destination[] = [...DESTINATIONS, ...MORE_DESTINATIONS];

export const isWithin = (pathname: string, href: string): boolean =>
  pathname === href ||
  pathname.startsWith(`${href}/`) ||
  // An incident is of a session.
  (href === '/sessions' && isWithin(pathname, '/incidents'));
