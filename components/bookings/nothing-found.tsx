'use client';

import { useQuery } from '@tanstack/react-query';
import { formatMoment, formatMoney, formatRange } from '@/shared/domain/format.ts';
import { useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Button } from '../ui/button.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import type { Wish } from './finder-wish.ts';
import type { FoundView } from './types.ts';
import { WaitForIt } from './wait-for-it.tsx';

type Props = { found: FoundView; wish: Wish; onUse: (wish: Wish) => void };

/** What stands in the way, a wish at a time. */
export function NothingFound({ found, wish, onUse }: Props) {
  const trpc = useTRPC();
  const zone = useZone();
  const nowMs = useNow(60_000);
  const drops = useQuery(trpc.finder.drops.queryOptions(wish));
  return (
    <section aria-label="Nothing found" className="max-w-[56rem] pt-5">
      <h2 className="text-lg">No slot before {formatMoment(found.until, zone, nowMs)}</h2>
      <p className="pt-1 pb-3 text-text-2">
        {found.fitting} of {found.machines} {found.machines === 1 ? 'Mac fits' : 'Macs fit'} the wish by
        themselves. Drop one part of it and see what there is:
      </p>
      {drops.isPending && <SkeletonRows label="Looking what each wish costs" count={4} />}
      {drops.isError && <ErrorNote error={drops.error} onRetry={() => void drops.refetch()} />}
      <ul className="border-b border-border">
        {drops.data?.map(({ part, from, to, wish: other, slot }) => (
          <li
            key={part}
            className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 border-t border-border py-3 tablet:grid-cols-[13rem_minmax(0,1fr)_auto]"
          >
            <span className="max-tablet:col-span-2">
              <span className="text-text-2">{from} →</span> <b>{to}</b>
            </span>
            {slot ? (
              <span className="min-w-0">
                <b className="block">{formatRange(slot.startsAt, slot.endsAt, zone, nowMs)}</b>
                <small className="block text-sm text-text-2">
                  {slot.machines.map((it) => it.name).join(', ')}. {slot.why}{' '}
                  {slot.cost && formatMoney(slot.cost.amount, slot.cost.currency)}
                </small>
              </span>
            ) : (
              <span>
                <b className="block">No gain</b>
                <small className="block text-sm text-text-2">Nothing is free then either.</small>
              </span>
            )}
            {slot && (
              <Button small aria-label={`Use this: ${to}`} onClick={() => onUse({ ...wish, ...other })}>
                Use this
              </Button>
            )}
          </li>
        ))}
      </ul>
      <p className="flex flex-wrap items-center gap-x-3 gap-y-2 pt-3 text-sm text-text-2">
        Or be told when something opens: the portal looks again with every change and holds the first fit for
        you.
        <WaitForIt
          key={JSON.stringify(wish)}
          label="Watch for this"
          what={{
            machineIds: [],
            count: wish.count,
            startsAt: new Date(nowMs).toISOString(),
            endsAt: found.until,
            durationMinutes: wish.durationMinutes,
            wish,
          }}
        />
      </p>
    </section>
  );
}
