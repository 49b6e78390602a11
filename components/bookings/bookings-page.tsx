'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { ChevronLeft, ChevronRight, Plus } from 'lucide-react';
import { useRouter, useSearchParams } from 'next/navigation';
import { formatDay, formatDays, zoneName } from '@/shared/domain/format.ts';
import { changeAddress } from '../layout/change-address.ts';
import { announce } from '../layout/live-region.tsx';
import { PageHeader, type PageAction } from '../layout/page-header.tsx';
import { useShortcuts } from '../layout/use-shortcuts.ts';
import { useCan, useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { later } from '../ui/later.tsx';
import { useWhenIdle } from '../ui/use-when-idle.ts';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { Agenda } from './agenda.tsx';
import { BookingNotices } from './booking-notices.tsx';
import { RequestsNote } from './requests-note.tsx';
import { moveFocus } from './move-focus.ts';
import { Timeline } from './timeline.tsx';
import { timelineIslands } from './timeline-bars.ts';
import { stepDay, type TimelineWindow, timelineWindow } from './timeline-window.ts';

const BookSheet = later(() => import('./book-sheet.tsx'));
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
    for (const name of ['book', 'machines', 'minutes', 'purpose']) next.delete(name);
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
  const book = () => router.push('/bookings/book');
  useShortcuts({
    ...(can('booking:create') && { n: book }),
    t: () => show(null),
    '[': () => show(stepDay(window, -1)),
    ']': () => show(stepDay(window, 1)),
    j: () => moveFocus(1),
    k: () => moveFocus(-1),
  });
  const tabs = (['week', 'day', 'agenda'] as const).map((view) => ({
    href: addressOf({ view: view === 'week' ? null : view }),
    label: { week: 'Week', day: 'Day', agenda: 'Agenda' }[view],
    current: window.view === view,
  }));
  const main: PageAction = {
    label: 'Book',
    main: true,
    icon: <Plus aria-hidden size={18} strokeWidth={1.8} />,
    onSelect: book,
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
        <Shown window={window} onBook={can('booking:create') ? book : null} />
      </main>
      {isBooking && (
        <BookSheet
          machineIds={(params.get('machines') ?? '').split(',').filter(Boolean)}
          again={{ minutes: Number(params.get('minutes')), purpose: params.get('purpose') ?? '' }}
          onClose={() => changeAddress(addressOf({}), 'replace')}
        />
      )}
    </>
  );
}

function Shown({ window, onBook }: { window: TimelineWindow; onBook: (() => void) | null }) {
  const trpc = useTRPC();
  const range = { from: new Date(window.fromMs).toISOString(), to: new Date(window.toMs).toISOString() };
  const list = useQuery(trpc.machines.list.queryOptions());
  const bookings = useQuery({ ...trpc.bookings.list.queryOptions(range), placeholderData: keepPreviousData });
  const planned =
    useQuery({ ...trpc.bookings.maintenance.queryOptions(range), placeholderData: keepPreviousData }).data ??
    [];
  if (list.isPending || bookings.isPending) return <SkeletonRows label="Loading the bookings" count={6} />;
  const failed = list.isError ? list : bookings.isError ? bookings : null;
  if (failed) return <ErrorNote error={failed.error} onRetry={() => void failed.refetch()} />;
  if (!list.data || !bookings.data) return null;
  const islands = timelineIslands(list.data.machines, list.data.islands);
  if (islands.length === 0) {
    return <EmptyState title="No machines to book">Machines appear here once the lab has some.</EmptyState>;
  }
  const isEmpty = bookings.data.length === 0 && planned.length === 0;
  const agenda = isEmpty ? null : <Agenda window={window} bookings={bookings.data} planned={planned} />;
  return (
    <>
      {window.view === 'agenda' ? (
        agenda
      ) : (
        <>
          <div className="hidden tablet:block">
            <Timeline window={window} islands={islands} bookings={bookings.data} planned={planned} />
          </div>
          <div className="tablet:hidden">{agenda}</div>
        </>
      )}
      {isEmpty && (
        <EmptyState
          title="No bookings in this time"
          action={
            onBook && (
              <Button look="primary" onClick={onBook}>
                Book machines
              </Button>
            )
          }
        >
          Nobody has asked for a machine then. A booking keeps a set of them for one person.
        </EmptyState>
      )}
    </>
  );
}

function factsOf({ days, view, fromMs, toMs }: TimelineWindow, zone: string, nowMs: number): string {
  const span =
    view === 'day' ? formatDay(fromMs, zone, nowMs) : formatDays(fromMs, days.at(-1)!.fromMs, zone);
  const zones = [...new Set([zoneName(zone, fromMs), zoneName(zone, toMs)])].join(', then ');
  return `${span} · times in ${zones}`;
}
