'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { formatDateTime } from '@/shared/domain/format.ts';
import { useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { toast } from '../ui/toast.tsx';
import type { MachineView, RivalView } from './types.ts';

type Verdict = 'moved' | 'refused';
type Asked = { rival: RivalView; verdict: Verdict };

/** Other computers that say they are this machine: somebody has to say which one it is. */
export function MachineRivals({ machine }: { machine: MachineView }) {
  const trpc = useTRPC();
  const zone = useZone();
  const nowMs = useNow(60_000);
  const [asked, setAsked] = useState<Asked | null>(null);
  const { data = [] } = useQuery(trpc.joins.rivals.queryOptions({ id: machine.id }));
  if (data.length === 0) return null;
  return (
    <section aria-label="Second machines" className="flex flex-col gap-2 pb-4">
      {data.map((rival) => (
        <Banner
          key={rival.id}
          tone="warning"
          icon={<TriangleAlert aria-hidden size={17} strokeWidth={1.6} className="text-maintenance-text" />}
          title={`A second machine says it is ${machine.name}.`}
          action={
            <span className="flex flex-wrap gap-2">
              <Button small onClick={() => setAsked({ rival, verdict: 'moved' })}>
                It moved there…
              </Button>
              <Button small onClick={() => setAsked({ rival, verdict: 'refused' })}>
                Refuse it…
              </Button>
            </span>
          }
        >
          {whereOf(rival)} since {formatDateTime(rival.firstSeenAt, zone, nowMs)}. It waits, and{' '}
          {machine.name} goes on.{' '}
          {rival.isOtherHardware
            ? 'It is another computer: its disk is a copy, or it got a new main board.'
            : 'It is on the same computer, or does not say on which: its folder is a copy.'}
        </Banner>
      ))}
      {asked && <Decide {...asked} machine={machine} onClose={() => setAsked(null)} />}
    </section>
  );
}

/** "It is called anjou-2 and comes from 10.0.0.9" */
function whereOf({ hostName, address }: RivalView): string {
  const from = address === null ? null : `comes from ${address}`;
  if (hostName === null) return from === null ? 'It has tried' : `It ${from}`;
  return `It is called ${hostName}${from === null ? '' : ` and ${from}`},`;
}

function Decide({ rival, verdict, machine, onClose }: Asked & { machine: MachineView; onClose: () => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const there = rival.hostName ?? rival.address ?? 'the other computer';
  const decide = useMutation(
    trpc.joins.decideRival.mutationOptions({
      onSuccess: () => {
        toast.done(verdict === 'moved' ? `${machine.name} is on ${there} now` : `${there} is refused`);
        void queries.invalidateQueries(trpc.joins.rivals.pathFilter());
        onClose();
      },
    }),
  );
  const isMove = verdict === 'moved';
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={isMove ? `Has ${machine.name} moved to ${there}?` : `Refuse ${there} as ${machine.name}?`}
      keepLabel="Leave it waiting"
      confirmLabel={isMove ? 'It moved there' : 'Refuse it'}
      busyLabel={isMove ? 'Moving…' : 'Refusing…'}
      busy={decide.isPending}
      error={decide.error}
      onConfirm={() => decide.mutate({ id: rival.id, verdict })}
    >
      {isMove
        ? `The agent that is ${machine.name} now is told and ends for good, with any session on it. The one on ${there} takes its place at its next try.`
        : `Its agent is told and gives up its key; ${machine.name} goes on. If you don’t know that computer, somebody has a copy of the disk: make a new join line for ${machine.name} too, which ends the old key.`}
    </ConfirmDialog>
  );
}
