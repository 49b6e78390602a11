'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { formatHours, formatMoney, formatRange } from '@/shared/domain/format.ts';
import { useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Button } from '../ui/button.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { later } from '../ui/later.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { Tag } from '../ui/tag.tsx';
import { Adjustments } from './adjustments.tsx';
import { chargeNotes, chargeWords, moneyWords, sourceWords, unpricedWords } from './cost-words.ts';
import type { CostView } from './types.ts';

const ContestDialog = later(() => import('./contest-dialog.tsx'));

/** What a booking costs, from what, and what was said against it. */
export function BookingCost({ bookingId }: { bookingId: string }) {
  const trpc = useTRPC();
  const [contesting, setContesting] = useState(false);
  const cost = useQuery(trpc.bookings.cost.queryOptions({ id: bookingId }, { refetchInterval: 60_000 }));
  return (
    <section aria-label="Cost" className="flex flex-col gap-2">
      <h2 className="flex items-center gap-2 border-b border-border-strong pb-2">
        Cost
        {(cost.data?.stage === 'ahead' || cost.data?.stage === 'request') && (
          <Tag tone="estimate">estimate</Tag>
        )}
      </h2>
      {cost.isPending && <SkeletonRows label="Loading the cost" count={2} />}
      {cost.error && <ErrorNote error={cost.error} onRetry={() => void cost.refetch()} />}
      {cost.data && <Figures cost={cost.data} />}
      {cost.data?.mayContest && (
        <Button small look="quiet" className="self-start" onClick={() => setContesting(true)}>
          Contest a charge…
        </Button>
      )}
      {cost.data && <Adjustments adjustments={cost.data.adjustments} />}
      {contesting && <ContestDialog bookingId={bookingId} onClose={() => setContesting(false)} />}
    </section>
  );
}

function Figures({ cost }: { cost: CostView }) {
  const zone = useZone();
  const nowMs = useNow(60_000);
  const unpriced = unpricedWords(cost.stage === 'ahead' ? cost.whole : cost.soFar);
  const notes = chargeNotes(cost, (from, to) => formatRange(from, to, zone, nowMs));
  return (
    <>
      <dl className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-4 gap-y-1">
        {rowsOf(cost).map(([term, text, isMain]) => (
          <div key={term} className="contents">
            <dt className="text-text-2">{term}</dt>
            <dd className="text-right tabular-nums">
              {text === null ? (
                <span className="unknown-value">{term === ELECTRICITY ? 'not measured' : 'not known'}</span>
              ) : isMain ? (
                <b>{text}</b>
              ) : (
                text
              )}
            </dd>
          </div>
        ))}
      </dl>
      <ul className="text-sm text-muted">
        {cost.lines.map((it) => (
          <li key={chargeWords(it) + it.machines.join()}>
            {chargeWords(it)}, {sourceWords(it, zone, nowMs)}
          </li>
        ))}
      </ul>
      <p className="text-sm text-muted">
        {[...notes, unpriced, cost.stage === 'ahead' && 'By the rates of today.'].filter(Boolean).join(' ')}
      </p>
    </>
  );
}

const ELECTRICITY = 'of it electricity';
type Row = [term: string, text: string | null, isMain?: boolean];

function rowsOf(cost: CostView): Row[] {
  const currency = cost.lines[0]?.currency ?? cost.estimated?.currency ?? null;
  const estimated: Row = [
    'Estimated before',
    cost.estimated && formatMoney(cost.estimated.amount, cost.estimated.currency),
  ];
  const whole = moneyWords(cost.whole, currency);
  const now = moneyWords(cost.soFar, currency);
  const times: Row[] = [
    ['Reserved, machine-hours', formatHours(cost.reservedMs)],
    ['Used, machine-hours', formatHours(cost.usedMs)],
  ];
  const electricity: Row[] = [
    [
      ELECTRICITY,
      cost.electricity && cost.electricity.length > 0
        ? cost.electricity.map((it) => formatMoney(it.amount, it.currency)).join(' and ')
        : null,
    ],
  ];
  if (cost.stage === 'request' || cost.stage === 'ahead')
    return [estimated, [`If it runs to its end, ${formatHours(cost.whole.chargedMs)}`, whole, true]];
  if (cost.stage === 'running')
    return [
      estimated,
      ['So far', now, true],
      ...electricity,
      ['If ended now', now],
      ['If it runs to its end', whole],
      ...times,
    ];
  if (cost.stage === 'free') return [estimated, ['Charged', now, true]];
  return [estimated, ['Charged', now, true], ...electricity, ...times];
}
