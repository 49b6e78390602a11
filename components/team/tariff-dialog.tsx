'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { MOST_BANDS } from '@/shared/schemas/report.ts';
import { startOfDay, isDay, toLocal } from '@/shared/domain/zoned-time.ts';
import { useTRPC } from '../providers/trpc.tsx';
import { Button } from '../ui/button.tsx';
import { DayField } from '../ui/day-field.tsx';
import { InputField, SelectField } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { newId } from '../ui/new-id.ts';
import { toast } from '../ui/toast.tsx';
import { DAY_SETS, daySetOf, minuteOf, priceOf, type PricesView, timeOf } from './price-words.ts';

type BandDraft = { id: string; days: string; from: string; to: string; price: string };
const NOT_A_PRICE = 'Write a price as 0.27.';
const problemOf = (text: string, isNeeded = true): string | null => {
  const price = priceOf(text);
  return price === undefined || (isNeeded && price === null && text !== '') ? NOT_A_PRICE : null;
};

/** New prices from a day on, beginning with those that hold now. */
export default function TariffDialog({ prices, onClose }: { prices: PricesView; onClose: () => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const now = prices.tariffs.find((it) => it.isCurrent) ?? prices.tariffs[0];
  const today = toLocal(prices.now, prices.timeZone).day;
  const [form, setForm] = useState({
    day: today,
    currency: now?.currency ?? 'EUR',
    hour: String(now?.machineHourPrice ?? 0),
    kwh: String(now?.electricityPricePerKwh ?? 0),
    pue: String(now?.pue ?? 1),
    tokens: now?.millionTokenPrice === null || !now ? '' : String(now.millionTokenPrice),
    note: '',
  });
  const [rates, setRates] = useState<Record<string, string>>(() =>
    Object.fromEntries(now?.machineRates.map((it) => [it.catalogId, String(it.hourly)]) ?? []),
  );
  const [bands, setBands] = useState<BandDraft[]>(
    () =>
      now?.bands.map((it) => ({
        id: newId(),
        days: daySetOf(it.weekdays),
        from: timeOf(it.fromMinute),
        to: timeOf(it.toMinute),
        price: String(it.pricePerKwh),
      })) ?? [],
  );
  const save = useMutation(
    trpc.costs.addTariff.mutationOptions({
      onSuccess: ({ version }) => {
        void queries.invalidateQueries(trpc.costs.pathFilter());
        void queries.invalidateQueries(trpc.reports.pathFilter());
        toast.done(`Version ${version} set`);
        onClose();
      },
    }),
  );
  const read = {
    hour: priceOf(form.hour),
    kwh: priceOf(form.kwh),
    pue: priceOf(form.pue),
    tokens: priceOf(form.tokens),
  };
  const readBands = bands.flatMap((it) => {
    const [from, to, price] = [minuteOf(it.from), minuteOf(it.to), priceOf(it.price)];
    if (from === undefined || to === undefined || price == null || from === to || from === 1440) return [];
    return [{ weekdays: Array.from(it.days, Number), fromMinute: from, toMinute: to, pricePerKwh: price }];
  });
  const readRates = Object.entries(rates).flatMap(([catalogId, text]) => {
    const hourly = priceOf(text);
    return hourly == null ? [] : [{ catalogId, hourly }];
  });
  const isWhole =
    isDay(form.day) &&
    read.hour != null &&
    read.kwh != null &&
    read.pue != null &&
    read.tokens !== undefined &&
    readBands.length === bands.length &&
    Object.values(rates).every((it) => priceOf(it) !== undefined);
  const field = (key: keyof typeof form) => ({
    value: form[key],
    onChange: (event: { target: { value: string } }) => setForm({ ...form, [key]: event.target.value }),
  });
  return (
    <FormDialog
      title="Set new prices"
      description="A new version from a day on; what came before keeps its own. It can be a day that is past, unless its month is frozen."
      submitLabel="Set the prices"
      busyLabel="Setting…"
      sending={save}
      canSubmit={isWhole}
      onSubmit={() =>
        save.mutate({
          validFrom: startOfDay(form.day, prices.timeZone),
          currency: form.currency.trim().toUpperCase(),
          machineHourPrice: read.hour ?? 0,
          electricityPricePerKwh: read.kwh ?? 0,
          pue: read.pue ?? 1,
          millionTokenPrice: read.tokens ?? null,
          bands: readBands,
          machineRates: readRates,
          note: form.note,
        })
      }
      onClose={onClose}
    >
      <div className="grid gap-4 tablet:grid-cols-2">
        <DayField
          label="From, at midnight of the lab"
          value={form.day}
          today={today}
          error={isDay(form.day) ? null : 'Write a day as 1 Dec 2026.'}
          onChange={(day) => setForm({ ...form, day })}
        />
        <InputField label="Currency" maxLength={3} required {...field('currency')} />
        <InputField
          label="An hour of a machine"
          inputMode="decimal"
          maxLength={13}
          error={problemOf(form.hour)}
          {...field('hour')}
        />
        <InputField
          label="A million tokens out"
          hint="Beside machine time. Empty: not charged."
          inputMode="decimal"
          maxLength={13}
          error={problemOf(form.tokens, false)}
          {...field('tokens')}
        />
        {prices.kinds.map((it) => (
          <InputField
            key={it.catalogId}
            label={`An hour of ${it.name}`}
            hint="Empty: as any machine."
            inputMode="decimal"
            maxLength={13}
            error={problemOf(rates[it.catalogId] ?? '', false)}
            value={rates[it.catalogId] ?? ''}
            onChange={(event) => setRates({ ...rates, [it.catalogId]: event.target.value })}
          />
        ))}
        <InputField
          label="A kWh of electricity"
          inputMode="decimal"
          maxLength={13}
          error={problemOf(form.kwh)}
          {...field('kwh')}
        />
        <InputField
          label="PUE"
          hint="What the room takes beside the machines; 1 in an office."
          inputMode="decimal"
          maxLength={4}
          error={problemOf(form.pue)}
          {...field('pue')}
        />
      </div>
      <Bands bands={bands} onChange={setBands} timeZone={prices.timeZone} />
      <InputField
        label="Note"
        hint="Not needed. It stays beside the version."
        maxLength={300}
        {...field('note')}
      />
    </FormDialog>
  );
}

type BandsProps = { bands: readonly BandDraft[]; onChange: (bands: BandDraft[]) => void; timeZone: string };

function Bands({ bands, onChange, timeZone }: BandsProps) {
  const change = (id: string, part: Partial<BandDraft>): void =>
    onChange(bands.map((it) => (it.id === id ? { ...it, ...part } : it)));
  const timeProblem = (text: string): string | null =>
    minuteOf(text) === undefined ? 'As 22:00, in quarters of an hour.' : null;
  return (
    <fieldset className="flex flex-col gap-3">
      <legend className="pb-1 text-sm font-medium">Other prices of a kWh by hour, {timeZone}</legend>
      {bands.map((it) => (
        <div key={it.id} className="grid grid-cols-2 items-start gap-2 tablet:grid-cols-5">
          <SelectField
            label="Days"
            options={[
              ...DAY_SETS,
              ...(DAY_SETS.some((set) => set.value === it.days)
                ? []
                : [{ value: it.days, label: 'as before' }]),
            ]}
            value={it.days}
            onChange={(event) => change(it.id, { days: event.target.value })}
          />
          <InputField
            label="From"
            value={it.from}
            maxLength={5}
            error={timeProblem(it.from)}
            onChange={(event) => change(it.id, { from: event.target.value })}
          />
          <InputField
            label="To"
            value={it.to}
            maxLength={5}
            error={timeProblem(it.to)}
            onChange={(event) => change(it.id, { to: event.target.value })}
          />
          <InputField
            label="A kWh"
            value={it.price}
            inputMode="decimal"
            maxLength={13}
            error={priceOf(it.price) == null ? NOT_A_PRICE : null}
            onChange={(event) => change(it.id, { price: event.target.value })}
          />
          <Button
            look="quiet"
            className="mt-6"
            onClick={() => onChange(bands.filter((other) => other.id !== it.id))}
          >
            Remove
          </Button>
        </div>
      ))}
      <Button
        small
        className="self-start"
        disabled={bands.length >= MOST_BANDS}
        onClick={() =>
          onChange([...bands, { id: newId(), days: '0123456', from: '22:00', to: '06:00', price: '' }])
        }
      >
        Add hours
      </Button>
    </fieldset>
  );
}
