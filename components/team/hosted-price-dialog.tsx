'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { isDay, toLocal } from '@/shared/domain/zoned-time.ts';
import { useTRPC } from '../providers/trpc.tsx';
import { DayField } from '../ui/day-field.tsx';
import { InputField, SelectField } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { newId } from '../ui/new-id.ts';
import { toast } from '../ui/toast.tsx';
import { type HostedPriceView, priceOf, type PricesView } from './price-words.ts';

type HostedPriceDialogProps = {
  price: HostedPriceView | null;
  models: readonly { modelId: string; modelTitle: string }[];
  clock: Pick<PricesView, 'timeZone' | 'now'>;
  onClose: () => void;
};

/** One API's price of a day, for a million tokens in and out. */
export default function HostedPriceDialog({ price, models, clock, onClose }: HostedPriceDialogProps) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const today = toLocal(clock.now, clock.timeZone).day;
  const [id] = useState(price?.id ?? newId());
  const [day, setDay] = useState(price?.asOf ?? today);
  const [form, setForm] = useState({
    name: price?.name ?? '',
    modelId: price?.modelId ?? '',
    currency: price?.currency ?? 'USD',
    input: price ? String(price.inputPrice) : '',
    output: price ? String(price.outputPrice) : '',
    source: price?.source ?? '',
  });
  const save = useMutation(
    trpc.costs.saveHostedPrice.mutationOptions({
      onSuccess: () => {
        void queries.invalidateQueries(trpc.costs.pathFilter());
        void queries.invalidateQueries(trpc.reports.elsewhere.pathFilter());
        toast.done(price ? 'Price changed' : 'Price entered');
        onClose();
      },
    }),
  );
  const [inputPrice, outputPrice] = [priceOf(form.input), priceOf(form.output)];
  const field = (key: keyof typeof form) => ({
    required: true,
    value: form[key],
    onChange: (event: { target: { value: string } }) => setForm({ ...form, [key]: event.target.value }),
  });
  const problemOf = (value: number | null | undefined): string | null =>
    value === undefined ? 'Write a price as 0.27.' : null;
  const known = models.some((it) => it.modelId === form.modelId) || form.modelId === '';
  return (
    <FormDialog
      title={price ? `Change ${price.name}` : 'Enter a hosted API’s price'}
      description="What it asks for a million tokens on a day. Later prices of the same name hold from their own day on."
      submitLabel={price ? 'Change it' : 'Enter it'}
      busyLabel="Saving…"
      sending={save}
      canSubmit={
        inputPrice != null &&
        outputPrice != null &&
        form.name.trim() !== '' &&
        form.source.trim() !== '' &&
        isDay(day)
      }
      onSubmit={() => {
        if (inputPrice == null || outputPrice == null) return;
        const { name, currency, source, modelId } = form;
        save.mutate({
          id,
          name,
          currency,
          source,
          modelId: modelId || null,
          inputPrice,
          outputPrice,
          asOf: day,
        });
      }}
      onClose={onClose}
    >
      <InputField
        label="API and model"
        maxLength={120}
        hint="As its provider names them."
        {...field('name')}
      />
      <div className="grid gap-4 tablet:grid-cols-3">
        <InputField
          label="A million tokens in"
          inputMode="decimal"
          maxLength={12}
          error={problemOf(inputPrice)}
          {...field('input')}
        />
        <InputField
          label="A million tokens out"
          inputMode="decimal"
          maxLength={12}
          error={problemOf(outputPrice)}
          {...field('output')}
        />
        <InputField label="Currency" maxLength={3} {...field('currency')} />
      </div>
      <SelectField
        label="Held against the tokens of"
        options={[
          { value: '', label: 'all models here' },
          ...(known ? [] : [{ value: form.modelId, label: form.modelId }]),
          ...models.map((it) => ({ value: it.modelId, label: it.modelTitle })),
        ]}
        value={form.modelId}
        onChange={(event) => setForm({ ...form, modelId: event.target.value })}
      />
      <DayField
        label="As of"
        value={day}
        today={today}
        error={isDay(day) ? null : 'Write a day as 1 Jan 2026.'}
        onChange={setDay}
      />
      <InputField
        label="Where the price is from"
        maxLength={300}
        hint="Its page, or the contract."
        {...field('source')}
      />
    </FormDialog>
  );
}
