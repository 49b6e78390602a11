'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { formatDateTime, formatDay } from '@/shared/domain/format.ts';
import type { CalendarKind } from '@/shared/schemas/calendar.ts';
import { useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Button } from '../ui/button.tsx';
import { CopyBlock } from '../ui/copy-block.tsx';
import { ErrorNote, FormError } from '../ui/error-note.tsx';
import { Pick } from '../ui/pick.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { TakeBackRow } from '../ui/take-back-row.tsx';
import { toast } from '../ui/toast.tsx';
import type { CalendarView } from './types.ts';

const nameOf = ({ kind, machine }: Pick<CalendarView, 'kind' | 'machine'>): string =>
  kind === 'person' ? 'your own bookings' : (machine?.name ?? 'the whole lab');

/** Secret addresses for calendar programs, made, made anew and taken back. */
export function CalendarSection() {
  const trpc = useTRPC();
  const list = useQuery(trpc.calendars.list.queryOptions({}));
  const lab = useQuery(trpc.machines.list.queryOptions());
  return (
    <section aria-labelledby="calendars">
      <h2 id="calendars" className="border-b border-border-strong pb-2">
        Calendar addresses
      </h2>
      <p className="pt-2 text-sm text-muted">
        Your calendar program follows such an address without a sign-in: whoever has it reads what you may
        see. It is shown once; making it anew ends the one before.
      </p>
      {list.isPending && <SkeletonRows label="Loading your calendar addresses" count={1} />}
      {list.error && <ErrorNote error={list.error} onRetry={() => void list.refetch()} />}
      <ul>
        {list.data?.map((it) => (
          <CalendarRow key={it.id} calendar={it} />
        ))}
      </ul>
      <MakeCalendar machines={lab.data?.machines.filter((it) => it.status !== 'retired') ?? []} />
    </section>
  );
}

function CalendarRow({ calendar }: { calendar: CalendarView }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const zone = useZone();
  const nowMs = useNow(60_000);
  const revoke = useMutation(
    trpc.calendars.revoke.mutationOptions({
      onSuccess: () => {
        void queries.invalidateQueries(trpc.calendars.pathFilter());
        toast.done(`The address for ${nameOf(calendar)} is taken back`);
      },
    }),
  );
  const { createdAt, readAt } = calendar;
  return (
    <TakeBackRow
      title={<span className="block first-letter:uppercase">{nameOf(calendar)}</span>}
      facts={
        <>
          made {formatDay(createdAt, zone, nowMs)} ·{' '}
          {readAt ? `last read ${formatDateTime(readAt, zone, nowMs)}` : 'not read yet'}
        </>
      }
      name={`the address for ${nameOf(calendar)}`}
      word="address"
      busy={revoke.isPending}
      error={revoke.error}
      onTakeBack={(done) => revoke.mutate({ id: calendar.id }, { onSuccess: done })}
    >
      Calendars that follow it get nothing any more. A new one has another address.
    </TakeBackRow>
  );
}

function MakeCalendar({ machines }: { machines: readonly { id: string; name: string }[] }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [of, setOf] = useState('person');
  const make = useMutation(
    trpc.calendars.make.mutationOptions({
      onSuccess: () => queries.invalidateQueries(trpc.calendars.pathFilter()),
    }),
  );
  const isMachine = of !== 'person' && of !== 'lab';
  const kind: CalendarKind = isMachine ? 'machine' : (of as CalendarKind);
  return (
    <div className="flex flex-col gap-3 pt-3">
      <div className="flex flex-wrap items-center gap-2">
        <Pick
          label="Calendar of"
          value={of}
          options={[
            ['person', 'your own bookings'],
            ['lab', 'the whole lab'],
            ...machines.map((it) => [it.id, it.name] as const),
          ]}
          onChange={setOf}
        />
        <Button
          busyLabel={make.isPending ? 'Making…' : null}
          onClick={() => make.mutate({ kind, machineId: isMachine ? of : null })}
        >
          Make an address
        </Button>
      </div>
      <FormError error={make.error} />
      {make.data && (
        <div role="status">
          <p className="pb-2 text-sm">Copy it now: it is not shown again.</p>
          <CopyBlock label="Calendar address" text={make.data.url} />
        </div>
      )}
    </div>
  );
}
