'use client';

import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { formatDay, formatMoment } from '@/shared/domain/format.ts';
import { KEEPING } from '@/shared/schemas/keeping.ts';
import { useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Button } from '../ui/button.tsx';
import { ErrorNote, FormError } from '../ui/error-note.tsx';
import { Pick, withOwn } from '../ui/pick.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { toast } from '../ui/toast.tsx';
import { Heading } from './heading.tsx';
import { LastChanged } from './last-changed.tsx';
import type { KeepingPreviewView, KeepingView } from './types.ts';

const RULES = [
  {
    name: 'secondsDays',
    ...KEEPING.seconds,
    usuals: [14, 30],
    label: 'Readings of each second',
    hint: 'For curves of minutes and hours. Agents bring them up to seven days late.',
  },
  {
    name: 'minutesDays',
    ...KEEPING.minutes,
    usuals: [180, 730, 1825],
    label: 'Readings of each minute',
    hint: 'For curves of days and weeks. A day whose minutes are gone is drawn by the hour.',
  },
  {
    name: 'logsDays',
    ...KEEPING.logs,
    usuals: [14, 90, 365],
    label: 'What ranks print, after their session',
    hint: 'Incidents stay, with the lines that tell their cause.',
  },
] as const;

/** How long readings and logs are kept, and what a change would remove. */
export function KeepingSection() {
  const trpc = useTRPC();
  const keeping = useQuery(trpc.lab.keeping.queryOptions());
  return (
    <section aria-labelledby="keeping">
      <Heading id="keeping" title="Readings and logs">
        how long they are kept
      </Heading>
      {keeping.isPending && <SkeletonRows label="Loading how long readings and logs are kept" count={3} />}
      {keeping.error && <ErrorNote error={keeping.error} onRetry={() => void keeping.refetch()} />}
      {keeping.data && <KeepingForm key={JSON.stringify(keeping.data)} now={keeping.data} />}
      <LastChanged kind="lab" thing="keeping" />
    </section>
  );
}

function KeepingForm({ now }: { now: KeepingView }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [wanted, setWanted] = useState(now);
  const isChanged = RULES.some((it) => wanted[it.name] !== now[it.name]);
  const preview = useQuery({
    ...trpc.lab.previewKeeping.queryOptions(wanted),
    enabled: isChanged,
    placeholderData: keepPreviousData,
  });
  const save = useMutation(
    trpc.lab.setKeeping.mutationOptions({
      onSuccess: () => {
        void queries.invalidateQueries(trpc.lab.keeping.queryFilter());
        void queries.invalidateQueries(trpc.audit.pathFilter());
        toast.done('Saved. Within a day what is older goes');
      },
    }),
  );
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(wanted);
      }}
    >
      <div>
        {RULES.map(({ name, label, hint, least, usual, most, usuals }) => (
          <div
            key={name}
            className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 border-b border-border py-2"
          >
            <span className="min-w-0 flex-1 basis-[16rem]">
              {label}
              <small className="block text-sm text-muted">{hint}</small>
            </span>
            <Pick
              label={label}
              value={String(wanted[name])}
              options={withOwn([least, usual, ...usuals, most], now[name]).map((it) => [
                String(it),
                `${it} days`,
              ])}
              onChange={(value) => setWanted({ ...wanted, [name]: Number(value) })}
            />
          </div>
        ))}
      </div>
      <p className="text-sm text-text-2">
        Readings of each hour are kept for ever, so reports and totals stay. Frozen months stand apart from
        all of them.
      </p>
      {isChanged && preview.isPending && <p className="text-muted">Looking at what would go…</p>}
      {isChanged && preview.error && (
        <ErrorNote error={preview.error} onRetry={() => void preview.refetch()} />
      )}
      {isChanged && preview.data && !preview.isPlaceholderData && <WhatGoes preview={preview.data} />}
      <FormError error={save.error} />
      <Button
        type="submit"
        className="self-start"
        disabled={!isChanged}
        busyLabel={save.isPending ? 'Saving…' : null}
      >
        Save
      </Button>
    </form>
  );
}

function WhatGoes({ preview: { seconds, minutes, logs } }: { preview: KeepingPreviewView }) {
  const zone = useZone();
  const nowMs = useNow(60_000);
  const day = (at: string) => formatDay(at, zone, nowMs);
  const lines = [
    seconds.oldest &&
      `Seconds from ${day(seconds.oldest)} up to ${formatMoment(seconds.before, zone, nowMs)}`,
    minutes.oldest &&
      `Minutes from ${day(minutes.oldest)} up to ${formatMoment(minutes.before, zone, nowMs)}`,
    logs.oldest &&
      `Logs of ${logs.sessions} ${logs.sessions === 1 ? 'session' : 'sessions'} that ended from ${day(logs.oldest)} up to ${formatMoment(logs.before, zone, nowMs)}`,
  ].filter(Boolean);
  if (lines.length === 0) return <p role="status">With this nothing that is there now would go.</p>;
  return (
    <div role="status">
      <p>With the next tidying, at night, this goes for good:</p>
      <ul className="list-disc pl-5">
        {lines.map((it) => (
          <li key={String(it)}>{it}</li>
        ))}
      </ul>
    </div>
  );
}
