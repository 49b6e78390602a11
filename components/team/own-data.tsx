'use client';

import { useMutation } from '@tanstack/react-query';
import Link from 'next/link';
import { useState } from 'react';
import { useTRPC } from '../providers/trpc.tsx';
import { Button, buttonClass } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { FormError } from '../ui/error-note.tsx';

/** Taking along what the lab has of one, and going from it. */
export function OwnData() {
  const trpc = useTRPC();
  const [isAsking, setAsking] = useState(false);
  const take = useMutation(
    trpc.ownData.request.mutationOptions({ onSuccess: ({ path }) => window.location.assign(path) }),
  );
  const ask = useMutation(trpc.ownData.askToGo.mutationOptions({ onSuccess: () => setAsking(false) }));
  return (
    <>
      <p className="py-3 text-text-2">
        One ZIP archive with your chats and their files, prompts, bookings and sessions with what they cost,
        keys by name, notifications, sign-ins and what you did. Its README says what is what, and what is not
        in it. It asks for your sign-in, three times an hour at most.
      </p>
      <FormError error={take.error} />
      <Button busyLabel={take.isPending ? 'Asking…' : null} onClick={() => take.mutate()}>
        Take all that is yours
      </Button>
      <p className="pt-6 pb-3 text-text-2">
        You can delete your chats yourself. To leave for good, ask the lab’s admins: they hand over what you
        have booked, end your sign-ins and put “Former member” in place of your name.
      </p>
      {ask.data && (
        <p role="status" className="pb-3">
          Asked. {ask.data.told.join(', ')} {ask.data.told.length === 1 ? 'is' : 'are'} told.
        </p>
      )}
      <div className="flex flex-wrap gap-2">
        <Link className={buttonClass({})} href="/settings/chats#delete">
          Delete my chats…
        </Link>
        <Button look="danger" onClick={() => setAsking(true)}>
          Ask to be made anonymous…
        </Button>
      </div>
      <ConfirmDialog
        open={isAsking}
        onOpenChange={setAsking}
        title="Ask to be made anonymous?"
        keepLabel="Stay"
        confirmLabel="Ask the admins"
        busyLabel="Asking…"
        busy={ask.isPending}
        error={ask.error}
        onConfirm={() => ask.mutate()}
      >
        Nothing changes until an admin does it. Then your name, e-mail, sign-ins, notifications, private views
        and all your chats go for good. Bookings, sessions, energy and money stay in every total.
      </ConfirmDialog>
    </>
  );
}
