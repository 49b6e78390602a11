'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { formatDate, formatDateTime, formatMoment, formatMoney } from '@/shared/domain/format.ts';
import { rentalCost } from '@/shared/domain/rental-cost.ts';
import { tellRate } from '@/shared/domain/told-value.ts';
import { useCan, useMe } from '../../providers/me.tsx';
import { useNow } from '../../providers/now.tsx';
import { useTRPC } from '../../providers/trpc.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { later } from '../../ui/later.tsx';
import { Fact } from '../machine-facts.tsx';
import type { AssetView, RentalView } from '../types.ts';
import { HeadButton, SectionHead } from './section-head.tsx';

const RentalDialog = later(() => import('./rental-dialog.tsx'));

/** Of a rented cloud Mac: its host, and what it costs by its provider's rules. Nothing of others. */
export function RentalSection({ machineId }: { machineId: string }) {
  const trpc = useTRPC();
  const asset = useQuery(trpc.register.get.queryOptions({ id: machineId })).data;
  return asset?.ownership === 'rented' ? <Shown asset={asset} /> : null;
}

function Shown({ asset }: { asset: AssetView }) {
  const rental = useQuery(useTRPC().asset.rental.queryOptions({ machineId: asset.id }));
  const can = useCan();
  const [isChanging, setChanging] = useState(false);
  return (
    <section aria-label="Rented host">
      <SectionHead
        title="Rented host"
        meta={rental.data?.provider}
        end={
          rental.data !== undefined &&
          can('machine:edit') && <HeadButton onClick={() => setChanging(true)}>Change…</HeadButton>
        }
      />
      {rental.error && <ErrorNote error={rental.error} onRetry={() => void rental.refetch()} />}
      {rental.data === null && (
        <p className="py-2 text-sm text-muted">
          Its host and price are not entered, so what it costs is unknown.
        </p>
      )}
      {rental.data && <Facts rental={rental.data} />}
      {isChanging && rental.data !== undefined && (
        <RentalDialog asset={asset} rental={rental.data} onClose={() => setChanging(false)} />
      )}
    </section>
  );
}

function Facts({ rental }: { rental: RentalView }) {
  const can = useCan();
  const { currency, timeZone } = useMe().lab;
  const nowMs = useNow(60_000);
  const missing = <span className="unknown-value">not entered</span>;
  const asOf = rental.priceAsOf && ` as of ${formatDate(rental.priceAsOf)}`;
  return (
    <>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1.5 pt-2 text-sm">
        <Fact term="Type">{rental.instanceType ?? missing}</Fact>
        {can('machine:edit') && (
          <Fact term="Host">
            {rental.hostId ? <span className="font-mono text-[0.925em]">{rental.hostId}</span> : missing}
          </Fact>
        )}
        <Fact term="Price">
          {rental.hourlyPrice === null
            ? missing
            : `${tellRate(rental.hourlyPrice, currency)} an hour${asOf ?? ''}`}
        </Fact>
        <Fact term="Allocated">
          {rental.allocatedAt ? formatDateTime(rental.allocatedAt, timeZone, nowMs) : missing}
        </Fact>
        {rental.releasedAt && (
          <Fact term="Given back">{formatDateTime(rental.releasedAt, timeZone, nowMs)}</Fact>
        )}
        <Fact term="Host state">
          {rental.hostState ?? missing}
          {rental.hostState && rental.hostStateAt && (
            <span className="block text-muted">
              since {formatMoment(rental.hostStateAt, timeZone, nowMs)}
            </span>
          )}
        </Fact>
      </dl>
      <p className="pt-2 text-sm text-text-2">{costWords(rental, currency, timeZone, nowMs)}</p>
    </>
  );
}

const msOf = (at: string | null): number | null => (at === null ? null : Date.parse(at));

/** What it has cost so far, and from when on giving it back saves money. */
function costWords(rental: RentalView, currency: string, zone: string, nowMs: number): string {
  const cost = rentalCost(
    {
      hourlyPrice: rental.hourlyPrice,
      minimumHours: rental.minimumHours,
      allocatedAtMs: msOf(rental.allocatedAt),
      releasedAtMs: msOf(rental.releasedAt),
      wipedSinceMs: rental.hostState === 'pending' ? msOf(rental.hostStateAt) : null,
      wipedMs: rental.pendingMs,
    },
    nowMs,
  );
  if (!cost) return 'Not allocated yet: nothing is charged.';
  const soFar = cost.soFar === null ? 'An unknown sum' : formatMoney(cost.soFar, currency);
  const least = cost.least === null ? '' : `, ${formatMoney(cost.least, currency)} at least`;
  switch (cost.state) {
    case 'within-minimum':
      return `${soFar} so far${least}: it is paid until ${formatMoment(cost.paidUntilMs, zone, nowMs)} in any case.`;
    case 'by-the-second':
      return `${soFar} so far, by the second. Giving it back at the provider ends the charge.`;
    case 'wiped':
      return `${soFar} so far${least}. It is being wiped, which is not charged.`;
    case 'released':
      return `${soFar} in all.`;
  }
}
