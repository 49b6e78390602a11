'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import {
  Bell,
  CalendarCheck,
  CalendarClock,
  CalendarDays,
  CalendarX,
  CircleCheck,
  type LucideIcon,
  MonitorX,
  Receipt,
  TriangleAlert,
} from 'lucide-react';
import Link from 'next/link';
import { createElement } from 'react';
import { formatTime } from '@/shared/domain/format.ts';
import { useZone } from '../providers/me.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Button } from '../ui/button.tsx';
import { toast } from '../ui/toast.tsx';
import type { NotificationView } from './types.ts';

const ICONS: Record<string, LucideIcon> = {
  'booking.asked': CalendarClock,
  'booking.decided': CalendarCheck,
  'booking.cancelled': CalendarX,
  'booking.preempted': CalendarX,
  'booking.no_show': CalendarX,
  'booking.degraded': MonitorX,
  'booking.start_failed': MonitorX,
  'wait.offered': CalendarCheck,
  'alert.fired': TriangleAlert,
  'alert.cleared': CircleCheck,
  'adjustment.asked': Receipt,
  'adjustment.decided': Receipt,
};
const ICON = { 'aria-hidden': true, size: 16, strokeWidth: 1.6, className: 'mt-0.5 text-muted' } as const;
const iconOf = (kind: string): LucideIcon =>
  ICONS[kind] ?? (kind.startsWith('booking.') ? CalendarDays : Bell);

export function NotificationRow({ notification }: { notification: NotificationView }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const zone = useZone();
  const { id, kind, title, text, link, createdAt, readAt } = notification;
  const mark = useMutation(
    trpc.notifications.markRead.mutationOptions({
      onSuccess: () => queries.invalidateQueries(trpc.notifications.pathFilter()),
      onError: toast.failed,
    }),
  );
  const isUnread = readAt === null;
  const follow = (): void => {
    if (isUnread) mark.mutate({ id, read: true });
  };
  return (
    <li className="relative grid grid-cols-[1.25rem_minmax(0,1fr)_auto] gap-x-3 border-b border-border py-2.5">
      {isUnread && (
        <span
          aria-hidden
          className="absolute top-[1.125rem] -left-3 size-1.5 rounded-full bg-text forced-colors:bg-[CanvasText]"
        />
      )}
      {createElement(iconOf(kind), ICON)}
      <div className="min-w-0 [overflow-wrap:anywhere]">
        <p>
          {isUnread && <span className="sr-only">Unread: </span>}
          {link === null ? (
            <b>{title}</b>
          ) : (
            <Link
              href={link}
              prefetch={false}
              onClick={follow}
              className="font-strong hover:underline coarse:inline-block coarse:py-1"
            >
              {title}
            </Link>
          )}
        </p>
        <p className="max-w-[44rem] text-sm text-muted">{text}</p>
      </div>
      <div className="flex flex-col items-end gap-1 tablet:flex-row tablet:items-baseline tablet:gap-4">
        <Button
          small
          look="quiet"
          className="max-tablet:order-2"
          aria-label={`${isUnread ? 'Mark read' : 'Mark unread'}: ${title}`}
          busyLabel={mark.isPending ? 'Marking…' : null}
          onClick={() => mark.mutate({ id, read: isUnread })}
        >
          {isUnread ? 'Mark read' : 'Mark unread'}
        </Button>
        <time dateTime={createdAt} className="min-w-10 pt-0.5 text-right text-sm text-muted">
          {formatTime(createdAt, zone)}
        </time>
      </div>
    </li>
  );
}
