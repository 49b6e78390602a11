'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Construction, Megaphone } from 'lucide-react';
import { formatMoment } from '@/shared/domain/format.ts';
import { useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { toast } from '../ui/toast.tsx';
import { Written } from '../ui/written.tsx';

/** What the lab says to everybody: an announcement, which each puts away, and a pause, which stays until it is over. */
export function LabNotice() {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const zone = useZone();
  const nowMs = useNow(10_000);
  const { data } = useQuery(trpc.lab.notice.queryOptions());
  const putAway = useMutation(
    trpc.lab.putAway.mutationOptions({
      onMutate: () =>
        queries.setQueryData(
          trpc.lab.notice.queryKey(),
          (known) => known && { ...known, announcement: null },
        ),
      onError: (error) => {
        void queries.invalidateQueries(trpc.lab.notice.queryFilter());
        toast.failed(error);
      },
    }),
  );
  const isNow = (it: { until: string }): boolean => new Date(it.until).getTime() > nowMs;
  const pause = data?.pause && isNow(data.pause) ? data.pause : null;
  const said = data?.announcement && isNow(data.announcement) ? data.announcement : null;
  if (!pause && !said) return null;
  return (
    <div className="flex flex-col gap-2 px-4 pt-3 tablet:px-6">
      {pause && (
        <Banner
          tone="warning"
          icon={<Construction aria-hidden size={16} strokeWidth={1.6} />}
          title={`No new bookings and sessions until ${formatMoment(pause.until, zone, nowMs)}.`}
        >
          <Written text={pause.reason} />. What runs goes on.
        </Banner>
      )}
      {said && (
        <Banner
          tone={said.isSerious ? 'warning' : 'neutral'}
          icon={<Megaphone aria-hidden size={16} strokeWidth={1.6} />}
          title={<Written text={said.text} />}
          action={
            <Button
              small
              aria-label="Put the announcement away"
              onClick={() => putAway.mutate({ number: said.number })}
            >
              Got it
            </Button>
          }
        />
      )}
    </div>
  );
}
