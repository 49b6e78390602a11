'use client';

import {
  OWNERSHIP_LABEL,
  RATE_HINT,
  type RegisterField,
  STATUS_LABEL,
} from '@/shared/domain/register-fields.ts';
import { Field, InputField, SelectField } from '../ui/field.tsx';
import type { ChoicesView } from './types.ts';

type Props = {
  field: RegisterField;
  label: string;
  currency: string;
  choices: ChoicesView | undefined;
  draft: string;
  error: string | null;
  onChange: (draft: string) => void;
};

/** One value of a field of the register, asked for by its kind. */
export function FieldInput({ field, label, currency, choices, draft, error, onChange }: Props) {
  const set = (event: { target: { value: string } }) => onChange(event.target.value);
  const common = { label, value: draft, error, onChange: set };
  const named = (list: readonly { id: string; name: string }[] = [], none = 'Not entered') => [
    { value: '', label: none },
    ...list.map((it) => ({ value: it.id, label: it.name })),
  ];
  switch (field.kind) {
    case 'status':
      return <SelectField {...common} options={labelled(STATUS_LABEL)} />;
    case 'ownership':
      return <SelectField {...common} options={labelled(OWNERSHIP_LABEL)} />;
    case 'person':
      return <SelectField {...common} options={named(choices?.people, 'Nobody')} />;
    case 'team':
      return <SelectField {...common} options={named(choices?.teams, 'No team')} />;
    case 'model':
      return <SelectField {...common} options={named(choices?.models, 'As its agent reports')} />;
    case 'date':
      return <InputField {...common} type="date" min="1970-01-01" max="9999-12-31" />;
    case 'money':
      return <InputField {...common} inputMode="decimal" hint={`In ${currency}. Empty: not entered.`} />;
    case 'rate':
      return (
        <InputField
          {...common}
          inputMode="decimal"
          hint={`${RATE_HINT} In ${currency} an hour. Empty: not entered.`}
        />
      );
    case 'months':
      return <InputField {...common} inputMode="numeric" hint="In months. Empty: not entered." />;
    case 'watts':
      return (
        <InputField
          {...common}
          inputMode="decimal"
          hint="In watts, at the wall. Empty: as the catalogue has it."
        />
      );
    case 'gigabytes':
      return <InputField {...common} inputMode="decimal" hint="In GB. Empty: not entered." />;
    case 'note':
      return (
        <Field label={label} error={error}>
          {(described) => (
            <textarea
              {...described}
              rows={3}
              maxLength={4000}
              className="w-full rounded-md border border-border-control bg-surface px-3 py-2"
              value={draft}
              onChange={set}
            />
          )}
        </Field>
      );
    case 'text':
      return <InputField {...common} maxLength={120} hint="Empty: not entered." />;
  }
}

const labelled = (labels: Record<string, string>) => [
  { value: '', label: 'Choose one' },
  ...Object.entries(labels).map(([value, label]) => ({ value, label })),
];
