'use client';

import { useQuery } from '@tanstack/react-query';
import { formatDateTime, zoneName } from '@/shared/domain/format.ts';
import { useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { SettingsHeader } from './settings-header.tsx';

const SHOWN = 200;

/** Who did what, newest first. */
export function AuditPage() {
  const trpc = useTRPC();
  const zone = useZone();
  const nowMs = useNow(60_000);
  const { data, error, isPending, refetch } = useQuery(trpc.audit.list.queryOptions({ limit: SHOWN }));
  return (
    <>
      <SettingsHeader facts={`newest ${SHOWN} · times in ${zoneName(zone, nowMs)}`} />
      <main id="main" className="page-body max-w-[76rem]">
        {isPending && <SkeletonRows label="Loading the audit list" count={8} />}
        {error && <ErrorNote error={error} onRetry={() => void refetch()} />}
        {data?.length === 0 && (
          <EmptyState title="Nothing recorded yet">
            Everything that changes the lab is written down here.
          </EmptyState>
        )}
        {data && data.length > 0 && (
          <div className="overflow-x-auto" role="region" aria-label="Audit list" tabIndex={0}>
            <table className="w-full text-left text-sm">
              <thead>
                <tr className="border-b border-border-strong text-xs text-muted">
                  {['Time', 'Who', 'What', 'On', 'Detail'].map((it) => (
                    <th key={it} scope="col" className="py-1.5 pr-4 font-regular whitespace-nowrap">
                      {it}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {data.map((it) => (
                  <tr key={it.id} className="border-b border-border align-top last:border-b-0">
                    <td className="py-1.5 pr-4 whitespace-nowrap text-muted">
                      {formatDateTime(it.at, zone, nowMs)}
                    </td>
                    <td className="py-1.5 pr-4 whitespace-nowrap">{it.actorName}</td>
                    <td className="py-1.5 pr-4 font-mono text-xs whitespace-nowrap">{it.action}</td>
                    <td className="py-1.5 pr-4">{it.objectName}</td>
                    <td className="py-1.5 text-text-2">{it.detail}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </main>
    </>
  );
}
