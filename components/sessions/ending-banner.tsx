'use client';

import { CircleStop } from 'lucide-react';
import Link from 'next/link';
import { formatDateTime } from '@/shared/domain/format.ts';
import { END_REASON_TITLE } from '@/shared/domain/session-states.ts';
import { useCan } from '../providers/me.tsx';
import { Banner } from '../ui/banner.tsx';
import { ButtonLink } from '../ui/button.tsx';
import { StatusGlyph } from '../ui/status-glyph.tsx';
import { ENDINGS, type NextStep } from './ending.ts';
import type { SessionDetailView } from './types.ts';

/** What ended a session, why, and what one can do next. */
export function EndingBanner({
  session,
  timeZone,
  nowMs,
}: {
  session: SessionDetailView;
  timeZone: string;
  nowMs: number;
}) {
  const can = useCan();
  if (session.state !== 'ended' && session.state !== 'failed') return null;
  const ending = session.endReason ? ENDINGS[session.endReason] : null;
  const { title, message } = wordsOf(session);
  const isFault = session.state === 'failed' || ending?.tone === 'fault';
  const bookingRuns = Date.parse(session.endsAt) > nowMs;
  const steps = (ending?.next ?? ['see-log', 'start-again']).filter(
    (it) =>
      (it !== 'start-again' || (bookingRuns && session.mine && can('session:start'))) &&
      (it !== 'book' || can('booking:create')),
  );
  return (
    <div className="pb-4">
      <Banner
        tone={isFault ? 'error' : 'neutral'}
        icon={
          isFault ? (
            <StatusGlyph status="fault" label={null} />
          ) : (
            <CircleStop aria-hidden size={16} strokeWidth={1.6} />
          )
        }
        title={session.incident ? `${session.incident.title}.` : title}
        action={
          <span className="flex flex-wrap gap-2">
            {steps.map((it) => (
              <Step key={it} step={it} session={session} />
            ))}
          </span>
        }
      >
        {session.incident ? (
          <>
            {session.incident.sentence}{' '}
            <Link className="link" prefetch={false} href={`/incidents/${session.incident.id}`}>
              Incident {session.incident.number}: why, and what to do
            </Link>
          </>
        ) : (
          message
        )}
        {!session.incident && ending?.advice && <span className="block">{ending.advice}</span>}
        <span className="block text-muted">
          {session.endedAt && `${formatDateTime(session.endedAt, timeZone, nowMs)} · `}
          {bookingRuns ? 'the booking still runs' : 'the booking is over'}
        </span>
      </Banner>
    </div>
  );
}

/** Where the message says what the reason's title says and more, it stands in its place. */
function wordsOf({ endReason, endMessage }: SessionDetailView): { title: string; message: string | null } {
  const title = endReason ? END_REASON_TITLE[endReason] : 'The session is over.';
  const saysAll = endReason === 'ended_by_person' || endMessage?.startsWith(title.replace(/\.$/, ''));
  return endMessage && saysAll ? { title: endMessage, message: null } : { title, message: endMessage };
}

function Step({ step, session }: { step: NextStep; session: SessionDetailView }) {
  switch (step) {
    case 'start-again':
      return (
        <ButtonLink
          small
          href={`/sessions/new?booking=${session.bookingId}&model=${encodeURIComponent(session.modelId)}`}
        >
          Start again
        </ButtonLink>
      );
    case 'see-log':
      return (
        <ButtonLink small href={`/sessions/${session.id}?view=logs`}>
          See the log
        </ButtonLink>
      );
    case 'see-machines':
      return (
        <ButtonLink
          small
          href={session.machines.length === 1 ? `/machines/${session.machines[0]!.id}` : '/machines'}
        >
          Look at the Macs
        </ButtonLink>
      );
    case 'book':
      return (
        <ButtonLink small href="/bookings">
          Book Macs
        </ButtonLink>
      );
  }
}
