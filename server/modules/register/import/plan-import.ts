import { guessDayForm, type DayForm } from '@/shared/domain/csv/read-day.ts';
import { type DecimalSign, guessDecimal } from '@/shared/domain/csv/read-number.ts';
import { type ColumnField, columnFields, matchColumns } from '@/shared/domain/csv/register-columns.ts';
import { type ImportOptions, MATCH_KEYS } from '@/shared/schemas/register-import.ts';
import { ServiceError } from '../../../errors.ts';
import { MOST_MACHINES } from '../../inventory/index.ts';
import { draftRows, type MatchKey, type TakenColumn } from './draft-rows.ts';
import { type Judged, judgeRows } from './judge-rows.ts';
import type { Register } from './load-register.ts';
import { matchRows } from './match-rows.ts';
import type { Table } from './read-table.ts';

export type ImportPlan = {
  table: Table;
  fields: ColumnField[];
  /** The field of each column. */
  keys: (string | null)[];
  decimal: { sign: DecimalSign; isSure: boolean };
  hasNumbers: boolean;
  dayForm: DayForm;
  matchBy: MatchKey;
  judged: Judged[];
};

/** What would become of each row of the file, the register being as it is. Nothing is written. */
export function planImport(table: Table, options: ImportOptions, register: Register): ImportPlan {
  const fields = columnFields(register.own);
  const keys = columnKeys(table, options, fields);
  const taken = table.headers.flatMap((header, index): TakenColumn[] => {
    const field = fields.find((it) => it.key === keys[index]);
    return field ? [{ index, header, field }] : [];
  });
  const prices = cellsOf(table, taken, ['money']);
  const numbers = cellsOf(table, taken, ['rate', 'number', 'gigabytes', 'months', 'watts']);
  const guessed = guessDecimal(numbers, prices, table.delimiter);
  const decimal = options.decimal ? { sign: options.decimal, isSure: true } : guessed;
  const dayForm = options.dayOrder ?? guessDayForm(cellsOf(table, taken, ['date']));
  const matchBy = options.matchBy ?? MATCH_KEYS.find((key) => keys.includes(key)) ?? 'name';
  const drafts = draftRows(table, taken, {
    decimal: decimal.sign,
    dayOrder: dayForm === 'dmy' || dayForm === 'mdy' ? dayForm : null,
    register,
    ownerMayBeTeam: !keys.includes('ownerTeamId'),
  });
  const serialColumn = taken.find(({ field }) => field.key === 'serial')?.index ?? null;
  matchRows(drafts, register.machines, matchBy, serialColumn);
  const judged = judgeRows(drafts, register, {
    emptyCells: options.emptyCells,
    mostMachines: MOST_MACHINES,
  });
  const hasNumbers = [...prices, ...numbers].some((it) => /\d/.test(it));
  return { table, fields, keys, decimal, hasNumbers, dayForm, matchBy, judged };
}

function columnKeys(table: Table, { columns }: ImportOptions, fields: readonly ColumnField[]) {
  if (columns === null) return matchColumns(table.headers, fields);
  const keys = table.headers.map((_, index) => columns[index] ?? null);
  const known = new Set(fields.map((it) => it.key));
  const chosen = keys.filter((it) => it !== null);
  if (chosen.some((it) => !known.has(it)))
    throw new ServiceError('VALIDATION', 'The lab has no such field any more. Choose the columns again.');
  if (new Set(chosen).size < chosen.length)
    throw new ServiceError('VALIDATION', 'Two columns are for the same field. Choose one of them.');
  return keys;
}

const cellsOf = (
  { rows }: Table,
  taken: readonly TakenColumn[],
  kinds: readonly ColumnField['kind'][],
): string[] =>
  taken
    .filter(({ field }) => kinds.includes(field.kind))
    .flatMap(({ index }) => rows.map(({ cells }) => cells[index]!));
