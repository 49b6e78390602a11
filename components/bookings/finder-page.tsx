'use client';

import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useSearchParams } from 'next/navigation';
import { useState } from 'react';
import { formatMoment, zoneName } from '@/shared/domain/format.ts';
import { changeAddress } from '../layout/change-address.ts';
import { announce } from '../layout/live-region.tsx';
import { PageHeader } from '../layout/page-header.tsx';
import { useCan, useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { toast } from '../ui/toast.tsx';
import { bookTabs } from './book-tabs.ts';
import { FinderSentence } from './finder-sentence.tsx';
import { type Wish, wishAddress, wishOf } from './finder-wish.ts';
import { HeldFor, HoldForm } from './hold-form.tsx';
import { NothingFound } from './nothing-found.tsx';
import { isHeld, SlotRow, useLeft } from './slot-row.tsx';
import type { HoldView, SlotView } from './types.ts';
import { WaitList } from './wait-for-it.tsx';

/** Finder first: what one needs as a sentence, the times at which there is such a set, and the one that is held. */
export function FinderPage() {
  const params = useSearchParams();
  const trpc = useTRPC();
  const zone = useZone();
  const can = useCan();
  const nowMs = useNow(60_000);
  const wish = wishOf(params);
  const found = useQuery({ ...trpc.finder.find.queryOptions(wish), placeholderData: keepPreviousData });
  const { hold, take, letGo, takingAt, error } = useHold();
  const [isBooking, setBooking] = useState(false);
  const ask = (next: Wish): void => changeAddress(wishAddress(next), 'replace');
  const slots = found.data?.slots ?? [];
  const slot = slots.find((it) => isHeld(it, hold)) ?? null;
  return (
    <>
      <PageHeader
        title="Book Macs"
        facts={`${formatMoment(nowMs, zone, nowMs)} · times in ${zoneName(zone, nowMs)}`}
        tabs={bookTabs('find', wishAddress(wish))}
      />
      <main id="main" className="page-body page-wide">
        {!can('booking:create') && (
          <div className="pb-3">
            <Banner title="Your role does not book.">An admin of the lab can change it.</Banner>
          </div>
        )}
        <FinderSentence
          wish={wish}
          modelTitle={found.data?.modelTitle ?? null}
          onChange={(change) => ask({ ...wish, ...change })}
        />
        <div className="grid gap-8 pt-4 wide:grid-cols-[minmax(0,1fr)_19rem]">
          <div aria-busy={found.isFetching} className="min-w-0">
            {error !== null && <ErrorNote error={error} title="This time could not be held." />}
            {found.isPending && <SkeletonRows label="Looking for a set" count={3} />}
            {found.isError && <ErrorNote error={found.error} onRetry={() => void found.refetch()} />}
            {found.data && slots.length > 0 && (
              <Slots
                slots={slots}
                hold={hold}
                takingAt={takingAt}
                onHold={can('booking:create') ? take : null}
              />
            )}
            {found.data && slots.length === 0 && <NothingFound found={found.data} wish={wish} onUse={ask} />}
            <WaitList />
          </div>
          {hold && (
            <aside aria-label="What is held" className="hidden tablet:block">
              <HoldForm key={hold.id} hold={hold} slot={slot} onLetGo={letGo} />
            </aside>
          )}
        </div>
      </main>
      {hold && <Dock hold={hold} onContinue={() => setBooking(true)} />}
      {hold && isBooking && (
        <Dialog open onOpenChange={() => setBooking(false)} shape="sheet" title="Book what is held">
          <HoldForm
            key={hold.id}
            hold={hold}
            slot={slot}
            onLetGo={() => {
              setBooking(false);
              letGo();
            }}
          />
        </Dialog>
      )}
    </>
  );
}

type SlotsProps = {
  slots: readonly SlotView[];
  hold: HoldView | null;
  takingAt: string | null;
  onHold: ((slot: SlotView) => void) | null;
};

const keyOf = (it: SlotView): string => `${it.startsAt} ${it.machines.map(({ id }) => id).join(' ')}`;

function Slots({ slots, hold, takingAt, onHold }: SlotsProps) {
  return (
    <section aria-label="Slots found">
      <h2 className="pb-2 text-sm">
        {slots.length === 1 ? 'One slot' : `${slots.length} slots, the best first`}
      </h2>
      <ol className="border-b border-border">
        {slots.map((slot, at) => (
          <SlotRow
            key={keyOf(slot)}
            slot={slot}
            rank={at + 1}
            hold={hold}
            isPending={takingAt === keyOf(slot)}
            onHold={onHold && (() => onHold(slot))}
          />
        ))}
      </ol>
    </section>
  );
}

/** On a phone what is held stands at the foot, above the destinations. */
function Dock({ hold, onContinue }: { hold: HoldView; onContinue: () => void }) {
  return (
    <section
      aria-label="Held now"
      className="sticky bottom-[calc(3.5rem+env(safe-area-inset-bottom))] z-10 flex items-center gap-4 border-t border-border bg-raised px-4 py-2 tablet:hidden"
    >
      <div className="min-w-0 flex-1">
        <HeldFor hold={hold} />
      </div>
      <Button look="primary" onClick={onContinue}>
        Continue
      </Button>
    </section>
  );
}

/** The time that one holds while choosing, or that is offered; over by the clock even where nobody has said so. */
function useHold() {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const mine = useQuery(trpc.holds.mine.queryOptions({})).data ?? [];
  const newest = mine.toSorted((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt))[0] ?? null;
  const leftMs = useLeft(newest);
  const again = (): void => {
    void queries.invalidateQueries(trpc.holds.pathFilter());
    void queries.invalidateQueries(trpc.finder.pathFilter());
  };
  const taking = useMutation(
    trpc.holds.take.mutationOptions({ onSuccess: () => announce('Held for you'), onSettled: again }),
  );
  const going = useMutation(trpc.holds.letGo.mutationOptions({ onError: toast.failed, onSettled: again }));
  const hold = newest !== null && leftMs > 0 ? newest : null;
  return {
    hold,
    error: taking.error,
    takingAt: taking.isPending
      ? `${String(taking.variables.startsAt)} ${taking.variables.machineIds.join(' ')}`
      : null,
    take: ({ machines, startsAt, endsAt }: SlotView): void =>
      taking.mutate({ machineIds: machines.map((it) => it.id), startsAt, endsAt }),
    letGo: (): void => {
      if (hold) going.mutate({ id: hold.id });
    },
  };
}
