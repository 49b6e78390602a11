'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { GRID_CARBON } from '@/shared/data/grid-carbon.ts';
import { isDay, startOfDay, toLocal } from '@/shared/domain/zoned-time.ts';
import { useTRPC } from '../providers/trpc.tsx';
import { DayField } from '../ui/day-field.tsx';
import { InputField, SelectField } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { toast } from '../ui/toast.tsx';
import { priceOf, type PricesView } from './price-words.ts';

const OWN = 'own';

/** What a kWh of the lab's grid stands for: a country's yearly average, or a number of one's own with its source. */
export default function CarbonDialog({ prices, onClose }: { prices: PricesView; onClose: () => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const today = toLocal(prices.now, prices.timeZone).day;
  const [code, setCode] = useState('');
  const [day, setDay] = useState(`${today.slice(0, 4)}-01-01`);
  const [own, setOwn] = useState({ country: '', grams: '', year: today.slice(0, 4), source: '' });
  const save = useMutation(
    trpc.costs.setCarbon.mutationOptions({
      onSuccess: () => {
        void queries.invalidateQueries(trpc.costs.pathFilter());
        toast.done('Factor set');
        onClose();
      },
    }),
  );
  const known = GRID_CARBON.countries.find((it) => it.code === code);
  const grams = priceOf(own.grams);
  const factor = known
    ? {
        country: known.country,
        gramsPerKwh: known.gramsPerKwh,
        year: known.year,
        source: `${GRID_CARBON.source}; ${GRID_CARBON.basis}`,
      }
    : code === OWN && grams != null && own.country.trim() && own.source.trim() && /^\d{4}$/.test(own.year)
      ? { country: own.country, gramsPerKwh: grams, year: Number(own.year), source: own.source }
      : null;
  const field = (key: keyof typeof own) => ({
    required: true,
    value: own[key],
    onChange: (event: { target: { value: string } }) => setOwn({ ...own, [key]: event.target.value }),
  });
  return (
    <FormDialog
      title="Choose what a kWh stands for"
      description="Location-based: the average of the grid that the lab is on, whatever its contract says."
      submitLabel="Set the factor"
      busyLabel="Setting…"
      sending={save}
      canSubmit={factor !== null && isDay(day)}
      onSubmit={() => factor && save.mutate({ ...factor, validFrom: startOfDay(day, prices.timeZone) })}
      onClose={onClose}
    >
      <SelectField
        label="Grid"
        value={code}
        hint={known && `${known.gramsPerKwh} g CO₂e a kWh, ${known.year}. ${GRID_CARBON.source}.`}
        options={[
          { value: '', label: 'Choose…' },
          ...GRID_CARBON.countries.map((it) => ({
            value: it.code,
            label: `${it.country}, ${it.gramsPerKwh} g`,
          })),
          { value: OWN, label: 'Another number…' },
        ]}
        onChange={(event) => setCode(event.target.value)}
      />
      {code === OWN && (
        <div className="grid gap-4 tablet:grid-cols-2">
          <InputField label="Country or grid" maxLength={80} {...field('country')} />
          <InputField
            label="Grams of CO₂e a kWh"
            inputMode="decimal"
            maxLength={8}
            error={grams === undefined ? 'Write a number as 342.' : null}
            {...field('grams')}
          />
          <InputField label="Year of the number" inputMode="numeric" maxLength={4} {...field('year')} />
          <InputField label="Where it is from" maxLength={300} {...field('source')} />
        </div>
      )}
      <DayField
        label="From, at midnight of the lab"
        value={day}
        today={today}
        error={isDay(day) ? null : 'Write a day as 1 Jan 2026.'}
        onChange={setDay}
      />
    </FormDialog>
  );
}
