import { createHash } from 'node:crypto';
import { getMacModel } from '@/shared/data/mac-models.ts';
import { clipText } from '@/shared/domain/clip-text.ts';
import type { ColumnField } from '@/shared/domain/csv/register-columns.ts';
import { tellField } from '@/shared/domain/tell-field.ts';
import type { AssetFields, CustomValue } from '@/shared/schemas/register.ts';
import {
  type ImportPreview,
  type ImportRow,
  MATCH_KEYS,
  VERDICTS,
} from '@/shared/schemas/register-import.ts';
import { customOf, fieldsOf } from '../to-asset.ts';
import type { Judged } from './judge-rows.ts';
import type { Register } from './load-register.ts';
import type { ImportPlan } from './plan-import.ts';

/** The plan in people's words, as it is shown before anything is written. */
export function tellPlan(plan: ImportPlan, register: Register): Omit<ImportPreview, 'digest' | 'emptyCells'> {
  const { table, judged } = plan;
  const rows = judged.map((it) => tellRow(it, plan.fields, register));
  const count = (verdict: (typeof VERDICTS)[number]) => judged.filter((it) => it.verdict === verdict).length;
  return {
    encoding: table.encoding,
    delimiter: table.delimiter,
    decimal: plan.decimal.sign,
    isDecimalSure: plan.decimal.isSure,
    hasNumbers: plan.hasNumbers,
    dayForm: plan.dayForm,
    matchBy: plan.matchBy,
    columns: table.headers.map((header, index) => ({
      header,
      key: plan.keys[index] ?? null,
      example: table.rows.find(({ cells }) => cells[index] !== '')?.cells[index]?.slice(0, 80) ?? '',
    })),
    fields: plan.fields.map(({ key, label }) => ({ key, label })),
    notes: table.notes,
    counts: { new: count('new'), changes: count('changes'), same: count('same'), refused: count('refused') },
    rows,
  };
}

/** What is written if nothing changes meanwhile; whatever differs gives another digest. */
export const digestOf = ({ judged, keys }: ImportPlan): string =>
  createHash('sha256')
    .update(
      JSON.stringify([
        keys,
        judged.map(({ draft, verdict, changes }) => [
          draft.line,
          verdict,
          draft.machine && [draft.machine.id, draft.machine.revision],
          changes,
          draft.problems,
        ]),
      ]),
    )
    .digest('hex');

function tellRow(
  { draft, verdict, changes }: Judged,
  fields: readonly ColumnField[],
  register: Register,
): ImportRow {
  const { machine, ids } = draft;
  const was: Record<string, CustomValue> = machine ? { ...fieldsOf(machine), ...customOf(machine) } : {};
  const is: Record<string, CustomValue | undefined> = { ...changes, ...changes.custom } as AssetFields;
  const told = verdict === 'changes' || verdict === 'new' ? fields : [];
  const inRow = new Set<string>(verdict === 'new' ? MATCH_KEYS : []);
  return {
    line: draft.line,
    verdict,
    machineId: machine?.id ?? null,
    tag: ids.tag ?? machine?.tag ?? changes.tag ?? null,
    isNextTag: draft.isNextTag,
    name: ids.name ?? machine?.name ?? null,
    serial: ids.serial,
    shifts: told.flatMap((field) =>
      is[field.key] === undefined || inRow.has(field.key)
        ? []
        : [
            {
              label: field.label,
              from: tell(field, was[field.key], register),
              to: tell(field, is[field.key], register),
            },
          ],
    ),
    problems: draft.problems,
    warnings: draft.warnings.flatMap(({ key, text }) =>
      key === null || is[key] !== undefined ? [text] : [],
    ),
    mend: verdict === 'refused' ? draft.mend : null,
  };
}

/** Of a note, say; all of it is written. */
const MOST_SHOWN = 200;

function tell(field: ColumnField, value: CustomValue | undefined, register: Register): string | null {
  const { currency, people, teams } = register;
  const told = tellField(field, value, {
    currency,
    nameOf: (of, id) =>
      of === 'model'
        ? getMacModel(id)?.name
        : (of === 'person' ? people : teams).find((it) => it.id === id)?.name,
  });
  return told && clipText(told, MOST_SHOWN);
}
