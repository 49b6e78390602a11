import type * as z from 'zod';
import { readDay, type DayOrder } from '@/shared/domain/csv/read-day.ts';
import { type DecimalSign, readNumber } from '@/shared/domain/csv/read-number.ts';
import type { ColumnField } from '@/shared/domain/csv/register-columns.ts';
import { OWNERSHIP_LABEL, type RegisterKey, STATUS_LABEL } from '@/shared/domain/register-fields.ts';
import { AssetFields, type CustomValue } from '@/shared/schemas/register.ts';
import type { Register } from './load-register.ts';
import { findModel, findPerson, findTeam } from './find-by-words.ts';

export type CellWay = {
  decimal: DecimalSign;
  dayOrder: DayOrder | null;
  register: Pick<Register, 'people' | 'teams' | 'currency'>;
  /** Whether a team's name stands for the owner where a person's would. */
  ownerMayBeTeam: boolean;
};
/** `key`: which field it is a value of; `left`: why the cell is left out. */
export type CellReading =
  | { key: string; value: CustomValue; warning?: string }
  | { problem: string }
  /** One of several, if the machine has one of them already. */
  | { key: string; oneOf: string[]; problem: string }
  | { left: string };

const EMPTY_SIGNS = new Set(['-', '–', '—', 'n/a', 'N/A']);
const FREE_TEXT = new Set<ColumnField['kind']>(['text', 'note']);

/** Whether nothing stands in a cell; a dash is nothing, but for a field of free text. */
export const isEmptyCell = (cell: string, { kind, key }: ColumnField): boolean =>
  cell === '' || (EMPTY_SIGNS.has(cell) && (key === 'serial' || !FREE_TEXT.has(kind)));

/** What a cell that isn't empty says of its field; `header` may name a unit. */
export function readCell(field: ColumnField, header: string, cell: string, way: CellWay): CellReading {
  const reading = readKind(field, header, cell, way);
  if (!('value' in reading)) return reading;
  if (field.isOwn)
    return field.kind === 'text' && cell.length > 500
      ? { problem: `${field.label} “${clip(cell)}” is longer than 500 characters.` }
      : reading;
  const key = reading.key as RegisterKey;
  const checked = AssetFields.shape[key].safeParse(reading.value);
  if (checked.success) return { ...reading, value: checked.data };
  return { problem: `${field.label} “${clip(cell)}”${wordsOf(checked.error.issues[0])}` };
}

/** The schema's own words where it has some. */
function wordsOf(issue: z.core.$ZodIssue | undefined): string {
  if (issue?.code === 'too_big' && issue.message.startsWith('Too big'))
    return issue.origin === 'string'
      ? ` has more than ${issue.maximum} characters.`
      : ` is more than ${issue.maximum}.`;
  if (issue?.code === 'too_small' && issue.message.startsWith('Too small'))
    return ` is less than ${issue.minimum}.`;
  if (issue?.code === 'invalid_type') return ' is no whole number.';
  return `: ${issue?.message ?? 'this does not fit.'}`;
}

const clip = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text);

function readKind(field: ColumnField, header: string, cell: string, way: CellWay): CellReading {
  const { key } = field;
  const found = (value: CustomValue): CellReading => ({ key, value });
  const problem = (text: string): CellReading => ({ problem: text });
  switch (field.kind) {
    case 'text':
      return key === 'serial' ? found(cell.replaceAll(/\s/g, '')) : found(cell);
    case 'note':
      return found(cell);
    case 'date': {
      const day = readDay(cell, way.dayOrder);
      return 'day' in day ? found(day.day) : day;
    }
    case 'money':
    case 'rate':
      return readMoney(field, cell, way);
    case 'watts':
    case 'number': {
      const value = readNumber(cell, way.decimal);
      if (value === null) return problem(noNumber(field, cell, way));
      return Math.abs(value) <= 1e12 ? found(value) : problem(`${field.label} “${clip(cell)}” is too large.`);
    }
    case 'months':
      return readMonths(field, header, cell, way);
    case 'gigabytes':
      return readGigabytes(field, header, cell, way);
    case 'yes_no':
      return oneOf(field, cell, YES_NO, 'Say yes or no.');
    case 'status':
      return oneOf(field, cell, STATUS_WORDS, `Say one of: ${Object.values(STATUS_LABEL).join(', ')}.`);
    case 'ownership':
      return oneOf(field, cell, OWNERSHIP_WORDS, `Say one of: ${Object.values(OWNERSHIP_LABEL).join(', ')}.`);
    case 'choice': {
      const choice = field.choices.find((it) => it.toLowerCase() === cell.toLowerCase());
      if (choice !== undefined) return found(choice);
      return problem(`${field.label} “${clip(cell)}” is none of: ${field.choices.join(', ')}.`);
    }
    case 'model':
      return findModel(cell);
    case 'person':
      return findPerson(cell, way);
    case 'team':
      return findTeam(cell, way.register.teams);
  }
}

const noNumber = ({ label }: ColumnField, cell: string, { decimal }: CellWay): string =>
  `${label} “${clip(cell)}” is no number with a decimal ${decimal === ',' ? 'comma' : 'point'}.`;

const SYMBOLS: Record<string, string> = {
  '€': 'EUR',
  $: 'USD',
  '£': 'GBP',
  '¥': 'JPY',
  FR: 'CHF',
  'FR.': 'CHF',
};
function readMoney(field: ColumnField, cell: string, way: CellWay): CellReading {
  const parts =
    /^([^\d\s.,'’−+-]*\.?)\s*([-−+]?[\d.,'’\s\u00a0\u202f]*\d)(?:[.,]?[-–—]{1,2})?\s*([^\d\s]*)$/.exec(cell);
  if (!parts) return { problem: noNumber(field, cell, way) };
  const [, before, amount, after] = parts as unknown as [string, string, string, string];
  const named = [before, after].filter(Boolean).map((it) => SYMBOLS[it.toUpperCase()] ?? it.toUpperCase());
  const { currency } = way.register;
  const other = named.find((it) => it !== currency);
  if (other !== undefined)
    return { problem: `${field.label} “${clip(cell)}” is in ${other}; the lab counts in ${currency}.` };
  const value = readNumber(amount, way.decimal);
  if (value === null) return { problem: noNumber(field, cell, way) };
  const decimals = field.kind === 'rate' ? 4 : 2;
  if (Number(value.toFixed(decimals)) !== value)
    return {
      problem: `${field.label} “${clip(cell)}” has more than ${decimals} decimals: check the decimal sign.`,
    };
  return { key: field.key, value };
}

/** A number and the unit behind it. */
const WITH_UNIT = /^([-−+\d.,'’\s\u00a0\u202f]*\d)\s*\(?(\p{Letter}*)\.?\)?$/u;

function readMonths(field: ColumnField, header: string, cell: string, way: CellWay): CellReading {
  const [, number = '', unit = ''] = WITH_UNIT.exec(cell) ?? [];
  const value = readNumber(number, way.decimal);
  if (value === null || (unit !== '' && !/^(m|y|j|a$)/i.test(unit)))
    return { problem: `${field.label} “${clip(cell)}” is no number of months or years.` };
  const isYears = unit === '' ? /year|jahr/i.test(header) : /^(y|j|a$)/i.test(unit);
  return { key: field.key, value: Math.round(value * (isYears ? 12 : 1) * 1000) / 1000 };
}

const POWERS: Record<string, number> = { M: -1, G: 0, T: 1 };
/** Terabytes of memory are 1,024 GB and of disks 1,000, as Apple sells them; each GB is held as a gibibyte. */
function readGigabytes(field: ColumnField, header: string, cell: string, way: CellWay): CellReading {
  const [, number = '', unit = ''] = WITH_UNIT.exec(cell) ?? [];
  const value = readNumber(number, way.decimal);
  const named = /^([MGT])(?:i?B)?$/i.exec(unit) ?? (unit === '' ? /\b([MGT])B\b/i.exec(header) : null);
  if (value === null || (unit !== '' && !named))
    return { problem: `${field.label} “${clip(cell)}” is no size such as 512, 512 GB or 1 TB.` };
  const step = field.key === 'memoryBytes' ? 1024 : 1000;
  const power = POWERS[(named?.[1] ?? 'G').toUpperCase()]!;
  return { key: field.key, value: Math.round(value * step ** power * 2 ** 30) };
}

function oneOf(field: ColumnField, cell: string, words: Map<string, CustomValue>, help: string): CellReading {
  const value = words.get(cell.toLowerCase());
  if (value !== undefined) return { key: field.key, value };
  return { problem: `${field.label} “${clip(cell)}” is not known. ${help}` };
}
const wordsFor = <V extends CustomValue>(table: [V, string][]): Map<string, CustomValue> =>
  new Map(table.flatMap(([value, words]) => words.split(', ').map((word) => [word, value] as const)));
const YES_NO = wordsFor([
  [true, 'yes, y, true, ja, j, wahr, x, 1'],
  [false, 'no, n, false, nein, falsch, 0'],
]);
const STATUS_WORDS = wordsFor([
  ['active', 'in service, active, in use, deployed, aktiv, in betrieb, im einsatz'],
  ['maintenance', 'maintenance, in maintenance, repair, wartung, in wartung, in reparatur'],
  ['loaned', 'loaned, lent, on loan, verliehen, ausgeliehen'],
  ['retired', 'retired, decommissioned, archived, ausgemustert, außer betrieb, ausser betrieb'],
]);
const OWNERSHIP_WORDS = wordsFor([
  ['owned', 'owned, bought, eigentum, gekauft, kauf'],
  ['leased', 'leased, lease, leasing, geleast'],
  ['rented', 'rented, rent, cloud, gemietet, miete'],
]);
