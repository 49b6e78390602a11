'use client';

import { useQuery } from '@tanstack/react-query';
import { ShieldCheck } from 'lucide-react';
import Link from 'next/link';
import { formatDateTime, formatDay, zoneName } from '@/shared/domain/format.ts';
import { PageHeader } from '../layout/page-header.tsx';
import { useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { Meter } from '../ui/meter.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import '../ui/list-table.css';
import { bookTabs } from './book-tabs.ts';
import type { MayView } from './types.ts';

/** Each rule as it counts for who looks, and where they stand; a refusal names one of these lines. */
export function MayPage() {
  const trpc = useTRPC();
  const zone = useZone();
  const nowMs = useNow(60_000);
  const rows = useQuery(trpc.bookingRules.may.queryOptions());
  return (
    <>
      <PageHeader
        title="Book Macs"
        facts={`${formatDateTime(nowMs, zone, nowMs)} · times in ${zoneName(zone, nowMs)}`}
        tabs={bookTabs('may')}
      />
      <main id="main" className="page-body max-w-[64rem]">
        {rows.isPending && <SkeletonRows label="Loading what you may book" />}
        {rows.error && <ErrorNote error={rows.error} onRetry={() => void rows.refetch()} />}
        {rows.data && <MayTable rows={rows.data} />}
        {rows.data && (
          <p className="flex gap-2 pt-4 text-sm text-muted">
            <ShieldCheck aria-hidden size={18} strokeWidth={1.6} className="flex-none" />
            <span>
              A refusal names one of these lines and its number. An admin may set them aside with a reason,
              which all can read; without one they hold for admins too, turnaround included.{' '}
              <Link className="link" href="/settings/rules">
                The lab’s rules
              </Link>
            </span>
          </p>
        )}
      </main>
    </>
  );
}

function MayTable({ rows }: { rows: readonly MayView[] }) {
  const zone = useZone();
  const nowMs = useNow(3_600_000);
  return (
    <table className="list-table">
      <caption className="sr-only">What you may book</caption>
      <thead>
        <tr>
          <th scope="col">Rule</th>
          <th scope="col">For you</th>
          <th scope="col" className="w-[42%]">
            Where you stand
          </th>
          <th scope="col" className="hidden tablet:table-cell">
            Set for, since
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((it) => (
          <tr key={it.key}>
            <td>{it.rule}</td>
            <td>
              <b>{it.forYou}</b>
            </td>
            <td className="text-text-2">
              {it.stand}
              {it.share !== null && (
                <span className="mt-1.5 block max-w-80">
                  <Meter ratio={it.share} tone="mine" />
                </span>
              )}
            </td>
            <td className="hidden text-muted tablet:table-cell">
              {[it.setFor, it.since && formatDay(it.since, zone, nowMs)].filter(Boolean).join(' · ')}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
