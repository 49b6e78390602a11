'use client';

import { useState } from 'react';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';

type Props = { bookings: number; machines: string; isPending: boolean; onConfirm: () => void };

/** By priority: others' bookings are cancelled for this one, so it is asked twice. */
export default function MakeWay({ bookings, machines, isPending, onConfirm }: Props) {
  const [isAsked, setAsked] = useState(false);
  const what = bookings === 1 ? 'one booking' : `${bookings} bookings`;
  return (
    <>
      <Button onClick={() => setAsked(true)}>Take it by priority…</Button>
      <ConfirmDialog
        open={isAsked}
        onOpenChange={setAsked}
        title={`Cancel ${what} of ${machines} for yours?`}
        keepLabel="Keep theirs"
        confirmLabel={bookings === 1 ? 'Cancel it and book' : 'Cancel them and book'}
        busyLabel="Booking…"
        busy={isPending}
        onConfirm={() => {
          setAsked(false);
          onConfirm();
        }}
      >
        Your priority is higher and there is notice enough.{' '}
        {bookings === 1 ? 'Its person is' : 'Their people are'} told, and shown the next time at which their
        machines are free.
      </ConfirmDialog>
    </>
  );
}
