'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useLabGlance } from '../providers/use-lab-glance.ts';
import { useUnreadChats } from '../providers/use-unread-chats.ts';
import { useUnread } from '../providers/use-unread.ts';
import { type Destination, isWithin } from './destinations.ts';
import { LinkPending } from './link-pending.tsx';

/** More is told as so many and more. */
const MOST_SHOWN = 99;

type Props = {
  destination: Destination;
  iconSize: number;
  className?: string;
  labelClassName?: string;
};

/** The way to one of the console's places, in the sidebar as in the bar of a phone. */
export function DestinationLink({ destination, iconSize, className, labelClassName }: Props) {
  const { href, label, icon: Icon } = destination;
  const pathname = usePathname();
  return (
    <Link
      href={href}
      prefetch={false}
      title={label}
      className={className}
      aria-current={isWithin(pathname, href) ? 'page' : undefined}
    >
      <Icon aria-hidden size={iconSize} strokeWidth={1.6} className="flex-none" />
      <span className={labelClassName}>{label}</span>
      <LinkPending />
      {href === '/sessions' && <RunningCount />}
      {href === '/chat' && <AnsweredCount />}
      {href === '/inbox' && <UnreadCount />}
    </Link>
  );
}

const RunningCount = () => <Count of={useLabGlance()?.runningSessions ?? 0} words="running" />;

/** A long answer ends while its asker is on another page. */
const AnsweredCount = () => <Count of={useUnreadChats()} words="answered, unread" />;

export const UnreadCount = () => <Count of={useUnread()?.count ?? 0} words="unread" />;

function Count({ of, words }: { of: number; words: string }) {
  if (of === 0) return null;
  return (
    <b className="count">
      {of > MOST_SHOWN ? `${MOST_SHOWN}+` : of}
      <span className="sr-only"> {words}</span>
    </b>
  );
}
