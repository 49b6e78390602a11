import type { CustomField, CustomFieldKind } from '../schemas/custom-field.ts';
import type { CustomValue } from '../schemas/register.ts';
import { isDay } from './depreciation.ts';
import { formatDate } from './format.ts';

type Field = Pick<CustomField, 'kind' | 'choices'>;

export const CUSTOM_KIND_LABEL: Record<CustomFieldKind, string> = {
  text: 'Text',
  number: 'Number',
  date: 'Date',
  choice: 'Choice',
  yes_no: 'Yes or no',
};

/** A value of the lab's own fields as people read it; null where nothing is entered. */
export function showCustomValue(field: Field, value: CustomValue | undefined): string | null {
  if (value === null || value === undefined || value === '') return null;
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  if (typeof value === 'number') return String(value);
  return field.kind === 'date' && isDay(value) ? formatDate(value) : value;
}

/** The value as an input holds it. */
export const draftOf = (value: CustomValue | undefined): string =>
  typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value ?? '');

/** What was typed or chosen, as the value to store; empty is "not entered". */
export function readDraft(field: Field, draft: string): { value: CustomValue } | { problem: string } {
  const text = draft.trim();
  if (text === '') return { value: null };
  switch (field.kind) {
    case 'text':
      return text.length <= 500 ? { value: text } : { problem: 'This is longer than 500 characters.' };
    case 'number': {
      if (!/^[-+]?\d+(\.\d+)?$/.test(text)) return { problem: 'This is no number. Write it as 1234.5.' };
      const value = Number(text);
      return Math.abs(value) <= 1e12 ? { value } : { problem: 'This number is too large.' };
    }
    case 'date':
      return isDay(text) ? { value: text } : { problem: 'This is no date. Write it as 2026-11-18.' };
    case 'choice':
      return field.choices.includes(text)
        ? { value: text }
        : { problem: `Choose one of ${field.choices.join(', ')}.` };
    case 'yes_no':
      return text === 'yes' || text === 'no' ? { value: text === 'yes' } : { problem: 'Say yes or no.' };
  }
}
