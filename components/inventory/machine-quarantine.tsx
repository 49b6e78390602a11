'use client';

import { useMutation } from '@tanstack/react-query';
import { OctagonAlert } from 'lucide-react';
import { useState } from 'react';
import { formatDateTime } from '@/shared/domain/format.ts';
import { RESTART_STEPS } from '@/shared/domain/machine-trouble.ts';
import { useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { toast } from '../ui/toast.tsx';
import type { MachineView } from './types.ts';

/** A machine that takes no model because its GPU or memory is stuck: why, and how it is restarted. */
export function MachineQuarantine({ machine, mayLift }: { machine: MachineView; mayLift: boolean }) {
  const zone = useZone();
  const nowMs = useNow(60_000);
  const [isAsked, setIsAsked] = useState(false);
  if (machine.quarantinedAt === null) return null;
  return (
    <section aria-label="Kept out" className="pb-4">
      <Banner
        tone="warning"
        icon={<OctagonAlert aria-hidden size={17} strokeWidth={1.6} className="text-maintenance-text" />}
        title={`${machine.name} takes no model since ${formatDateTime(machine.quarantinedAt, zone, nowMs)}.`}
        action={
          mayLift && (
            <Button small onClick={() => setIsAsked(true)}>
              Give it models again…
            </Button>
          )
        }
      >
        {machine.needsAttention}
        <ol className="list-decimal pt-1 pl-5">
          {RESTART_STEPS.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
      </Banner>
      {isAsked && <Lift machine={machine} onClose={() => setIsAsked(false)} />}
    </section>
  );
}

function Lift({ machine, onClose }: { machine: MachineView; onClose: () => void }) {
  const trpc = useTRPC();
  const lift = useMutation(
    trpc.machines.liftQuarantine.mutationOptions({
      onSuccess: () => {
        toast.done(`${machine.name} takes models again`);
        onClose();
      },
    }),
  );
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={`Give ${machine.name} models again without a restart?`}
      keepLabel="Leave it out"
      confirmLabel="Give it models again"
      busyLabel="Giving back…"
      busy={lift.isPending}
      error={lift.error}
      onConfirm={() => lift.mutate({ id: machine.id })}
    >
      Nothing was restarted as far as the portal has seen. If its GPU still hangs, the next model hangs too,
      and with it every machine of its session.
    </ConfirmDialog>
  );
}
