'use client';

import { useMutation } from '@tanstack/react-query';
import { Flame } from 'lucide-react';
import Link from 'next/link';
import { formatMoment, zoneName } from '@/shared/domain/format.ts';
import { useCan, useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { toast } from '../ui/toast.tsx';
import type { MachineDetailView } from './types.ts';

/** A model that stays loaded on it for the next booking, and the way to end that. */
export function WarmBanner({ machine }: { machine: MachineDetailView }) {
  const trpc = useTRPC();
  const can = useCan();
  const zone = useZone();
  const nowMs = useNow(60_000);
  const end = useMutation(
    trpc.sessions.end.mutationOptions({
      onSuccess: (session) => toast.done(`${session.modelTitle} is ended`),
      onError: toast.failed,
    }),
  );
  const { warm, holder } = machine;
  if (!warm) return null;
  const { sessionId, modelTitle, until } = warm;
  const mayEnd = can('session:end-any') || holder.kind === 'you';
  return (
    <div className="pb-4">
      <Banner
        icon={<Flame aria-hidden size={16} strokeWidth={1.6} />}
        title={
          <>
            <Link className="link" prefetch={false} href={`/sessions/${sessionId}`}>
              {modelTitle}
            </Link>{' '}
            is kept warm until {formatMoment(until, zone, nowMs)} {zoneName(zone, nowMs)} at the latest.
          </>
        }
        action={
          mayEnd && (
            <Button
              small
              busyLabel={end.isPending ? 'Ending…' : null}
              onClick={() => end.mutate({ id: sessionId })}
            >
              End it now
            </Button>
          )
        }
      >
        Who starts it next on the same Macs goes on with it; whoever needs this Mac otherwise ends it. Its
        energy is the lab’s, at rest.
      </Banner>
    </div>
  );
}
