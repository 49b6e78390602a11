'use client';

import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../providers/trpc.tsx';
import { lineWords, moneyWords, unpricedWords } from './cost-words.ts';

type Props = { machineIds: readonly string[]; times: { startsAt: Date; endsAt: Date } | null };

const MINUTE_MS = 60_000;
// A form's "now" moves; what it costs doesn't.
const toMinute = (at: Date): Date => new Date(Math.ceil(at.getTime() / MINUTE_MS) * MINUTE_MS);

/** `4 Macs × 4 h × €0.90 = €14.40, estimate` */
export function CostEstimate({ machineIds, times }: Props) {
  const trpc = useTRPC();
  const span = times && { startsAt: toMinute(times.startsAt), endsAt: toMinute(times.endsAt) };
  const isAsked = span !== null && span.endsAt > span.startsAt && machineIds.length > 0;
  const input = {
    machineIds: machineIds.toSorted(),
    startsAt: (span?.startsAt ?? new Date(0)).toISOString(),
    endsAt: (span?.endsAt ?? new Date(MINUTE_MS)).toISOString(),
  };
  const estimate = useQuery(
    trpc.bookings.estimate.queryOptions(
      { ...input, startsAt: new Date(input.startsAt), endsAt: new Date(input.endsAt) },
      { enabled: isAsked, placeholderData: (before) => before, staleTime: MINUTE_MS },
    ),
  );
  if (!isAsked) return null;
  if (estimate.error) return <p className="text-sm text-muted">What it costs could not be read.</p>;
  if (!estimate.data) return <p className="text-sm text-muted">What it costs…</p>;
  const { lines } = estimate.data;
  const sum = moneyWords(estimate.data, lines[0]?.currency ?? null);
  if (sum === null) return <p className="text-sm text-muted">What it costs is not known: no price is set.</p>;
  return (
    <p className="text-sm text-text-2">
      {lines.map(lineWords).join(' + ')} = <b>{sum}</b>, estimate. {unpricedWords(estimate.data)}
    </p>
  );
}
