'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import Link from 'next/link';
import { useState } from 'react';
import { formatRange } from '@/shared/domain/format.ts';
import { PageHeader } from '../layout/page-header.tsx';
import { useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { InputField } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { toast } from '../ui/toast.tsx';
import { Adjustment } from './adjustments.tsx';
import type { ChargeView } from './types.ts';

/** Charges that people contest, for who answers them; those answered below. */
export function ChargesPage() {
  const trpc = useTRPC();
  const [asked, setAsked] = useState<{ charge: ChargeView; accept: boolean } | null>(null);
  const list = useQuery(trpc.bookings.charges.queryOptions({}));
  const open = list.data?.filter((it) => it.decision === null) ?? [];
  const answered = list.data?.filter((it) => it.decision !== null) ?? [];
  return (
    <>
      <PageHeader
        title="Contested charges"
        {...(list.data && { facts: open.length === 1 ? '1 waits' : `${open.length} wait` })}
      />
      <main id="main" className="page-body max-w-[60rem]">
        {list.isPending && <SkeletonRows label="Loading the contested charges" />}
        {list.error && <ErrorNote error={list.error} onRetry={() => void list.refetch()} />}
        {list.data?.length === 0 && (
          <EmptyState title="Nobody contests a charge">
            Who was charged wrongly says so on their booking’s page, and it is answered here.
          </EmptyState>
        )}
        <Charges title="Waiting for an answer" charges={open} onAsk={setAsked} />
        <Charges title="Answered" charges={answered} onAsk={setAsked} />
      </main>
      {asked && <DecideDialog {...asked} onClose={() => setAsked(null)} />}
    </>
  );
}

type Ask = (asked: { charge: ChargeView; accept: boolean }) => void;

function Charges({ title, charges, onAsk }: { title: string; charges: ChargeView[]; onAsk: Ask }) {
  const zone = useZone();
  const nowMs = useNow(60_000);
  if (charges.length === 0) return null;
  return (
    <section aria-label={title} className="pb-6">
      <h2 className="border-b border-border-strong pb-2">{title}</h2>
      <ul>
        {charges.map((it) => (
          <li
            key={it.id}
            className="flex flex-wrap items-start justify-between gap-3 border-t border-border py-3 first:border-t-0"
          >
            <div className="min-w-0 flex-1 basis-72">
              <Link prefetch={false} className="link" href={`/bookings/${it.booking.id}`}>
                {it.booking.purpose}
              </Link>{' '}
              <span className="text-sm text-muted">
                {[
                  formatRange(it.booking.startsAt, it.booking.endedAt ?? it.booking.endsAt, zone, nowMs),
                  it.booking.project?.name,
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </span>
              <Adjustment adjustment={it} />
            </div>
            {it.decision === null && (
              <span className="flex gap-2">
                <Button
                  small
                  aria-label={`Refuse, ${it.booking.purpose}`}
                  onClick={() => onAsk({ charge: it, accept: false })}
                >
                  Refuse…
                </Button>
                <Button
                  small
                  look="primary"
                  aria-label={`Accept, ${it.booking.purpose}`}
                  onClick={() => onAsk({ charge: it, accept: true })}
                >
                  Accept…
                </Button>
              </span>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

type DecideProps = { charge: ChargeView; accept: boolean; onClose: () => void };

function DecideDialog({ charge, accept, onClose }: DecideProps) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [answer, setAnswer] = useState('');
  const decide = useMutation(
    trpc.bookings.decideCharge.mutationOptions({
      onSuccess: () => {
        void queries.invalidateQueries(trpc.bookings.pathFilter());
        void queries.invalidateQueries(trpc.reports.pathFilter());
        toast.done(accept ? 'Accepted' : 'Refused');
        onClose();
      },
    }),
  );
  const name = charge.booking.purpose;
  return (
    <FormDialog
      title={accept ? `Accept what ${charge.askedBy.name} asks of “${name}”` : `Refuse it for “${name}”`}
      description={`“${charge.reason}”`}
      submitLabel={accept ? 'Accept' : 'Refuse'}
      busyLabel="Saving…"
      sending={decide}
      canSubmit={accept || answer.trim() !== ''}
      onSubmit={() => decide.mutate({ id: charge.id, accept, answer })}
      onClose={onClose}
    >
      <InputField
        label="Your answer"
        hint={accept ? 'Not needed.' : 'Why it stays as it is.'}
        required={!accept}
        maxLength={500}
        value={answer}
        onChange={(event) => setAnswer(event.target.value)}
      />
    </FormDialog>
  );
}
