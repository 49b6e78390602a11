'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { formatMoment } from '@/shared/domain/format.ts';
import { useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Button } from '../ui/button.tsx';
import { ErrorNote, FormError } from '../ui/error-note.tsx';
import { InputField } from '../ui/field.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { toast } from '../ui/toast.tsx';
import { Heading } from './heading.tsx';
import { LastChanged } from './last-changed.tsx';
import { ahead, MomentField, momentOf } from './moment-field.tsx';

const HOUR_MS = 3_600_000;

/** For work on the portal itself: until a moment only admins book and start sessions. */
export function PauseSection() {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const zone = useZone();
  const nowMs = useNow(10_000);
  const notice = useQuery(trpc.lab.notice.queryOptions());
  const changed = (words: string) => () => {
    void queries.invalidateQueries(trpc.lab.notice.queryFilter());
    void queries.invalidateQueries(trpc.audit.pathFilter());
    toast.done(words);
  };
  const resume = useMutation(
    trpc.lab.resume.mutationOptions({
      onSuccess: changed('Everybody can book again'),
      onError: toast.failed,
    }),
  );
  const pause = notice.data?.pause;
  const isPaused = pause && new Date(pause.until).getTime() > nowMs;
  return (
    <section aria-labelledby="pause">
      <Heading id="pause" title="Pause">
        no new bookings and sessions but by admins
      </Heading>
      {notice.isPending && <SkeletonRows label="Loading whether the lab is paused" count={1} />}
      {notice.error && <ErrorNote error={notice.error} onRetry={() => void notice.refetch()} />}
      {isPaused ? (
        <div className="flex flex-wrap items-center gap-3 pt-3">
          <p>
            Paused until {formatMoment(pause.until, zone, nowMs)}: {pause.reason}
          </p>
          <Button busyLabel={resume.isPending ? 'Ending…' : null} onClick={() => resume.mutate()}>
            End the pause
          </Button>
        </div>
      ) : (
        notice.data && <PauseForm onPaused={changed('The lab is paused')} />
      )}
      <LastChanged kind="lab" thing="pause" />
    </section>
  );
}

function PauseForm({ onPaused }: { onPaused: () => void }) {
  const trpc = useTRPC();
  const zone = useZone();
  const nowMs = useNow(60_000);
  const [reason, setReason] = useState('');
  const [until, setUntil] = useState(() => ahead(nowMs, HOUR_MS, zone));
  const moment = momentOf(until, zone);
  const pause = useMutation(trpc.lab.pause.mutationOptions({ onSuccess: onPaused }));
  return (
    <form
      className="flex max-w-[30rem] flex-col gap-4 pt-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (moment) pause.mutate({ reason, until: moment });
      }}
    >
      <InputField
        label="What for"
        hint="Everybody reads it, with the time. What runs goes on; models that would start by themselves wait for their people."
        required
        maxLength={200}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
      <MomentField value={until} nowMs={nowMs} zone={zone} onChange={setUntil} />
      <FormError error={pause.error} />
      <Button
        type="submit"
        className="self-start"
        disabled={!moment || reason.trim() === ''}
        busyLabel={pause.isPending ? 'Pausing…' : null}
      >
        Pause the lab
      </Button>
    </form>
  );
}
