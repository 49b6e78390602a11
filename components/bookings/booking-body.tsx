'use client';

import { useQuery } from '@tanstack/react-query';
import { listNames } from '@/shared/domain/format.ts';
import { useCan, useMe } from '../providers/me.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Banner } from '../ui/banner.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { later } from '../ui/later.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { AnswerRequest } from './answer-request.tsx';
import { BookingAhead } from './booking-ahead.tsx';
import { BookingBanners } from './booking-banners.tsx';
import { BookingCost } from './booking-cost.tsx';
import { BookingFigures } from './booking-figures.tsx';
import { BookingMachines } from './booking-machines.tsx';
import { BookingNotices } from './booking-notices.tsx';
import { BookingSessions } from './booking-session.tsx';
import { type BookingStage, toAnswer } from './booking-stage.ts';
import { BookingSteps } from './booking-steps.tsx';
import { BookingStrip } from './booking-strip.tsx';
import { BookingWaiting } from './booking-waiting.tsx';
import { ChargedTeam } from './charged-team.tsx';
import { ExtendBooking } from './extend-booking.tsx';
import { RequestView, SoFar } from './request-view.tsx';
import type { BookingView, MachineView, WaitingView } from './types.ts';

const BookingRecord = later(() => import('./booking-record.tsx'));
const HandOver = later(() => import('./hand-over.tsx'));

type Props = { booking: BookingView; stage: BookingStage; waiting: readonly WaitingView[]; nowMs: number };

/** Its life, its figures, its machines among their neighbours; then what can be done with it. */
export function BookingBody({ booking, stage, waiting, nowMs }: Props) {
  const trpc = useTRPC();
  const can = useCan();
  const me = useMe();
  const owned = { ownerId: booking.person.id };
  const isOpen = stage === 'running' || stage === 'ahead';
  const mayAnswer = stage === 'asked' && can('booking:approve-led', toAnswer(booking));
  const life = useQuery(trpc.bookings.life.queryOptions({ id: booking.id }));
  const list = useQuery(trpc.machines.list.queryOptions());
  const mayExtend = isOpen && can('booking:move-own', owned);
  const extension = useQuery({
    ...trpc.bookings.extension.queryOptions({ id: booking.id }),
    enabled: mayExtend,
  });
  const request = useQuery({ ...trpc.bookings.request.queryOptions({ id: booking.id }), enabled: mayAnswer });
  const machines = machinesOf(booking, list.data?.machines ?? []);
  const mayKnow = booking.person.id === me.id || can('audit:read');
  return (
    <>
      {booking.mine && <BookingNotices bookingId={booking.id} />}
      <BookingBanners booking={booking} nowMs={nowMs} />
      {life.isPending && <SkeletonRows label="Loading its life" count={3} />}
      {life.isError && <ErrorNote error={life.error} onRetry={() => void life.refetch()} />}
      {life.data && (
        <>
          <BookingSteps booking={booking} life={life.data} nowMs={nowMs} />
          {stage === 'asked' && !mayAnswer && (
            <Banner title="It waits for a yes.">
              {life.data.approvalRule ?? 'An admin has to agree first.'} Until then it keeps nobody away.
            </Banner>
          )}
          {isOpen || stage === 'over' ? (
            <BookingFigures booking={booking} life={life.data} nowMs={nowMs} />
          ) : null}
        </>
      )}
      <div className="booking-columns">
        <div className="booking-main">
          {life.data && machines.length > 0 && (
            <BookingStrip
              booking={booking}
              life={life.data}
              extension={extension.data ?? null}
              machines={machines}
              nowMs={nowMs}
            />
          )}
          {request.isError && <ErrorNote error={request.error} onRetry={() => void request.refetch()} />}
          {mayAnswer && request.isPending && <SkeletonRows label="Loading what the rules say" count={3} />}
          {request.data && <RequestView request={request.data} />}
          {mayExtend && extension.data && (
            <ExtendBooking booking={booking} extension={extension.data} nowMs={nowMs} />
          )}
          {extension.isError && (
            <ErrorNote error={extension.error} onRetry={() => void extension.refetch()} />
          )}
          <BookingMachines booking={booking} machines={machines} />
          {isOpen && <BookingAhead bookingId={booking.id} nowMs={nowMs} />}
          {mayKnow && <BookingRecord bookingId={booking.id} nowMs={nowMs} />}
        </div>
        <aside className="booking-aside" id="answer">
          {mayAnswer && <AnswerRequest booking={booking} nowMs={nowMs} />}
          {request.data && <SoFar request={request.data} nowMs={nowMs} />}
          {stage !== 'asked' && <BookingCost bookingId={booking.id} />}
          {booking.mine && (isOpen || stage === 'asked') && <ChargedTeam booking={booking} />}
          {life.data && <BookingSessions booking={booking} life={life.data} nowMs={nowMs} />}
          <BookingWaiting waiting={waiting} isRunning={stage === 'running'} nowMs={nowMs} />
          {isOpen && can('booking:hand-over-own', owned) && <HandOver booking={booking} />}
        </aside>
      </div>
      <p className="sr-only">On {listNames(booking.machines.map((it) => it.name))}</p>
    </>
  );
}

/** In the order of the booking. */
function machinesOf(booking: BookingView, all: readonly MachineView[]): MachineView[] {
  const byId = new Map(all.map((it) => [it.id, it]));
  return booking.machines.flatMap((it) => byId.get(it.id) ?? []);
}
