import type { ColumnField } from '@/shared/domain/csv/register-columns.ts';
import type { Machine } from '@/prisma/generated/client.ts';
import type { CustomValue } from '@/shared/schemas/register.ts';
import { MATCH_KEYS } from '@/shared/schemas/register-import.ts';
import { type CellWay, isEmptyCell, readCell } from './read-cell.ts';
import type { Table } from './read-table.ts';

export type MatchKey = (typeof MATCH_KEYS)[number];
export type Mend = { column: number; text: string; suggestion: string | null };

/** A row as it was read, and what becomes of it. */
export type Draft = {
  line: number;
  values: Map<string, CustomValue>;
  /** Fields whose cells are empty. */
  empty: Set<string>;
  /** An owner whose name several have. */
  either: { ids: string[]; problem: string } | null;
  /** As the file has them. */
  ids: Record<MatchKey, string | null>;
  machine: Machine | null;
  problems: string[];
  /** With the field whose value they are about; null for the row. */
  warnings: { key: string | null; text: string }[];
  mend: Mend | null;
  isNextTag: boolean;
};

/** The columns that are taken, with their fields. */
export type TakenColumn = { index: number; header: string; field: ColumnField };

export const draftRows = (table: Table, columns: readonly TakenColumn[], way: CellWay): Draft[] =>
  table.rows.map((row) => draftRow(row, columns, way));

function draftRow(row: Table['rows'][number], columns: readonly TakenColumn[], way: CellWay): Draft {
  const draft: Draft = {
    line: row.line,
    values: new Map(),
    empty: new Set(),
    either: null,
    ids: { serial: null, tag: null, name: null },
    machine: null,
    problems: row.widthProblem === null ? [] : [row.widthProblem],
    warnings: [],
    mend: null,
    isNextTag: false,
  };
  for (const { index, header, field } of columns) {
    const cell = row.cells[index]!;
    if (isEmptyCell(cell, field)) {
      draft.empty.add(field.key);
      continue;
    }
    if (isMatchKey(field.key)) draft.ids[field.key] = cell;
    take(draft, index, cell, readCell(field, header, cell, way));
  }
  for (const key of MATCH_KEYS) {
    const value = draft.values.get(key);
    if (typeof value === 'string') draft.ids[key] = value;
  }
  return draft;
}

const isMatchKey = (key: string): key is MatchKey => MATCH_KEYS.some((it) => it === key);

function take(draft: Draft, column: number, cell: string, reading: ReturnType<typeof readCell>): void {
  if ('value' in reading) {
    // A column of its own goes before a team in the owner's.
    if (!draft.values.has(reading.key)) draft.values.set(reading.key, reading.value);
    if (reading.warning !== undefined) draft.warnings.push({ key: reading.key, text: reading.warning });
  } else if ('oneOf' in reading) draft.either = { ids: reading.oneOf, problem: reading.problem };
  else if ('left' in reading) draft.warnings.push({ key: null, text: reading.left });
  else {
    draft.problems.push(reading.problem);
    draft.mend ??= { column, text: cell, suggestion: null };
  }
}
