'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { formatMoment } from '@/shared/domain/format.ts';
import { useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Button } from '../ui/button.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { SimulatedTag } from '../ui/tag.tsx';
import { changeWords } from './cable-words.ts';

/** Told at once; the rest at a press. */
const SHOWN = 5;

/** Cables that came, went or changed within a day, the newest first. */
export function CableChanges() {
  const trpc = useTRPC();
  const zone = useZone();
  const nowMs = useNow(60_000);
  const [isOpen, setOpen] = useState(false);
  const { data, error, refetch } = useQuery(trpc.cables.changes.queryOptions({}));
  if (error) return <ErrorNote error={error} onRetry={() => void refetch()} />;
  if (!data) return null;
  const { since, changes, hasMore } = data;
  const shown = isOpen ? changes : changes.slice(0, SHOWN);
  return (
    <section aria-labelledby="cable-changes" className="pt-6">
      <div className="flex flex-wrap items-baseline gap-x-3 border-b border-border-strong pb-1">
        <h2 id="cable-changes">Since {formatMoment(since, zone, nowMs)}</h2>
        <span className="text-sm text-muted">
          {changes.length === 0
            ? 'no cable came, went or changed'
            : changes.length === 1
              ? '1 change'
              : `${changes.length}${hasMore ? ' and more' : ''} changes`}
        </span>
      </div>
      <ul className="text-sm">
        {shown.map((it) => (
          <li key={it.id} className="flex flex-wrap items-baseline gap-x-3 border-b border-border py-1.5">
            <span className="min-w-0 flex-[1_1_16rem]">
              <b>{it.a.name}</b> <span className="text-muted">{it.a.portName}</span> – <b>{it.b.name}</b>{' '}
              <span className="text-muted">{it.b.portName}</span> {it.simulated && <SimulatedTag />}
            </span>
            <span className={it.kind === 'gone' ? 'text-maintenance-text' : 'text-text-2'}>
              {changeWords(it, (at) => formatMoment(at, zone, nowMs))}
            </span>
          </li>
        ))}
      </ul>
      {changes.length > SHOWN && !isOpen && (
        <p className="pt-2">
          <Button small look="quiet" onClick={() => setOpen(true)}>
            Show all {changes.length}
          </Button>
        </p>
      )}
    </section>
  );
}

/** The newest that happened to each cable that is there, in words, by its id. */
export function useChangeWords(): ReadonlyMap<string, string> {
  const zone = useZone();
  const nowMs = useNow(60_000);
  const { data } = useQuery(useTRPC().cables.changes.queryOptions({}));
  const changes = (data?.changes ?? []).filter(({ after }) => after !== null).toReversed();
  return new Map(changes.map((it) => [it.cableId, changeWords(it, (at) => formatMoment(at, zone, nowMs))]));
}
