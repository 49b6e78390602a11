import { draftOf, readDraft } from '@/shared/domain/custom-values.ts';
import { readField, textOf } from '@/shared/domain/register-draft.ts';
import { REGISTER_FIELDS, type RegisterField } from '@/shared/domain/register-fields.ts';
import { tellField } from '@/shared/domain/tell-field.ts';
import type { CustomValue } from '@/shared/schemas/register.ts';
import { CUSTOM_PREFIX } from './columns.ts';
import type { BulkPreviewView, ChoicesView, CustomFieldView, Row } from './types.ts';

/** A field that many Macs can have alike, by its name here. */
export type BulkField = { id: string; label: string } & (
  | { register: RegisterField; custom: null }
  | { register: null; custom: CustomFieldView }
);

export const bulkFields = (fields: readonly CustomFieldView[]): BulkField[] => [
  ...REGISTER_FIELDS.filter((it) => !it.isUnique).map((it) => ({
    id: it.key,
    label: it.label,
    register: it,
    custom: null,
  })),
  ...fields.map((it) => ({ id: CUSTOM_PREFIX + it.id, label: it.label, register: null, custom: it })),
];

/** What all of them have in it already, to start from; empty where they differ. */
export function sharedDraft(field: BulkField, rows: readonly Row[]): string {
  const drafts = rows.map(({ asset }) => {
    if (field.custom) return draftOf(asset.custom[field.custom.id]);
    return textOf(field.register.key, asset[field.register.key]);
  });
  return drafts.every((it) => it === drafts[0]) ? (drafts[0] ?? '') : '';
}

type Changes = { [key: string]: string | number | null | Record<string, CustomValue> };

/** What is to be sent for a draft, or what is wrong with it. */
export function changesOf(field: BulkField, draft: string): { changes: Changes } | { problem: string } {
  if (field.custom) {
    const read = readDraft(field.custom, draft);
    return 'problem' in read ? read : { changes: { custom: { [field.custom.id]: read.value } } };
  }
  const { kind, key } = field.register;
  if ((kind === 'status' || kind === 'ownership') && draft === '') return { problem: 'Choose one.' };
  const read = readField(key, draft);
  return 'problem' in read ? read : { changes: { [key]: read.value } };
}

type Around = { currency: string; choices: ChoicesView | undefined };

/** A value in people's words; "nothing" where none is entered. */
export function tellBulkValue(field: BulkField, value: CustomValue | undefined, around: Around): string {
  const { currency, choices } = around;
  const named = { person: choices?.people, team: choices?.teams, model: choices?.models };
  const { kind } = field.register ?? field.custom;
  const told = tellField({ key: field.id, kind }, value, {
    currency,
    nameOf: (of, id) => named[of]?.find((it) => it.id === id)?.name ?? 'another',
  });
  return told ?? 'nothing';
}

/** What is entered now of the field that changes. */
export const valueBefore = (
  field: BulkField,
  row: BulkPreviewView['rows'][number],
): CustomValue | undefined => (field.custom ? row.customWas[field.custom.id] : row.was[field.register.key]);
