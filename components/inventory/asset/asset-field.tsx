'use client';

import { useState } from 'react';
import type { inferRouterOutputs } from '@trpc/server';
import {
  OWNERSHIP_LABEL,
  RATE_HINT,
  type RegisterField,
  type RegisterKey,
  STATUS_LABEL,
} from '@/shared/domain/register-fields.ts';
import type { AppRouter } from '@/server/trpc/root.ts';
import { useMe } from '../../providers/me.tsx';
import { Button } from '../../ui/button.tsx';
import { Field, InputField, SelectField } from '../../ui/field.tsx';
import { later } from '../../ui/later.tsx';

export type Choices = inferRouterOutputs<AppRouter>['register']['choices'];

const MacPicker = later(() => import('./mac-picker.tsx'));

export type AssetFieldProps = {
  field: RegisterField;
  value: string;
  /** What is wrong with it, or what it became meanwhile. */
  error: string | null;
  hint: string | null;
  choices: Choices | null;
  onChange: (value: string) => void;
};

const LONGEST: Partial<Record<RegisterKey, number>> = {
  tag: 40,
  name: 60,
  serial: 40,
  location: 120,
  supplier: 120,
  orderNumber: 80,
};
const TEXTAREA =
  'w-full rounded-md border border-border-control bg-surface px-3 py-2 aria-invalid:border-fault';

/** One field of the register as its kind is asked for. */
export function AssetField(props: AssetFieldProps) {
  const { field, value, error, hint, choices, onChange } = props;
  const { currency } = useMe().lab;
  const { key, label, kind } = field;
  const shared = { label, value, error, ...(hint && { hint }) };
  const input = {
    ...shared,
    onChange: (event: { target: { value: string } }) => onChange(event.target.value),
  };
  switch (kind) {
    case 'note':
      return (
        <Field label={label} error={error} {...(hint && { hint })} className="tablet:col-span-2">
          {(described) => (
            <textarea
              {...described}
              rows={3}
              maxLength={4000}
              value={value}
              onChange={(event) => onChange(event.target.value)}
              className={TEXTAREA}
            />
          )}
        </Field>
      );
    case 'date':
      return <InputField {...input} type="date" />;
    case 'money':
    case 'rate':
      return (
        <InputField
          {...input}
          {...(kind === 'rate' && { hint: hint ?? RATE_HINT })}
          label={`${label}, ${currency}`}
          inputMode="decimal"
          autoComplete="off"
        />
      );
    case 'months':
      return <InputField {...input} label={`${label}, months`} inputMode="numeric" autoComplete="off" />;
    case 'watts':
      return (
        <InputField
          {...input}
          label={`${label}, W`}
          hint={hint ?? 'At the wall. Empty: as the catalogue has it.'}
          inputMode="decimal"
          autoComplete="off"
        />
      );
    case 'gigabytes':
      return <InputField {...input} label={`${label}, GB`} inputMode="decimal" autoComplete="off" />;
    case 'person':
    case 'team': {
      const named = (kind === 'person' ? choices?.people : choices?.teams) ?? [];
      return <SelectField {...input} options={withNothing(named, value)} />;
    }
    case 'ownership':
      return <SelectField {...input} options={optionsOf(OWNERSHIP_LABEL)} />;
    case 'status':
      // Retiring asks for more: it is in the machine's own menu.
      return (
        <SelectField
          {...input}
          options={optionsOf(STATUS_LABEL).filter((it) => it.value !== 'retired' || value === 'retired')}
        />
      );
    case 'model':
      return <ModelField {...props} />;
    case 'text':
      return (
        <InputField
          {...input}
          maxLength={LONGEST[key]}
          autoComplete="off"
          {...(key === 'serial' && { spellCheck: false })}
        />
      );
  }
}

const optionsOf = (labels: Record<string, string>) =>
  Object.entries(labels).map(([value, label]) => ({ value, label }));

/** One that is chosen and not in the list any more stays chosen until another is. */
const withNothing = (named: readonly { id: string; name: string }[], value: string) => [
  { value: '', label: 'Not entered' },
  ...named.map(({ id, name }) => ({ value: id, label: name })),
  ...(value !== '' && !named.some(({ id }) => id === value) ? [{ value, label: 'As it is' }] : []),
];

function ModelField({ field: { label }, value, error, hint, choices, onChange }: AssetFieldProps) {
  const [isChoosing, setChoosing] = useState(false);
  const name = choices?.models.find(({ id }) => id === value)?.name ?? (value || 'Not entered');
  return (
    <Field label={label} error={error} {...(hint && { hint })} className="tablet:col-span-2">
      {(described) => (
        <div className="flex flex-wrap items-center gap-2">
          <button
            type="button"
            {...described}
            onClick={() => setChoosing(true)}
            className="h-(--control) min-w-0 flex-1 truncate rounded-md border border-border-control bg-surface px-3 text-left"
          >
            {name}
          </button>
          {value !== '' && <Button onClick={() => onChange('')}>Clear</Button>}
          {isChoosing && (
            <MacPicker
              models={choices?.models ?? []}
              onChoose={(id) => {
                onChange(id);
                setChoosing(false);
              }}
              onClose={() => setChoosing(false)}
            />
          )}
        </div>
      )}
    </Field>
  );
}
