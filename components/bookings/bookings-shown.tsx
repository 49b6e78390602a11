'use client';

import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTRPC } from '../providers/trpc.tsx';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { Agenda } from './agenda.tsx';
import { MonthGrid } from './month-grid.tsx';
import { Timeline } from './timeline.tsx';
import { timelineIslands } from './timeline-bars.ts';
import { type Grouping, groupMachines } from './timeline-rows.ts';
import type { TimelineWindow } from './timeline-window.ts';
import { useLabTimes, useUsedTimes } from './use-lab-times.ts';
import type { SlotWish } from './use-timeline-edit.ts';

type Props = {
  window: TimelineWindow;
  by: Grouping;
  /** Null where one's role does not book. */
  onBook: ((wish: SlotWish | null) => void) | null;
  dayHref: (day: string) => string;
};

/** The bookings of a window in the view that was asked for; on a phone what was a timeline is an agenda. */
export function BookingsShown({ window, by, onBook, dayHref }: Props) {
  const trpc = useTRPC();
  // The window is made anew each minute; what is asked for and drawn rests on its bounds.
  const key = `${window.view} ${window.day} ${window.fromMs}`;
  // oxlint-disable-next-line react-hooks/exhaustive-deps -- As above.
  const stable = useMemo(() => window, [key]);
  const list = useQuery(trpc.machines.list.queryOptions());
  const { contents, isPending, isCut, failed } = useLabTimes(stable);
  const used = useUsedTimes();
  const places = usePlaces(by === 'place');
  const groups = useMemo(() => {
    const { machines, islands } = list.data ?? { machines: [], islands: [] };
    return groupMachines(timelineIslands(machines, islands), by, places);
  }, [list.data, by, places]);
  if (list.isPending || isPending) return <SkeletonRows label="Loading the bookings" count={6} />;
  if (list.isError) return <ErrorNote error={list.error} onRetry={() => void list.refetch()} />;
  if (failed) return <ErrorNote error={failed.error} onRetry={() => void failed.refetch()} />;
  if (groups.length === 0)
    return <EmptyState title="No machines to book">Machines appear here once the lab has some.</EmptyState>;
  const isEmpty = contents.bookings.length === 0 && contents.planned.length === 0;
  const empty = <NoBookings onBook={onBook} />;
  const agenda = isEmpty ? empty : <Agenda window={stable} contents={contents} onBook={onBook} />;
  return (
    <>
      {isCut && (
        <div className="pb-3">
          <Banner tone="warning" title="There are more bookings than can be shown at once.">
            Choose a shorter time to see them all.
          </Banner>
        </div>
      )}
      {stable.view === 'agenda' && agenda}
      {stable.view === 'month' && (
        <MonthGrid window={stable} groups={groups} contents={contents} onBook={onBook} dayHref={dayHref} />
      )}
      {stable.view !== 'agenda' && stable.view !== 'month' && (
        <>
          <div className="hidden tablet:block">
            <Timeline window={stable} groups={groups} contents={contents} used={used} onBook={onBook} />
            {isEmpty && empty}
          </div>
          <div className="tablet:hidden">{agenda}</div>
        </>
      )}
    </>
  );
}

function NoBookings({ onBook }: Pick<Props, 'onBook'>) {
  return (
    <EmptyState
      title="No bookings in this time"
      action={
        onBook && (
          <Button look="primary" onClick={() => onBook(null)}>
            Book machines
          </Button>
        )
      }
    >
      Nobody has asked for a machine then. A booking keeps a set of them for one person.
    </EmptyState>
  );
}

/** Where each machine stands, as the register has it; asked for only when it is looked at. */
function usePlaces(isWanted: boolean): ReadonlyMap<string, string | null> {
  const trpc = useTRPC();
  const { data } = useQuery({ ...trpc.register.list.queryOptions(), enabled: isWanted });
  return useMemo(() => new Map(data?.map((it) => [it.id, it.location])), [data]);
}
