'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { formatMoment } from '@/shared/domain/format.ts';
import { useCan, useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';

/** Who changed a setting last, from the audit, and the way to all that was; for those who may read it. */
export function LastChanged({ kind, thing = '' }: { kind: string; thing?: string }) {
  const mayRead = useCan()('audit:read');
  const trpc = useTRPC();
  const zone = useZone();
  const nowMs = useNow(60_000);
  const filter = { kind, ...(thing && { objectId: thing }), limit: 1 };
  const { data } = useQuery({ ...trpc.audit.list.queryOptions(filter), enabled: mayRead });
  const last = data?.rows[0];
  if (!last) return null;
  const address = new URLSearchParams({ kind, ...(thing && { thing }) }).toString();
  return (
    <p className="pt-2 text-sm text-muted">
      Last changed by {last.actorName}, {formatMoment(last.at, zone, nowMs)} ·{' '}
      <Link href={`/settings/audit?${address}`} prefetch={false} className="text-link underline">
        History
      </Link>
    </p>
  );
}
