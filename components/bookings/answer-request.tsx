'use client';

import { useMutation } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { formatMoment } from '@/shared/domain/format.ts';
import { useZone } from '../providers/me.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Button } from '../ui/button.tsx';
import { FormError } from '../ui/error-note.tsx';
import { TextAreaField } from '../ui/field.tsx';
import { toast } from '../ui/toast.tsx';
import type { BookingView } from './types.ts';
import { useBookingsChanged } from './use-bookings-changed.ts';

/** A request's answer, with a word to who asked: needed for a no. */
export function AnswerRequest({ booking, nowMs }: { booking: BookingView; nowMs: number }) {
  const trpc = useTRPC();
  const zone = useZone();
  const bookingsChanged = useBookingsChanged();
  const [note, setNote] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const area = useRef<HTMLTextAreaElement>(null);
  const told = (words: string) => ({
    onSuccess: () => {
      bookingsChanged();
      toast.done(`“${booking.purpose}” ${words}`);
    },
    onError: bookingsChanged,
  });
  const approve = useMutation(trpc.bookings.approve.mutationOptions(told('is approved')));
  const decline = useMutation(trpc.bookings.decline.mutationOptions(told('was declined')));
  const answer = { id: booking.id, revision: booking.revision, note: note.trim() };
  const refuse = (): void => {
    if (answer.note !== '') return decline.mutate(answer);
    setProblem('Say why, so that they know what to ask for instead.');
    area.current?.focus();
  };
  const who = booking.mine ? 'yourself' : booking.person.name;
  return (
    <section aria-label="Your answer" className="flex flex-col gap-3">
      <h2 className="booking-head">Your answer</h2>
      <TextAreaField
        label={`A word to ${who}`}
        error={problem}
        hint="Needed if you decline."
        ref={area}
        rows={2}
        maxLength={500}
        value={note}
        onChange={(event) => {
          setNote(event.target.value);
          setProblem(null);
        }}
      />
      <FormError error={approve.error ?? decline.error} />
      <div className="flex gap-2">
        <Button
          look="primary"
          className="flex-1"
          busyLabel={approve.isPending ? 'Approving…' : null}
          onClick={() => approve.mutate(answer)}
        >
          Approve
        </Button>
        <Button look="danger" busyLabel={decline.isPending ? 'Declining…' : null} onClick={refuse}>
          Decline
        </Button>
      </div>
      <p className="text-xs text-muted">
        While it waits it keeps nobody away. No answer by {formatMoment(booking.startsAt, zone, nowMs)} and it
        lapses; {who} {booking.mine ? 'are' : 'is'} told.
      </p>
    </section>
  );
}
