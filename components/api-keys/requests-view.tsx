'use client';

import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import {
  formatCount,
  formatDuration,
  formatEnergy,
  formatMoment,
  formatRate,
} from '@/shared/domain/format.ts';
import { useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { byCursor } from '../ui/by-cursor.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { SelectField } from '../ui/field.tsx';
import '../ui/list-table.css';
import { LoadMore } from '../ui/load-more.tsx';
import { NumberHeads } from '../ui/number-heads.tsx';
import { ScrollRegion } from '../ui/scroll-region.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { SimulatedTag } from '../ui/tag.tsx';
import type { RequestView } from './types.ts';

type Props = { keyId: string | null; whose: 'mine' | 'lab' };

/** What was asked with a key: figures alone, for what a program asks is not kept. */
export default function RequestsView({ keyId, whose }: Props) {
  const trpc = useTRPC();
  const router = useRouter();
  const keys = useQuery(trpc.apiKeys.list.queryOptions({ whose }));
  if (keys.isPending) return <SkeletonRows label="Loading the keys" />;
  if (keys.error) return <ErrorNote error={keys.error} onRetry={() => void keys.refetch()} />;
  const chosen = keys.data.find((it) => it.id === keyId) ?? keys.data[0];
  if (!chosen)
    return (
      <EmptyState title="No keys yet">What is asked with a key is listed here once there is one.</EmptyState>
    );
  const suffix = whose === 'lab' ? '&whose=lab' : '';
  return (
    <section aria-label={`Requests of ${chosen.name}`} className="flex flex-col gap-4">
      <SelectField
        label="Key"
        className="max-w-[24rem]"
        value={chosen.id}
        onChange={(event) =>
          router.replace(`/settings/keys?view=requests&key=${event.target.value}${suffix}`)
        }
        options={keys.data.map((it) => ({ value: it.id, label: `${it.name} (${it.prefix}…)` }))}
      />
      <Requests key={chosen.id} keyId={chosen.id} />
    </section>
  );
}

function Requests({ keyId }: { keyId: string }) {
  const trpc = useTRPC();
  const list = useInfiniteQuery(trpc.apiKeys.requests.infiniteQueryOptions({ keyId }, byCursor));
  const rows = list.data?.pages.flatMap((it) => it.rows) ?? [];
  if (list.isPending) return <SkeletonRows label="Loading the requests" />;
  if (list.error) return <ErrorNote error={list.error} onRetry={() => void list.refetch()} />;
  if (rows.length === 0)
    return (
      <EmptyState title="Nothing asked yet">
        Each question of a program with this key is listed here with its tokens, its wait and its energy.
      </EmptyState>
    );
  return (
    <>
      <ScrollRegion label="Requests" className="relative overflow-x-auto">
        <table className="list-table">
          <caption className="sr-only">Requests, newest first</caption>
          <thead>
            <tr>
              <th scope="col">Started</th>
              <th scope="col">Model</th>
              <NumberHeads of={['In', 'Out', 'Waited', 'tok/s', 'Energy']} />
              <th scope="col" className="pl-4">
                Ended
              </th>
              <th scope="col">Program</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((it) => (
              <Request key={it.id} request={it} />
            ))}
          </tbody>
        </table>
      </ScrollRegion>
      <LoadMore query={list} label="Show earlier requests" />
    </>
  );
}

const ENDS: Record<string, string> = {
  queued: 'waits',
  dispatched: 'on its way',
  running: 'is answered',
  completed: 'by itself',
  length: 'length',
  stopped: 'hung up or stopped',
  interrupted: 'session ended',
  error: 'fault',
};

function energyOf({ energyJoules, isEnergyPending }: RequestView): string {
  if (energyJoules !== null) return formatEnergy(energyJoules);
  return isEnergyPending ? 'not yet known' : 'not measured';
}

function Request({ request: it }: { request: RequestView }) {
  const zone = useZone();
  const nowMs = useNow(60_000);
  return (
    <tr>
      <th scope="row" className="whitespace-nowrap">
        {formatMoment(it.createdAt, zone, nowMs)}
      </th>
      <td>
        <span className="flex flex-wrap items-center gap-2">
          {it.modelTitle}
          {it.simulated && <SimulatedTag />}
        </span>
      </td>
      <td className="number">{it.promptTokens === null ? '–' : formatCount(it.promptTokens)}</td>
      <td className="number">{formatCount(it.completionTokens)}</td>
      <td className="number">{it.waitedMs === null ? '–' : formatDuration(it.waitedMs)}</td>
      <td className="number">{it.tokensPerSecond === null ? '–' : formatRate(it.tokensPerSecond)}</td>
      <td className="number">{energyOf(it)}</td>
      <td className="pl-4" title={it.message ?? undefined}>
        {ENDS[it.state] ?? it.state}
      </td>
      <td className="max-w-[14rem] truncate">{it.client ?? '–'}</td>
    </tr>
  );
}
