import type { CustomField } from '@/shared/schemas/custom-field.ts';
import { InputField, SelectField } from './field.tsx';

type Props = {
  field: Pick<CustomField, 'label' | 'kind' | 'choices'>;
  /** As it is typed or chosen: `draftOf` makes it from a value, `readDraft` a value or a problem from it. */
  draft: string;
  error: string | null;
  onChange: (draft: string) => void;
};

/** One value of one of the lab's own fields, asked for by its kind. */
export function CustomFieldInput({ field: { label, kind, choices }, draft, error, onChange }: Props) {
  const common = {
    label,
    value: draft,
    error,
    autoComplete: 'off',
    onChange: (event: { target: { value: string } }) => onChange(event.target.value),
  };
  switch (kind) {
    case 'date':
      return <InputField {...common} type="date" min="1970-01-01" max="9999-12-31" />;
    case 'number':
      return <InputField {...common} inputMode="decimal" maxLength={20} />;
    case 'text':
      return <InputField {...common} maxLength={500} />;
    case 'yes_no':
      return <SelectField {...common} options={[NOT_ENTERED, ...YES_NO]} />;
    case 'choice':
      return <SelectField {...common} options={[NOT_ENTERED, ...choicesWith(choices, draft)]} />;
  }
}

const NOT_ENTERED = { value: '', label: 'Not entered' };
const YES_NO = [
  { value: 'yes', label: 'Yes' },
  { value: 'no', label: 'No' },
];
/** What was chosen and is no choice any more stays until another is. */
const choicesWith = (choices: readonly string[], draft: string) =>
  [...new Set([...choices, draft])].filter(Boolean).map((it) => ({ value: it, label: it }));
