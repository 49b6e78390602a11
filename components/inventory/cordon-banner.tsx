'use client';

import { useMutation } from '@tanstack/react-query';
import { TriangleAlert } from 'lucide-react';
import { formatMoment, zoneName } from '@/shared/domain/format.ts';
import { useCan, useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { toast } from '../ui/toast.tsx';
import type { MachineDetailView } from './types.ts';

/** That no session starts on it, why, by whom and since when, and the way back. */
export function CordonBanner({ machine }: { machine: MachineDetailView }) {
  const trpc = useTRPC();
  const can = useCan();
  const zone = useZone();
  const nowMs = useNow(60_000);
  const uncordon = useMutation(
    trpc.machines.uncordon.mutationOptions({
      onSuccess: (after) => toast.done(`Sessions may start on ${after.name} again`),
      onError: toast.failed,
    }),
  );
  const { cordon } = machine;
  if (!cordon) return null;
  const { by, reason, since, drainBy } = cordon;
  const drain =
    drainBy &&
    `What runs on it ends after its answers, at the latest at ${formatMoment(drainBy, zone, nowMs)}.`;
  return (
    <div className="pb-4">
      <Banner
        tone="warning"
        icon={<TriangleAlert aria-hidden size={17} strokeWidth={1.6} className="text-maintenance-text" />}
        title={`${drainBy ? 'Being drained' : 'Cordoned'} by ${by} since ${formatMoment(since, zone, nowMs)} ${zoneName(zone, nowMs)}: ${reason.replace(/\.$/, '')}.`}
        action={
          can('machine:edit') && (
            <Button
              small
              busyLabel={uncordon.isPending ? 'Uncordoning…' : null}
              onClick={() => uncordon.mutate({ id: machine.id, revision: machine.revision })}
            >
              Uncordon {machine.name}
            </Button>
          )
        }
      >
        {drain ?? 'What runs goes on; no new session starts on it.'}
      </Banner>
    </div>
  );
}
