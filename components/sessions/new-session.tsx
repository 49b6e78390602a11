'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { formatGigabytes, formatMoment } from '@/shared/domain/format.ts';
import type { Parallelism } from '@/shared/schemas/session.ts';
import { newId } from '../ui/new-id.ts';
import { PageHeader } from '../layout/page-header.tsx';
import { useCan, useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Button, ButtonLink } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorNote, FormError } from '../ui/error-note.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { SimulatedTag } from '../ui/tag.tsx';
import { BookingChoice } from './booking-choice.tsx';
import './sessions.css';
import type { StartableModelView } from './types.ts';

const DAY_MS = 86_400_000;
type NewSessionProps = { bookingId: string | null; modelId: string | null };

/** Starts a model on the Macs of a booking that runs now. */
export function NewSession({ bookingId, modelId }: NewSessionProps) {
  const trpc = useTRPC();
  const timeZone = useZone();
  const can = useCan();
  // Whole seconds: a booking from now on has begun by the time one gets here.
  const nowMs = useNow(1000);
  // The window is of whole days, so that its query stays the same while the page is open.
  const [window] = useState(() => {
    const today = Math.floor(nowMs / DAY_MS) * DAY_MS;
    return { from: new Date(today - DAY_MS), to: new Date(today + 2 * DAY_MS) };
  });
  const bookings = useQuery(trpc.bookings.list.queryOptions(window));
  const [chosen, setChosen] = useState(bookingId);
  const running = (bookings.data ?? []).filter(
    (it) =>
      it.mine &&
      it.status === 'confirmed' &&
      Date.parse(it.startsAt) <= nowMs &&
      Date.parse(it.endsAt) > nowMs,
  );
  const booking = running.find((it) => it.id === chosen) ?? (running.length === 1 ? running[0] : undefined);
  return (
    <>
      <PageHeader title="Start a session" facts="one model on the Macs of a booking" />
      <main id="main" className="page-body max-w-[52rem]">
        {bookings.isPending && <SkeletonRows label="Loading your bookings" />}
        {bookings.isError && <ErrorNote error={bookings.error} onRetry={() => void bookings.refetch()} />}
        {bookings.data && running.length === 0 && (
          <EmptyState
            title="No booking of yours runs now"
            action={
              can('booking:create') && (
                <ButtonLink look="primary" href="/bookings?book=1">
                  Book Macs
                </ButtonLink>
              )
            }
          >
            A session runs on Macs you have booked, while the booking lasts.{' '}
            {can('booking:create')
              ? 'Book some from now on, then come back here.'
              : 'Your role does not book; an admin of the lab can change it.'}
          </EmptyState>
        )}
        {running.length > 1 && (
          <BookingChoice bookings={running} chosen={booking?.id ?? null} onChoose={setChosen} />
        )}
        {booking && (
          <>
            <p className="pb-4 text-text-2">
              <b className="text-text">{booking.purpose}</b>:{' '}
              {booking.machines.map((it) => it.name).join(', ')} until{' '}
              {formatMoment(booking.endsAt, timeZone, nowMs)} {booking.simulated && <SimulatedTag />}
            </p>
            {booking.sessionId ? (
              <EmptyState
                title="A session runs on these Macs already"
                action={
                  <ButtonLink look="primary" href={`/sessions/${booking.sessionId}`}>
                    Open the session
                  </ButtonLink>
                }
              >
                End it to start another model in the same booking.
              </EmptyState>
            ) : (
              <Models key={booking.id} bookingId={booking.id} wanted={modelId} />
            )}
          </>
        )}
      </main>
    </>
  );
}

const WAYS: Record<Parallelism, { label: string; about: string }> = {
  single: { label: 'One machine', about: 'not split' },
  tensor: { label: 'Tensor', about: 'each layer split over all machines; the faster way with good cables' },
  pipeline: { label: 'Pipeline', about: 'layers one after the other; asks less of the network' },
};

function Models({ bookingId, wanted }: { bookingId: string; wanted: string | null }) {
  const trpc = useTRPC();
  const router = useRouter();
  const client = useQueryClient();
  const models = useQuery(trpc.sessions.startableModels.queryOptions({ bookingId }));
  const [choice, setChoice] = useState(wanted);
  const [way, setWay] = useState<Parallelism | null>(null);
  // Pressed again after a lost reply, it is the same session.
  const [id] = useState(newId);
  const start = useMutation(
    trpc.sessions.start.mutationOptions({
      onSuccess: (session) => {
        void client.invalidateQueries(trpc.sessions.list.pathFilter());
        router.push(`/sessions/${session.id}`);
      },
    }),
  );
  if (models.isPending) return <SkeletonRows label="Loading models" />;
  if (models.isError) return <ErrorNote error={models.error} onRetry={() => void models.refetch()} />;
  const able = models.data.filter((it) => it.refusal === null);
  const model = able.find((it) => it.id === choice) ?? (able.length === 1 ? able[0] : undefined);
  const parallelism = model && (way && model.parallelisms.includes(way) ? way : model.parallelisms[0]);
  if (models.data.length === 0) {
    return (
      <EmptyState
        title="No model on these Macs"
        action={<ButtonLink href="/machines">Look at the Macs</ButtonLink>}
      >
        A model is a folder under the models folder of each machine. Its agent tells the portal about it
        within a minute.
      </EmptyState>
    );
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (model && !start.isPending)
          start.mutate({ id, bookingId, modelId: model.id, ...(parallelism && { parallelism }) });
      }}
    >
      <fieldset>
        <legend className="pb-2 font-strong">Model</legend>
        <ul className="border-t border-border-strong">
          {models.data.map((it) => (
            <ModelRow key={it.id} model={it} chosen={it.id === model?.id} onChoose={() => setChoice(it.id)} />
          ))}
        </ul>
      </fieldset>
      {model && model.parallelisms.length > 1 && (
        <fieldset className="pt-5">
          <legend className="pb-2 font-strong">How it is split</legend>
          {model.parallelisms.map((it) => (
            <label key={it} className="flex min-h-(--row-dense) items-center gap-3">
              <input
                type="radio"
                name="parallelism"
                className="size-4 accent-accent"
                checked={parallelism === it}
                onChange={() => setWay(it)}
              />
              <span>
                <b className="font-medium">{WAYS[it].label}</b>{' '}
                <span className="text-muted">{WAYS[it].about}</span>
              </span>
            </label>
          ))}
        </fieldset>
      )}
      {start.error && (
        <div className="pt-4">
          <FormError error={start.error} repeatable />
        </div>
      )}
      <div className="flex items-center gap-3 pt-5">
        <Button
          type="submit"
          look="primary"
          disabled={!model}
          busyLabel={start.isPending ? 'Starting…' : null}
        >
          Start
        </Button>
        <span className="text-sm text-muted">
          {model ? model.title : able.length === 0 ? 'None of these can start here' : 'Choose a model'}
        </span>
      </div>
    </form>
  );
}

function ModelRow({
  model,
  chosen,
  onChoose,
}: {
  model: StartableModelView;
  chosen: boolean;
  onChoose: () => void;
}) {
  const refused = model.refusal !== null;
  return (
    <li className="border-b border-border">
      <label className="flex min-h-(--row) items-start gap-3 py-2.5">
        <input
          type="radio"
          name="model"
          className="mt-0.5 size-4 flex-none accent-accent"
          checked={chosen}
          disabled={refused}
          onChange={onChoose}
        />
        <span className="min-w-0 flex-1">
          <b className={refused ? 'font-medium text-muted' : 'font-medium'}>{model.title}</b>{' '}
          <span className="text-sm whitespace-nowrap text-muted">{formatGigabytes(model.weightsBytes)}</span>
          <span className="block text-sm text-muted">{model.description}</span>
          {refused && <span className="block text-sm text-maintenance-text">{model.refusal}</span>}
        </span>
      </label>
    </li>
  );
}
