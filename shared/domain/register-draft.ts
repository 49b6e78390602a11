import { AssetFields } from '../schemas/register.ts';
import { issueWords } from './issue-words.ts';
import { registerField, type RegisterKey } from './register-fields.ts';

type Value = AssetFields[RegisterKey];
const GIBIBYTE = 2 ** 30;

/** What is entered of a field, as an input holds it; empty for "not entered". */
export function textOf(key: RegisterKey, value: Value): string {
  if (value === null) return '';
  return registerField(key).kind === 'gigabytes'
    ? String(Number((Number(value) / GIBIBYTE).toFixed(2)))
    : String(value);
}

/** What stands in a field as the value to store, or what is wrong with it. */
export function readField(key: RegisterKey, text: string): { value: Value } | { problem: string } {
  const given = text.trim();
  if (key === 'name' && given === '') return { problem: 'A machine needs a name.' };
  const raw = given === '' ? null : rawOf(key, given);
  if (typeof raw === 'object' && raw !== null) return raw;
  const parsed = AssetFields.shape[key].safeParse(raw);
  if (parsed.success) return { value: parsed.data };
  return { problem: problemOf(key, parsed.error.issues[0]!) };
}

function rawOf(key: RegisterKey, text: string): string | number | { problem: string } {
  switch (registerField(key).kind) {
    case 'money':
      return readAmount(text);
    case 'rate':
      return readAmount(text, 'rate');
    case 'months':
      return Number(text);
    case 'watts':
      return Number(text.replace(/\s*W$/i, '').replace(',', '.'));
    case 'gigabytes': {
      const amount = readAmount(text.replace(/\s*GB$/i, ''));
      return typeof amount === 'number' ? Math.round(amount * GIBIBYTE) : amount;
    }
    default:
      return text;
  }
}

const PLAIN = /^\d+([.,]\d+)?$/;
/** `11949`, `11949.00`, `11,949.00`, `11.949,00`; what could be meant two ways is asked back, but a rate is no thousand. */
export function readAmount(text: string, kind: 'money' | 'rate' = 'money'): number | { problem: string } {
  const digits = text.replaceAll(/[\s\u202f\u00a0’']/g, '').replace(/^[€$£]|[€$£]$/, '');
  const grouped = kind === 'money' && /^[1-9]\d{0,2}([.,])\d{3}$/.exec(digits);
  if (grouped) {
    const [whole, rest] = digits.split(grouped[1]!);
    return {
      problem: `Write it as ${whole}${rest} or as ${whole}.${rest!.slice(0, 2)}: this could be either.`,
    };
  }
  if (PLAIN.test(digits)) return Number(digits.replace(',', '.'));
  const decimal = /[.,]\d{1,2}$/.exec(digits)?.[0] ?? '';
  const whole = digits.slice(0, digits.length - decimal.length);
  if (/^\d{1,3}([.,]\d{3})+$/.test(whole))
    return Number(`${whole.replaceAll(/[.,]/g, '')}${decimal.replace(',', '.')}`);
  return { problem: 'This is no number. Write it as 1234.50.' };
}

/** Our own words are in the schema; what zod says by itself is not for people. */
function problemOf(key: RegisterKey, issue: { message: string }): string {
  if (!/^(Invalid|Too (big|small))/.test(issue.message)) return issue.message;
  switch (registerField(key).kind) {
    case 'months':
      return 'Give whole months, from 1 to 600.';
    case 'watts':
      return 'Give watts as a number, as 270.';
    case 'gigabytes':
      return 'Give it in GB, as 512.';
    default:
      return issueWords(issue);
  }
}
