'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { DEFAULT_LIFE_YEARS } from '@/shared/domain/embodied-carbon.ts';
import { useTRPC } from '../providers/trpc.tsx';
import { InputField, SelectField } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { toast } from '../ui/toast.tsx';
import { type PricesView, priceOf } from './price-words.ts';

type Props = { prices: PricesView; onClose: () => void };
type Figure = PricesView['macFigures'][number];

const text = (value: number | null): string => (value === null ? '' : String(value));
const formOf = (figure: Figure | undefined) => ({
  making: text(figure?.makingKgCo2e ?? null),
  makingSource: figure?.makingSource ?? '',
  life: String(figure?.lifeYears ?? DEFAULT_LIFE_YEARS),
  sleep: text(figure?.sleepWatts ?? null),
  sleepSource: figure?.sleepSource ?? '',
});

/** A number and where it is from, or neither; undefined: one without the other, or no number. */
function withSource(value: string, source: string) {
  const number = priceOf(value);
  if (number === null) return source.trim() === '' ? null : undefined;
  return number === undefined || source.trim() === '' ? undefined : { value: number, source };
}

/** What making a kind of Mac or one machine took, how long it serves, what it draws asleep. */
export default function MacFigureDialog({ prices, onClose }: Props) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [of, setOf] = useState('');
  const [form, setForm] = useState(formOf(undefined));
  const save = useMutation(
    trpc.costs.setMacFigure.mutationOptions({
      onSuccess: () => {
        void queries.invalidateQueries(trpc.costs.pathFilter());
        void queries.invalidateQueries(trpc.reports.energy.pathFilter());
        toast.done('Entered');
        onClose();
      },
    }),
  );
  const isMachine = of.startsWith('machine ');
  const id = of.slice(of.indexOf(' ') + 1);
  const choose = (value: string): void => {
    const chosen = value.slice(value.indexOf(' ') + 1);
    setOf(value);
    setForm(formOf(prices.macFigures.find((it) => (it.machineId ?? it.catalogId) === chosen)));
  };
  const published = prices.kinds.find((it) => it.catalogId === id)?.published;
  const making = withSource(form.making, form.makingSource);
  const sleep = withSource(form.sleep, form.sleepSource);
  const lifeYears = priceOf(form.life);
  const isReady =
    of !== '' && making !== undefined && sleep !== undefined && lifeYears != null && lifeYears >= 0.5;
  const field = (key: keyof typeof form) => ({
    value: form[key],
    onChange: (event: { target: { value: string } }) => setForm({ ...form, [key]: event.target.value }),
  });
  const number = { inputMode: 'decimal', maxLength: 8 } as const;
  return (
    <FormDialog
      title="Enter what is known of a Mac"
      description="A number counts with its source. What is left empty is unknown, not zero."
      submitLabel="Enter it"
      busyLabel="Entering…"
      sending={save}
      canSubmit={isReady}
      onSubmit={() =>
        isReady &&
        save.mutate({
          catalogId: isMachine ? null : id,
          machineId: isMachine ? id : null,
          makingKgCo2e: making,
          lifeYears,
          sleepWatts: sleep,
        })
      }
      onClose={onClose}
    >
      <SelectField
        label="Of which Mac"
        value={of}
        hint={
          published &&
          `Its maker published ${Math.round(published.kgCo2e)} kg of CO₂e without use. ${published.source}. An entered number goes before it.`
        }
        options={[
          { value: '', label: 'Choose…' },
          ...prices.kinds.map((it) => ({ value: `kind ${it.catalogId}`, label: `Every ${it.name}` })),
          ...prices.machines.map((it) => ({ value: `machine ${it.id}`, label: `${it.name} alone` })),
        ]}
        onChange={(event) => choose(event.target.value)}
      />
      <div className="grid gap-4 tablet:grid-cols-2">
        <InputField
          label="Making, kg of CO₂e"
          hint="Production, transport and end of life, without use."
          error={priceOf(form.making) === undefined ? 'Write a number as 172.9.' : null}
          {...number}
          {...field('making')}
        />
        <InputField
          label="Where that is from"
          maxLength={300}
          error={
            form.making.trim() !== '' && form.makingSource.trim() === ''
              ? 'Say where the number is from.'
              : null
          }
          {...field('makingSource')}
        />
        <InputField
          label="Watts asleep"
          error={priceOf(form.sleep) === undefined ? 'Write a number as 1.2.' : null}
          {...number}
          {...field('sleep')}
        />
        <InputField
          label="Where those are from"
          maxLength={300}
          error={
            form.sleep.trim() !== '' && form.sleepSource.trim() === ''
              ? 'Say where the number is from.'
              : null
          }
          {...field('sleepSource')}
        />
        <InputField
          label="Expected life, years"
          hint={`${DEFAULT_LIFE_YEARS} where nothing is entered, as the SCI’s example has it.`}
          error={lifeYears == null || lifeYears < 0.5 ? 'Half a year at least.' : null}
          {...number}
          {...field('life')}
        />
      </div>
    </FormDialog>
  );
}
