'use client';

import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'next/navigation';
import type { ReactNode } from 'react';
import { bookValue, daysUntil } from '@/shared/domain/depreciation.ts';
import { dayKey, formatDate, formatMoney, listNames } from '@/shared/domain/format.ts';
import { tellRate } from '@/shared/domain/told-value.ts';
import { showCustomValue } from '@/shared/domain/custom-values.ts';
import { changeAddress } from '../../layout/change-address.ts';
import { useCan, useMe } from '../../providers/me.tsx';
import { useNow } from '../../providers/now.tsx';
import { useTRPC } from '../../providers/trpc.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { later } from '../../ui/later.tsx';
import { SkeletonRows } from '../../ui/skeleton-rows.tsx';
import { useWhenIdle } from '../../ui/use-when-idle.ts';
import { Fact } from '../machine-facts.tsx';
import type { AssetView } from '../types.ts';
import { HeadButton, SectionHead } from './section-head.tsx';
import { ValueLeft } from './value-left.tsx';

const AssetSheet = later(() => import('./asset-sheet.tsx'));

/** The machine as a thing the lab owns: what people entered of it. */
export function AssetSection({ machineId }: { machineId: string }) {
  const asset = useQuery(useTRPC().register.get.queryOptions({ id: machineId }));
  const can = useCan();
  const isChanging = useSearchParams().has('change') && can('machine:edit');
  const page = `/machines/${machineId}`;
  useWhenIdle(AssetSheet.warm);
  const { data } = asset;
  return (
    <section aria-label="Asset">
      <SectionHead
        title="Asset"
        meta={data?.tag ?? (data && 'no tag')}
        end={
          data &&
          can('machine:edit') && (
            <HeadButton onClick={() => changeAddress(`${page}?change=1`, 'push')}>Change…</HeadButton>
          )
        }
      />
      {asset.isPending && <SkeletonRows label="Loading the asset" />}
      {asset.error && <ErrorNote error={asset.error} onRetry={() => void asset.refetch()} />}
      {data && <Facts asset={data} />}
      {data && <Left asset={data} />}
      {data && isChanging && <AssetSheet asset={data} onClose={() => changeAddress(page, 'replace')} />}
    </section>
  );
}

function Facts({ asset }: { asset: AssetView }) {
  const can = useCan();
  const { currency, timeZone } = useMe().lab;
  const today = dayKey(useNow(60_000), timeZone);
  const owner = [asset.ownerName, asset.ownerTeamName].filter(Boolean).join(', ');
  const bought = [
    asset.purchasedOn && formatDate(asset.purchasedOn),
    asset.purchasePrice !== null && formatMoney(asset.purchasePrice, currency),
  ].filter(Boolean);
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1.5 pt-2 text-sm">
      {can('machine:edit') && (
        <Fact term="Serial">
          <Entered>
            {asset.serial && <span className="font-mono text-[0.925em]">{asset.serial}</span>}
          </Entered>
        </Fact>
      )}
      <Fact term="Owner">
        <Entered>{owner}</Entered>
      </Fact>
      <Fact term="Location">
        <Entered>{asset.location}</Entered>
      </Fact>
      <Fact term="Bought">
        <Entered>{bought.join(', ')}</Entered>
      </Fact>
      <Fact term="Supplier">
        <Entered>{asset.supplier}</Entered>
      </Fact>
      {can('machine:edit') && asset.orderNumber && <Fact term="Order">{asset.orderNumber}</Fact>}
      <Fact term="Warranty">
        <Entered>{asset.warrantyUntil && <Warranty until={asset.warrantyUntil} today={today} />}</Entered>
      </Fact>
      <Fact term="Rate">
        <Entered>{asset.hourlyRate !== null && `${tellRate(asset.hourlyRate, currency)} an hour`}</Entered>
      </Fact>
      {asset.ownership === 'leased' && (
        <Fact term="Leased">
          <Entered>{leaseWords(asset, currency)}</Entered>
        </Fact>
      )}
      <CustomFacts asset={asset} />
      {asset.note && <Fact term="Note">{asset.note}</Fact>}
    </dl>
  );
}

/** What is entered, or the words that it isn’t. */
function Entered({ children }: { children: ReactNode }) {
  return children || <span className="unknown-value">not entered</span>;
}

function Warranty({ until, today }: { until: string; today: string }) {
  const isOver = daysUntil(until, today) < 0;
  return isOver ? (
    <span className="text-maintenance-text">ended {formatDate(until)}</span>
  ) : (
    `to ${formatDate(until)}`
  );
}

const leaseWords = ({ leaseUntil, leaseMonthlyPrice }: AssetView, currency: string): string =>
  [
    leaseUntil && `to ${formatDate(leaseUntil)}`,
    leaseMonthlyPrice !== null && `${formatMoney(leaseMonthlyPrice, currency)} a month`,
  ]
    .filter(Boolean)
    .join(', ');

/** The lab's own fields that have a value, those no longer asked for among them. */
function CustomFacts({ asset }: { asset: AssetView }) {
  const fields = useQuery(useTRPC().register.customFields.queryOptions({})).data ?? [];
  return fields.map((field) => {
    const text = showCustomValue(field, asset.custom[field.id]);
    return (
      text !== null && (
        <Fact key={field.id} term={field.label}>
          {text}
        </Fact>
      )
    );
  });
}

/** Its value of today; what it is reckoned from is said where it is missing. */
function Left({ asset }: { asset: AssetView }) {
  const { currency, timeZone } = useMe().lab;
  const today = dayKey(useNow(60_000), timeZone);
  if (asset.ownership !== 'owned') return null;
  const left = bookValue(asset, today);
  const { purchasePrice, purchasedOn, lifespanMonths } = asset;
  if (!left || purchasePrice === null || purchasedOn === null || lifespanMonths === null) {
    const missing = [
      purchasePrice === null && 'its price',
      purchasedOn === null && 'the day it was bought',
      lifespanMonths === null && 'its lifespan',
    ].filter((it) => it !== false);
    return (
      <p className="pt-3 text-sm text-muted">
        Value left unknown: {listNames(missing)} {missing.length === 1 ? 'is' : 'are'} not entered.
      </p>
    );
  }
  return (
    <ValueLeft
      currency={currency}
      price={purchasePrice}
      residual={Math.min(asset.residualPrice ?? 0, purchasePrice)}
      worth={left.worth}
      shareLeft={left.shareLeft}
      boughtOn={purchasedOn}
      endsOn={addMonths(purchasedOn, lifespanMonths)}
      shareOver={left.monthsUsed / lifespanMonths}
    />
  );
}

/** Far enough for the name of a month. */
function addMonths(day: string, months: number): string {
  const [year, month] = day.split('-').map(Number) as [number, number];
  return new Date(Date.UTC(year, month - 1 + months, 1)).toISOString().slice(0, 10);
}
