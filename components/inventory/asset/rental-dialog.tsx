'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { defaultPriceOf, EC2_MAC_TYPES } from '@/shared/data/ec2-mac.ts';
import { formatDate } from '@/shared/domain/format.ts';
import { tellRate } from '@/shared/domain/told-value.ts';
import { useMe } from '../../providers/me.tsx';
import { useTRPC } from '../../providers/trpc.tsx';
import { Button } from '../../ui/button.tsx';
import { InputField, SelectField } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { tidyTime } from '../../ui/time-form.ts';
import { toast } from '../../ui/toast.tsx';
import { errorCode } from '../../user-message.ts';
import type { AssetView, RentalView } from '../types.ts';
import { readRentalForm, type RentalForm, rentalForm } from './rental-form.ts';

/** The provider's words for a host; one of another provider is kept as it is. */
const STATES = ['available', 'pending', 'under-assessment', 'permanent-failure', 'released'];

type Props = { asset: AssetView; rental: RentalView | null; onClose: () => void };

/** What is entered of a rented machine's host. */
export default function RentalDialog({ asset, rental, onClose }: Props) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { currency, timeZone } = useMe().lab;
  const [form, setForm] = useState(() => rentalForm(rental, timeZone));
  const [revision, setRevision] = useState(asset.revision);
  const [wasSent, setWasSent] = useState(false);
  const save = useMutation(
    trpc.asset.saveRental.mutationOptions({
      onSuccess: () => {
        void queries.invalidateQueries(trpc.asset.pathFilter());
        void queries.invalidateQueries(trpc.register.pathFilter());
        toast.done(`The rented host of ${asset.name} is changed`);
        onClose();
      },
      // What was typed stays; sent again it is over what is entered now.
      onError: async (error) => {
        if (errorCode(error) !== 'CONFLICT') return;
        const query = trpc.register.get.queryOptions({ id: asset.id });
        setRevision((await queries.fetchQuery({ ...query, staleTime: 0 })).revision);
      },
    }),
  );
  const { values, problems } = readRentalForm(form, timeZone);
  const set = (change: Partial<RentalForm>) => setForm((it) => ({ ...it, ...change }));
  const input = (key: keyof RentalForm, label: string) => ({
    label,
    value: form[key],
    error: wasSent ? (problems[key] ?? null) : null,
    autoComplete: 'off',
    onChange: (event: { target: { value: string } }) => set({ [key]: event.target.value }),
  });
  // A browser’s own field may say 6:30 PM; times here have 24 hours.
  const time = (key: 'allocatedTime' | 'releasedTime', label: string) => ({
    ...input(key, label),
    inputMode: 'numeric' as const,
    placeholder: '09:30',
    maxLength: 5,
    onBlur: () => set({ [key]: tidyTime(form[key]) }),
  });
  const submit = (): void => {
    setWasSent(true);
    if (values) save.mutate({ machineId: asset.id, revision, rental: values });
  };
  return (
    <FormDialog
      title={`Rented host of ${asset.name}`}
      description="What its provider charges and says of it."
      submitLabel="Save"
      busyLabel="Saving…"
      sending={save}
      noValidate
      onSubmit={submit}
      onClose={onClose}
    >
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4 tablet:grid-cols-2">
        <InputField {...input('provider', 'Provider')} maxLength={80} />
        <InputField {...input('instanceType', 'Instance type')} list="instance-types" maxLength={40} />
        <datalist id="instance-types">
          {EC2_MAC_TYPES.map(({ instanceType, chip }) => (
            <option key={instanceType} value={instanceType}>
              {chip}
            </option>
          ))}
        </datalist>
        <InputField {...input('hourlyPrice', `Price an hour, ${currency}`)} inputMode="decimal" />
        <InputField {...input('priceAsOf', 'Looked up on')} type="date" />
        <div className="tablet:col-span-2">
          <DefaultPrice instanceType={form.instanceType} currency={currency} onTake={set} />
        </div>
        <InputField {...input('hostId', 'Host')} maxLength={80} spellCheck={false} />
        <InputField {...input('minimumHours', 'Least time, hours')} inputMode="numeric" />
        <InputField {...input('allocatedDay', 'Allocated, day')} type="date" />
        <InputField {...time('allocatedTime', 'Allocated, time')} />
        <InputField {...input('releasedDay', 'Given back, day')} type="date" />
        <InputField {...time('releasedTime', 'Given back, time')} />
        <SelectField
          {...input('hostState', 'Host state')}
          hint="While it is pending the provider wipes it, which is not charged."
          className="tablet:col-span-2"
          options={[
            { value: '', label: 'Not entered' },
            ...[...new Set([...STATES, form.hostState])]
              .filter((it) => it !== '')
              .map((it) => ({ value: it, label: it })),
          ]}
        />
      </div>
    </FormDialog>
  );
}

type DefaultProps = {
  instanceType: string;
  currency: string;
  onTake: (change: Partial<RentalForm>) => void;
};

/** The catalogue's price of that type, to start from; in the lab's currency it can be taken as it is. */
function DefaultPrice({ instanceType, currency, onTake }: DefaultProps) {
  const known = defaultPriceOf(instanceType);
  if (!known) return null;
  const { hourlyPrice, asOf, source, isCheckedWithProvider } = known;
  return (
    <p className="text-xs text-muted">
      A default: {tellRate(hourlyPrice, known.currency)} an hour
      {asOf && ` as of ${formatDate(asOf)}`}, from {source}
      {!isCheckedWithProvider && ', not checked with the provider'}.{' '}
      {known.currency === currency ? (
        <Button
          small
          onClick={() => onTake({ hourlyPrice: String(hourlyPrice), ...(asOf && { priceAsOf: asOf }) })}
        >
          Take it
        </Button>
      ) : (
        `Enter what you pay in ${currency}.`
      )}
    </p>
  );
}
