'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { formatCountdown, formatDuration, formatRange, listNames } from '@/shared/domain/format.ts';
import { useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Button } from '../ui/button.tsx';
import { newId } from '../ui/new-id.ts';
import { Tag } from '../ui/tag.tsx';
import { toast } from '../ui/toast.tsx';
import type { Wish } from './finder-wish.ts';
import type { WaitView } from './types.ts';

export type Awaited = {
  machineIds: string[];
  count: number;
  startsAt: string;
  endsAt: string;
  durationMinutes: number;
  wish: Wish | null;
};

/** Gets in line: what is freed is held for who waits, and they are told. */
export function WaitForIt({ label, what }: { label: string; what: Awaited }) {
  const trpc = useTRPC();
  const again = useWaitsChanged();
  const [id] = useState(newId);
  const add = useMutation(
    trpc.waits.add.mutationOptions({
      onSuccess: () => {
        again();
        toast.done('You are in line. You are told when it is free, and it is held for you.');
      },
      onError: toast.failed,
    }),
  );
  return (
    <Button
      small
      disabled={add.isSuccess}
      busyLabel={add.isPending ? 'Getting in line…' : null}
      onClick={() => add.mutate({ id, ...what })}
    >
      {add.isSuccess ? 'You are in line' : label}
    </Button>
  );
}

/** What one waits for, with one's place in line, and what is offered. */
export function WaitList() {
  const trpc = useTRPC();
  const again = useWaitsChanged();
  const waits = useQuery(trpc.waits.mine.queryOptions({})).data ?? [];
  const stop = useMutation(trpc.waits.stop.mutationOptions({ onSuccess: again, onError: toast.failed }));
  if (waits.length === 0) return null;
  return (
    <section aria-label="What you wait for" className="max-w-[56rem] pt-6">
      <h2 className="pb-2 text-sm">What you wait for</h2>
      <ul className="border-b border-border">
        {waits.map((wait) => (
          <Waiting
            key={wait.id}
            wait={wait}
            isStopping={stop.isPending && stop.variables.id === wait.id}
            onStop={() => stop.mutate({ id: wait.id })}
          />
        ))}
      </ul>
    </section>
  );
}

function Waiting({ wait, isStopping, onStop }: { wait: WaitView; isStopping: boolean; onStop: () => void }) {
  const zone = useZone();
  const nowMs = useNow(1000);
  const { count, machines, startsAt, endsAt, durationMinutes, state, place, expiresAt } = wait;
  const macs = machines.length > count ? `${count} of ${listNames(machines)}` : listNames(machines);
  const what = machines.length > 0 ? macs : `any ${count === 1 ? 'Mac' : `${count} Macs`} that fit the wish`;
  const leftMs = expiresAt === null ? 0 : Date.parse(expiresAt) - nowMs;
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 border-t border-border py-3">
      <span className="min-w-0 flex-1">
        <b className="block">
          {formatDuration(durationMinutes * 60_000)} with {what}
        </b>
        <small className="block text-sm text-text-2">
          within {formatRange(startsAt, endsAt, zone, nowMs)}
        </small>
      </span>
      {state === 'offered' && leftMs > 0 ? (
        <Tag tone="mine">offered, {formatCountdown(leftMs)}</Tag>
      ) : (
        <Tag>{place === 1 ? 'next in line' : `${place - 1} before you`}</Tag>
      )}
      <Button small look="quiet" busyLabel={isStopping ? 'Stopping…' : null} onClick={onStop}>
        Stop waiting
      </Button>
    </li>
  );
}

function useWaitsChanged(): () => void {
  const trpc = useTRPC();
  const queries = useQueryClient();
  return () => {
    void queries.invalidateQueries(trpc.waits.pathFilter());
    void queries.invalidateQueries(trpc.holds.pathFilter());
  };
}
