'use client';

import { formatCount, formatDate, formatMoment, formatMoney } from '@/shared/domain/format.ts';
import { useMe, useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { Figure } from '../ui/figure.tsx';
import {
  countDiffering,
  isWarrantySoon,
  rentedNow,
  type Sums,
  sumRows,
  WARRANTY_SOON_DAYS,
} from './asset-words.ts';
import type { Row } from './types.ts';

/** The answer first: what the lab's own Macs are still worth, what ends soon, what is paid for now. */
export function RegisterHead({ rows, today }: { rows: readonly Row[]; today: string }) {
  const { currency } = useMe().lab;
  const sums = sumRows(rows, today);
  const soon = rows
    .filter((it) => !it.asset.simulated && isWarrantySoon(it.asset, today))
    .toSorted((a, b) => (a.asset.warrantyUntil! < b.asset.warrantyUntil! ? -1 : 1));
  const first = soon[0]?.asset;
  const kinds = [
    sums.owned > 0 && `${sums.owned} owned`,
    sums.leased > 0 && `${sums.leased} leased`,
    sums.rented > 0 && `${sums.rented} rented`,
    sums.retired > 0 && `${sums.retired} retired, not counted`,
  ];
  return (
    <section
      aria-label="The register now"
      className="flex flex-wrap items-end justify-between gap-x-8 gap-y-4 border-b border-border pb-4"
    >
      <Worth sums={sums} currency={currency} />
      <dl className="grid grid-cols-2 gap-x-8 gap-y-3 tablet:flex">
        <Figure
          label="Assets"
          value={formatCount(sums.assets)}
          basis={kinds.filter(Boolean).join(', ') || 'none yet'}
        />
        <Figure
          label="Warranty ends"
          value={soon.length}
          unit={`in ${WARRANTY_SOON_DAYS} days`}
          basis={first ? `first: ${first.name}, ${formatDate(first.warrantyUntil!)}` : 'of those entered'}
        />
        <RentedFigure rows={rows} currency={currency} />
        <DiffersFigure rows={rows} />
      </dl>
    </section>
  );
}

function Worth({ sums, currency }: { sums: Sums; currency: string }) {
  const unknown = sums.owned - sums.known;
  const macs = sums.known === 1 ? 'one owned Mac' : `${sums.known} owned Macs`;
  const line =
    sums.lifespanMonths === null
      ? 'straight line over their lifespans'
      : `straight line over ${sums.lifespanMonths} months`;
  const rest = unknown === 0 ? '' : `; of ${unknown} more price, day or lifespan is not entered`;
  return (
    <div className="min-w-0">
      {sums.known === 0 ? (
        <p className="text-lg">No value known</p>
      ) : (
        <p className="text-2xl font-[480] tracking-[-0.03em] whitespace-nowrap">
          {whole(sums.left, currency)}
          <small className="text-md tracking-normal text-text-2">
            {' '}
            left of {whole(sums.bought, currency)}
          </small>
        </p>
      )}
      <p className="max-w-[30rem] text-sm text-muted">
        {sums.known === 0
          ? 'a Mac’s value needs its price, the day it was bought and its lifespan'
          : `${macs}, ${line}${rest}`}
      </p>
    </div>
  );
}

/** A leading figure: cents stand in the table's foot. */
const whole = (amount: number, currency: string): string =>
  formatMoney(Math.round(amount), currency).replace(/\.00$/, '');

function RentedFigure({ rows, currency }: { rows: readonly Row[]; currency: string }) {
  const zone = useZone();
  const nowMs = useNow();
  const { sums, running, unpriced } = rentedNow(rows, currency, nowMs);
  if (running === 0) return <Figure label="Rented now" value="none" />;
  if (sums.length === 0)
    return <Figure label="Rented now" value={running} basis="what they cost is not entered" />;
  const [one] = sums;
  const least =
    one!.paidUntilMs > nowMs
      ? `at least ${sums.map((it) => formatMoney(it.least, it.currency)).join(' + ')} by ${formatMoment(one!.paidUntilMs, zone, nowMs)}`
      : 'by the second';
  return (
    <Figure
      label="Rented now"
      value={sums.map((it) => formatMoney(it.soFar, it.currency)).join(' + ')}
      basis={unpriced > 0 ? `${least}; ${unpriced} without a price` : least}
    />
  );
}

/** A simulated Mac is no asset, and neither is what its agent makes up. */
function DiffersFigure({ rows }: { rows: readonly Row[] }) {
  const count = countDiffering(rows);
  return (
    <Figure
      label="Differs"
      value={count === 0 ? 'none' : formatCount(count)}
      {...(count > 0 && { unit: count === 1 ? 'field' : 'fields' })}
      basis="entered and observed"
    />
  );
}
