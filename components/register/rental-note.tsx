'use client';

import { Clock } from 'lucide-react';
import type { ReactNode } from 'react';
import { formatDate, formatMoment, formatMoney } from '@/shared/domain/format.ts';
import { useMe, useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { costOf } from './asset-words.ts';
import type { RentalView } from './types.ts';

/** What a rented Mac costs by its provider's rules, and from when on releasing it saves money. */
export function RentalNote({ rental }: { rental: RentalView | null }) {
  return (
    <p className="flex gap-2 text-sm text-text-2">
      <Clock aria-hidden size={16} strokeWidth={1.6} className="mt-0.5 flex-none text-maintenance-text" />
      <span>
        {rental ? (
          <>
            <Rule rental={rental} /> <Price rental={rental} />
          </>
        ) : (
          'Its host and price are not entered, so what it costs is unknown.'
        )}
      </span>
    </p>
  );
}

function Rule({ rental }: { rental: RentalView }): ReactNode {
  const zone = useZone();
  const nowMs = useNow();
  const labCurrency = useMe().lab.currency;
  const cost = costOf(rental, nowMs);
  if (!cost) return <b>Not allocated yet: nothing is charged.</b>;
  const moment = (at: number | string) => formatMoment(at, zone, nowMs);
  const money = (amount: number | null): string =>
    amount === null ? 'an unknown sum' : formatMoney(amount, rental.price?.currency ?? labCurrency);
  const taken = `Taken ${moment(rental.allocatedAt!)}`;
  const least = `least time ${rental.minimumHours} h`;
  switch (cost.state) {
    case 'within-minimum':
      return (
        <>
          <b>Paid until {moment(cost.paidUntilMs)} in any case.</b> {taken}, {least}: {money(cost.least)}, of
          it {money(cost.soFar)} so far. Releasing it earlier saves nothing; after that, by the second. The
          wipe that follows is not charged.
        </>
      );
    case 'by-the-second':
      return (
        <>
          <b>Paid by the second since {moment(cost.paidUntilMs)}.</b> {taken}, {money(cost.soFar)} so far.
          Releasing it at the provider ends the charge; the wipe that follows is not charged.
        </>
      );
    case 'wiped':
      return (
        <>
          <b>Being wiped, which is not charged.</b> {taken}, {money(cost.soFar)} so far, {least}:{' '}
          {money(cost.least)}.
        </>
      );
    case 'released':
      return (
        <>
          <b>Released {moment(rental.releasedAt!)}.</b> {taken}, it cost {money(cost.soFar)}.
        </>
      );
  }
}

function Price({ rental: { price } }: { rental: RentalView }) {
  const labCurrency = useMe().lab.currency;
  if (!price) return <span className="text-muted">No price an hour is entered.</span>;
  const hour = `${formatMoney(price.hourlyPrice, price.currency ?? labCurrency)} an hour`;
  const of = price.asOf ? ` of ${formatDate(price.asOf)}` : ' without a day';
  return (
    <span className="text-muted">
      {price.defaultFrom === null
        ? `${hour}, entered as the price${of}.`
        : `${hour} is a default${of}, from ${price.defaultFrom}; not checked with the provider. What you enter comes before it.`}
    </span>
  );
}
