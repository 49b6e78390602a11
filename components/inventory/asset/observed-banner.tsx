'use client';

import { useMutation, useQuery } from '@tanstack/react-query';
import { TriangleAlert } from 'lucide-react';
import { formatMoment } from '@/shared/domain/format.ts';
import { useCan, useZone } from '../../providers/me.tsx';
import { useNow } from '../../providers/now.tsx';
import { useTRPC } from '../../providers/trpc.tsx';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { toast } from '../../ui/toast.tsx';
import type { HardwareView, MachineDetailView } from '../types.ts';

/** Hardware that its agent saw change, until somebody says that it is so. */
export function ObservedBanners({ machine }: { machine: MachineDetailView }) {
  const { data } = useQuery(useTRPC().asset.hardware.queryOptions({ machineId: machine.id }));
  if (!data?.unconfirmed.length) return null;
  return (
    <div className="flex flex-col gap-2 pb-4">
      {data.unconfirmed.map((it) => (
        <ObservedBanner key={it.id} change={it} machine={machine} />
      ))}
    </div>
  );
}

type Props = { change: HardwareView['unconfirmed'][number]; machine: MachineDetailView };

function ObservedBanner({ change, machine }: Props) {
  const trpc = useTRPC();
  const zone = useZone();
  const nowMs = useNow(60_000);
  const can = useCan();
  const confirm = useMutation(
    trpc.asset.confirmObserved.mutationOptions({
      onSuccess: () => toast.done(`${change.label} of ${machine.name} is ${change.to} from now on`),
      onError: toast.failed,
    }),
  );
  return (
    <Banner
      tone="warning"
      icon={<TriangleAlert aria-hidden size={17} strokeWidth={1.6} className="text-maintenance-text" />}
      title={`${change.label} was ${change.from}, its agent now sees ${change.to} since ${formatMoment(change.at, zone, nowMs)}.`}
      action={
        can('machine:edit') && (
          <span className="flex flex-wrap items-center gap-x-3 gap-y-2">
            <a href="#hardware" className="text-link underline underline-offset-2">
              Look into it
            </a>
            <Button
              small
              busyLabel={confirm.isPending ? 'Saying so…' : null}
              onClick={() => confirm.mutate({ id: change.id })}
            >
              It is so
            </Button>
          </span>
        )
      }
    />
  );
}
