'use client';

import { ChevronLeft, ChevronRight, Plus } from 'lucide-react';
import { useRouter, useSearchParams } from 'next/navigation';
import { formatDay, formatDays, formatMonth, zoneName } from '@/shared/domain/format.ts';
import { changeAddress } from '../layout/change-address.ts';
import { announce } from '../layout/live-region.tsx';
import { PageHeader, type PageAction } from '../layout/page-header.tsx';
import { useShortcuts } from '../layout/use-shortcuts.ts';
import { useCan, useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { later } from '../ui/later.tsx';
import { useWhenIdle } from '../ui/use-when-idle.ts';
import { BookingNotices } from './booking-notices.tsx';
import { RequestsNote } from './requests-note.tsx';
import { moveFocus } from './move-focus.ts';
import { BookingsShown } from './bookings-shown.tsx';
import { GroupingMenu } from './grouping-menu.tsx';
import { GROUPINGS } from './timeline-rows.ts';
import {
  stepDay,
  TIMELINE_VIEWS,
  type TimelineView,
  type TimelineWindow,
  timelineWindow,
} from './timeline-window.ts';
import type { SlotWish } from './use-timeline-edit.ts';

const BookSheet = later(() => import('./book-sheet.tsx'));
const LABELS: Record<TimelineView, string> = {
  week: 'Week',
  day: 'Day',
  '2weeks': '2 weeks',
  '4weeks': '4 weeks',
  month: 'Month',
  agenda: 'Agenda',
};
const ICON = { 'aria-hidden': true, size: 18, strokeWidth: 1.6 } as const;

export function BookingsPage() {
  const params = useSearchParams();
  const router = useRouter();
  const zone = useZone();
  const can = useCan();
  const minuteMs = useNow(60_000);
  useWhenIdle(BookSheet.warm);
  const window = timelineWindow({ view: params.get('view'), day: params.get('day') }, zone, minuteMs);
  const wantsToBook = params.has('book');
  const isBooking = wantsToBook && can('booking:create');

  const addressOf = (changes: Record<string, string | null>): string => {
    const next = new URLSearchParams(params);
    for (const name of ['book', 'machines', 'from', 'to', 'minutes', 'purpose']) next.delete(name);
    for (const [name, value] of Object.entries(changes)) {
      if (value === null) next.delete(name);
      else next.set(name, value);
    }
    const search = next.toString();
    return search ? `/bookings?${search}` : '/bookings';
  };
  const show = (day: string | null): void => {
    router.push(addressOf({ day }), { scroll: false });
    announce(day ? `Showing ${formatDay(`${day}T12:00:00Z`, zone)} and on` : 'Showing today');
  };
  const by = GROUPINGS.find((it) => it === params.get('by')) ?? 'island';
  /** A slot that was chosen opens the sheet; without one the finder is asked first. */
  const book = (wish: SlotWish | null): void => {
    if (!wish) return router.push('/bookings/book');
    const slot = {
      machines: wish.machineIds.join(',') || null,
      from: new Date(wish.fromMs).toISOString(),
      to: new Date(wish.toMs).toISOString(),
    };
    changeAddress(addressOf({ book: '1', ...slot }), 'push');
  };
  useShortcuts({
    ...(can('booking:create') && { n: () => book(null) }),
    t: () => show(null),
    '[': () => show(stepDay(window, -1)),
    ']': () => show(stepDay(window, 1)),
    j: () => moveFocus(1),
    k: () => moveFocus(-1),
  });
  const tabs = TIMELINE_VIEWS.map((view) => ({
    href: addressOf({ view: view === 'week' ? null : view }),
    label: LABELS[view],
    current: window.view === view,
  }));
  const main: PageAction = {
    label: 'Book',
    main: true,
    icon: <Plus aria-hidden size={18} strokeWidth={1.8} />,
    onSelect: () => book(null),
  };
  return (
    <>
      <PageHeader
        title="Bookings"
        facts={factsOf(window, zone, minuteMs)}
        controls={
          <>
            <IconButton label="Earlier" onClick={() => show(stepDay(window, -1))}>
              <ChevronLeft {...ICON} />
            </IconButton>
            <Button onClick={() => show(null)}>Today</Button>
            <IconButton label="Later" onClick={() => show(stepDay(window, 1))}>
              <ChevronRight {...ICON} />
            </IconButton>
          </>
        }
        actions={can('booking:create') ? [main] : []}
        tabs={tabs}
        tabsEnd={
          window.view === 'agenda' || window.view === 'month' ? undefined : (
            <GroupingMenu
              by={by}
              onChange={(next) =>
                router.push(addressOf({ by: next === 'island' ? null : next }), { scroll: false })
              }
            />
          )
        }
      />
      <main id="main" className="page-body page-wide">
        <RequestsNote />
        <BookingNotices />
        {wantsToBook && !isBooking && (
          <div className="pb-3">
            <Banner title="Your role does not book.">An admin of the lab can change it.</Banner>
          </div>
        )}
        <nav aria-label="Time shown" className="flex items-center justify-between pb-2 tablet:hidden">
          <Button look="quiet" onClick={() => show(stepDay(window, -1))}>
            Earlier
          </Button>
          <Button look="quiet" onClick={() => show(null)}>
            Today
          </Button>
          <Button look="quiet" onClick={() => show(stepDay(window, 1))}>
            Later
          </Button>
        </nav>
        <BookingsShown
          window={window}
          by={by}
          onBook={can('booking:create') ? book : null}
          dayHref={(day) => addressOf({ view: 'month', day })}
        />
      </main>
      {isBooking && (
        <BookSheet
          machineIds={(params.get('machines') ?? '').split(',').filter(Boolean)}
          again={{ minutes: Number(params.get('minutes')), purpose: params.get('purpose') ?? '' }}
          times={timesIn(params)}
          onClose={() => changeAddress(addressOf({}), 'replace')}
        />
      )}
    </>
  );
}

/** The times of a slot in the address, where it has both. */
function timesIn(params: { get: (name: string) => string | null }): { fromMs: number; toMs: number } | null {
  const fromMs = Date.parse(params.get('from') ?? '');
  const toMs = Date.parse(params.get('to') ?? '');
  return toMs > fromMs ? { fromMs, toMs } : null;
}

function factsOf({ day, days, view, fromMs, toMs }: TimelineWindow, zone: string, nowMs: number): string {
  const span =
    view === 'day'
      ? formatDay(fromMs, zone, nowMs)
      : view === 'month'
        ? formatMonth(day)
        : formatDays(fromMs, days.at(-1)!.fromMs, zone);
  const zones = [...new Set([zoneName(zone, fromMs), zoneName(zone, toMs)])].join(', then ');
  return `${span} · times in ${zones}`;
}
