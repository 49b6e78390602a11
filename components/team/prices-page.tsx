'use client';

import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { formatDate, formatMoney } from '@/shared/domain/format.ts';
import { toLocal } from '@/shared/domain/zoned-time.ts';
import { useCan } from '../providers/me.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Button } from '../ui/button.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { later } from '../ui/later.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { Tag } from '../ui/tag.tsx';
import { Written } from '../ui/written.tsx';
import { HostedPrices } from './hosted-prices.tsx';
import { bandWords, type PricesView, type TariffView } from './price-words.ts';
import { MacFigures } from './mac-figures.tsx';
import { setBy } from './set-by.ts';
import { LastChanged } from './last-changed.tsx';
import { SettingsHeader } from './settings-header.tsx';

const TariffDialog = later(() => import('./tariff-dialog.tsx'));
const CarbonDialog = later(() => import('./carbon-dialog.tsx'));
const MacFigureDialog = later(() => import('./mac-figure-dialog.tsx'));

/** What time, electricity and tokens cost and since when, and what a kWh stands for. */
export function PricesPage() {
  const trpc = useTRPC();
  const can = useCan();
  const prices = useQuery(trpc.costs.prices.queryOptions({}));
  const [asked, setAsked] = useState<'tariff' | 'carbon' | 'mac' | null>(null);
  const mayManage = can('cost:manage');
  const set = {
    label: 'Set new prices',
    main: true,
    icon: <Plus aria-hidden size={18} strokeWidth={1.8} />,
    onSelect: () => setAsked('tariff'),
  };
  return (
    <>
      <SettingsHeader facts="Prices" actions={mayManage && prices.data ? [set] : []} />
      <main id="main" className="page-body max-w-[60rem]">
        {prices.isPending && <SkeletonRows label="Loading the prices" />}
        {prices.error && <ErrorNote error={prices.error} onRetry={() => void prices.refetch()} />}
        {prices.data && (
          <>
            <h2 className="border-b border-border-strong pb-2">Versions of the prices</h2>
            {prices.data.tariffs.length === 0 && (
              <p className="py-3 text-text-2">No prices are set: what is used costs nothing that is known.</p>
            )}
            <ul>
              {prices.data.tariffs.map((it) => (
                <Version key={it.version} tariff={it} prices={prices.data} />
              ))}
            </ul>
            <p className="py-3 text-sm text-muted">
              Each time is charged by the version that held then. A machine’s own rate in the register goes
              before these; a frozen month keeps the prices it had.
            </p>
            <div className="mt-6 flex flex-wrap items-end justify-between gap-2 border-b border-border-strong pb-2">
              <h2>Carbon</h2>
              {mayManage && (
                <Button small look="quiet" onClick={() => setAsked('carbon')}>
                  Choose a factor…
                </Button>
              )}
            </div>
            <Carbon prices={prices.data} />
            <div className="mt-6 flex flex-wrap items-end justify-between gap-2 border-b border-border-strong pb-2">
              <h2>Making and sleep of the Macs</h2>
              {mayManage && (
                <Button small look="quiet" onClick={() => setAsked('mac')}>
                  Enter what is known…
                </Button>
              )}
            </div>
            <MacFigures prices={prices.data} />
            <HostedPrices timeZone={prices.data.timeZone} now={prices.data.now} />
          </>
        )}
        <LastChanged kind="tariff" />
      </main>
      {asked === 'tariff' && prices.data && (
        <TariffDialog prices={prices.data} onClose={() => setAsked(null)} />
      )}
      {asked === 'mac' && prices.data && (
        <MacFigureDialog prices={prices.data} onClose={() => setAsked(null)} />
      )}
      {asked === 'carbon' && prices.data && (
        <CarbonDialog prices={prices.data} onClose={() => setAsked(null)} />
      )}
    </>
  );
}

const isFirst = (validFrom: string): boolean => new Date(validFrom).getTime() === 0;

function sinceWords(validFrom: string, timeZone: string): string {
  if (isFirst(validFrom)) return 'from the start';
  const { day, time } = toLocal(validFrom, timeZone);
  return `from ${formatDate(day)}${time === '00:00' ? '' : `, ${time}`}`;
}

function Version({ tariff, prices }: { tariff: TariffView; prices: PricesView }) {
  const { version, validFrom, currency, machineHourPrice, electricityPricePerKwh, pue, note } = tariff;
  const nameOf = (id: string): string => prices.kinds.find((it) => it.catalogId === id)?.name ?? id;
  const money = (amount: number): string => formatMoney(amount, currency);
  const isAhead = validFrom > prices.now;
  return (
    <li className="border-b border-border py-3 text-sm">
      <p className="flex flex-wrap items-center gap-2">
        <b className="font-strong">Version {version}</b>
        <span className="text-muted">{sinceWords(validFrom, prices.timeZone)}</span>
        {tariff.isCurrent && <Tag tone="ready">holds now</Tag>}
        {isAhead && <Tag>to come</Tag>}
      </p>
      <ul className="pt-1">
        <li>{money(machineHourPrice)} for an hour of any machine</li>
        {tariff.machineRates.map((it) => (
          <li key={it.catalogId}>
            {money(it.hourly)} for an hour of {nameOf(it.catalogId)}
          </li>
        ))}
        {tariff.millionTokenPrice !== null && (
          <li>{money(tariff.millionTokenPrice)} for a million tokens out, beside machine time</li>
        )}
        <li>
          {money(electricityPricePerKwh)} for a kWh
          {pue > 1 && `, times ${pue} for cooling and the rest of the room (PUE)`}
        </li>
        {tariff.bands.map((it) => (
          <li key={JSON.stringify(it)} className="pl-4 text-text-2">
            {bandWords(it, currency)}
          </li>
        ))}
      </ul>
      <p className="text-xs text-muted">
        <Written text={setBy(tariff, prices)} />
        {note && (
          <>
            {': '}
            <Written text={note} />
          </>
        )}
      </p>
    </li>
  );
}

function Carbon({ prices }: { prices: PricesView }) {
  if (prices.carbon.length === 0)
    return (
      <p className="py-3 text-sm text-text-2">
        Not set. Reports tell no carbon until an admin chooses what a kWh of this lab’s grid stands for.
      </p>
    );
  return (
    <ul>
      {prices.carbon.map((it) => (
        <li key={it.version} className="border-b border-border py-3 text-sm">
          <b className="font-strong">{it.gramsPerKwh} g CO₂e a kWh</b>, <Written text={it.country} />{' '}
          {it.year}, {sinceWords(it.validFrom, prices.timeZone)}
          <p className="text-xs text-muted">
            <Written text={`${it.source} · ${setBy(it, prices)}`} />
          </p>
        </li>
      ))}
    </ul>
  );
}
