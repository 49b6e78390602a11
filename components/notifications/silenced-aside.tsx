'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { BellOff } from 'lucide-react';
import { formatMoment } from '@/shared/domain/format.ts';
import { useCan, useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Button } from '../ui/button.tsx';
import { toast } from '../ui/toast.tsx';
import { Written } from '../ui/written.tsx';
import type { AlertSilenceView } from './types.ts';

const nameOf = ({ ruleName, subjectName }: AlertSilenceView): string =>
  [ruleName, subjectName].filter(Boolean).join(', ') || 'A rule that is gone';

/** What nobody is told of for a while. */
export function SilencedAside() {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.alerts.silences.queryOptions({}));
  if (!data || data.length === 0) return null;
  return (
    <section aria-labelledby="silenced">
      <h2 id="silenced" className="border-b border-border-strong pb-1.5 text-sm">
        Silenced
      </h2>
      <ul>
        {data.map((it) => (
          <Silence key={it.id} silence={it} />
        ))}
      </ul>
    </section>
  );
}

function Silence({ silence }: { silence: AlertSilenceView }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const zone = useZone();
  const nowMs = useNow(60_000);
  const can = useCan();
  const name = nameOf(silence);
  const end = useMutation(
    trpc.alerts.endSilence.mutationOptions({
      onSuccess: () => {
        void queries.invalidateQueries(trpc.alerts.pathFilter());
        toast.done(`${name}: no longer silenced`);
      },
      onError: toast.failed,
    }),
  );
  const { until, by, reason } = silence;
  return (
    <li className="grid grid-cols-[1.25rem_minmax(0,1fr)_auto] gap-x-2 py-2 text-sm">
      <BellOff aria-hidden size={16} strokeWidth={1.6} className="mt-0.5 text-muted" />
      <span className="min-w-0 [overflow-wrap:anywhere]">
        <Written text={name} />
        <span className="block text-xs text-muted">
          until {formatMoment(until, zone, nowMs)}
          {by && `, by ${by}`}
          {reason && (
            <>
              : “<Written text={reason} />”
            </>
          )}
        </span>
      </span>
      {can('alert:manage') && (
        <Button
          small
          look="quiet"
          aria-label={`End the silence of ${name}`}
          busyLabel={end.isPending ? 'Ending…' : null}
          onClick={() => end.mutate({ id: silence.id })}
        >
          End
        </Button>
      )}
    </li>
  );
}
