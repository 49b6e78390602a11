'use client';

import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { formatMoment } from '@/shared/domain/format.ts';
import { useMe, useZone } from '../../providers/me.tsx';
import { useNow } from '../../providers/now.tsx';
import { useTRPC } from '../../providers/trpc.tsx';
import { Avatar } from '../../ui/avatar.tsx';
import { Button } from '../../ui/button.tsx';
import { byCursor } from '../../ui/by-cursor.ts';
import { ErrorNote } from '../../ui/error-note.tsx';
import { LoadMore } from '../../ui/load-more.tsx';
import { toast } from '../../ui/toast.tsx';
import type { CustodyView } from '../types.ts';
import { custodyTimes, isOverdue } from './custody-words.ts';
import { SectionHead } from './section-head.tsx';

/** In whose hands it is, and in whose it was. */
export function CustodySection({ machineId }: { machineId: string }) {
  const trpc = useTRPC();
  const custodies = useInfiniteQuery(
    trpc.custody.ofMachine.infiniteQueryOptions({ machineId, limit: 5 }, byCursor),
  );
  const rows = custodies.data?.pages.flatMap((page) => page.rows);
  const isHere = rows !== undefined && (rows[0] === undefined || rows[0].returnedAt !== null);
  return (
    <section aria-label="In whose hands">
      <SectionHead title="In whose hands" />
      {custodies.error && <ErrorNote error={custodies.error} onRetry={() => void custodies.refetch()} />}
      {isHere && <p className="py-2 text-sm text-muted">In nobody’s: it is in its place.</p>}
      <ul>
        {rows?.map((it) => (
          <CustodyRow key={it.id} custody={it} />
        ))}
      </ul>
      <LoadMore query={custodies} label="Show earlier ones" />
    </section>
  );
}

function CustodyRow({ custody }: { custody: CustodyView }) {
  const zone = useZone();
  const nowMs = useNow(60_000);
  const me = useMe();
  const isMine = custody.personId === me.id;
  const late = isOverdue(custody, nowMs);
  const acknowledged =
    custody.acknowledgedAt === null
      ? custody.returnedAt === null && custody.personId !== null && 'receipt not acknowledged yet'
      : `receipt acknowledged ${formatMoment(custody.acknowledgedAt, zone, nowMs)}`;
  return (
    <li className="flex gap-2 border-t border-border py-2 text-sm first:border-t-0">
      <Avatar name={custody.holder} mine={isMine} />
      <div className="min-w-0 flex-1">
        <b className="font-medium">{isMine ? 'You' : custody.holder}</b>
        <span className={late ? 'block text-maintenance-text' : 'block text-muted'}>
          {custodyTimes(custody, { zone, nowMs })}
          {late && ', overdue'}
        </span>
        {acknowledged && <span className="block text-muted">{acknowledged}</span>}
        {custody.note && <span className="block text-text-2">{custody.note}</span>}
        {custody.returnNote && <span className="block text-text-2">Back: {custody.returnNote}</span>}
        {isMine && custody.returnedAt === null && custody.acknowledgedAt === null && (
          <AcknowledgeButton custody={custody} />
        )}
      </div>
    </li>
  );
}

/** The receipt, by who has it. */
export function AcknowledgeButton({ custody }: { custody: CustodyView }) {
  const trpc = useTRPC();
  const acknowledge = useMutation(
    trpc.custody.acknowledge.mutationOptions({
      onSuccess: () => toast.done(`${custody.machineName} is acknowledged to be with you`),
      onError: toast.failed,
    }),
  );
  return (
    <Button
      small
      busyLabel={acknowledge.isPending ? 'Saying so…' : null}
      onClick={() => acknowledge.mutate({ id: custody.id })}
    >
      I have it
    </Button>
  );
}
