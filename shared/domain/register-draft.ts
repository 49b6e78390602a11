import { isDay } from './depreciation.ts';
import type { RegisterField } from './register-fields.ts';

type Read = { value: string | number | null } | { problem: string };
const GIBIBYTE = 2 ** 30;

/**
 * What was typed or chosen for a field of the register, as the value to send; empty is "not entered". Bounds are the
 * portal's to judge.
 */
export function readFieldDraft({ kind }: Pick<RegisterField, 'kind'>, draft: string): Read {
  const text = draft.trim();
  if (text === '') return { value: null };
  switch (kind) {
    case 'money':
    case 'rate':
      return number(text, 'This is no price. Write it as 1234.50.');
    case 'months': {
      const read = number(text, 'This is no number of months. Write it as 48.');
      const isWhole = 'value' in read && Number.isInteger(read.value);
      return isWhole || 'problem' in read ? read : { problem: 'Give whole months.' };
    }
    case 'gigabytes': {
      const read = number(text, 'This is no size. Write it as 512.');
      return 'problem' in read ? read : { value: Math.round(read.value * GIBIBYTE) };
    }
    case 'date':
      return isDay(text) ? { value: text } : { problem: 'This is no date. Write it as 2026-11-18.' };
    default:
      return { value: text };
  }
}

function number(text: string, problem: string): { value: number } | { problem: string } {
  return /^\d{1,12}(\.\d+)?$/.test(text) ? { value: Number(text) } : { problem };
}
