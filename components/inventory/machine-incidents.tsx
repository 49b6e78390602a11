'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { formatMoment, zoneName } from '@/shared/domain/format.ts';
import { useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { StatusGlyph } from '../ui/status-glyph.tsx';
import { AsideItem, AsideList } from './aside-list.tsx';

const SHOWN = 3;

/** The newest failures of sessions that ran on a machine; nothing where there was none. */
export function MachineIncidents({ machineId }: { machineId: string }) {
  const trpc = useTRPC();
  const zone = useZone();
  const nowMs = useNow(60_000);
  const { data } = useQuery(trpc.incidents.list.queryOptions({ machineId, limit: SHOWN }));
  if (!data || data.rows.length === 0) return null;
  return (
    <AsideList title={`Incidents, times in ${zoneName(zone, nowMs)}`} empty="">
      {data.rows.map((it) => (
        <AsideItem key={it.id} icon={<StatusGlyph status={it.closedAt ? 'free' : 'fault'} label={null} />}>
          <Link className="link" prefetch={false} href={`/incidents/${it.id}`}>
            {it.title}
          </Link>
          <span className="block text-muted">
            {formatMoment(it.noticedAt, zone, nowMs)} · {it.modelTitle}
            {it.simulated && ' · simulated'}
          </span>
        </AsideItem>
      ))}
    </AsideList>
  );
}
