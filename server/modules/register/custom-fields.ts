import type { CustomField } from '@/prisma/generated/client.ts';
import { type CustomValue, Day } from '@/shared/schemas/register.ts';
import type { Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';

/** Whether the values suit the lab's own fields; throws VALIDATION with the field's name. */
export async function checkCustomValues(
  tx: Transaction,
  values: readonly Record<string, CustomValue>[],
): Promise<void> {
  const ids = [...new Set(values.flatMap((it) => Object.keys(it)))];
  if (ids.length === 0) return;
  const fields = await tx.customField.findMany({ where: { id: { in: ids } } });
  for (const [id, value] of values.flatMap((it) => Object.entries(it))) {
    const field = fields.find((it) => it.id === id);
    if (!field) throw new ServiceError('VALIDATION', 'The lab has no such field any more. Reload the page.');
    const problem = value === null ? null : problemOf(field, value);
    if (problem) throw new ServiceError('VALIDATION', `${field.label}: ${problem}`);
  }
}

/** What is wrong with a value, or null. */
export function problemOf(
  field: Pick<CustomField, 'kind' | 'choices'>,
  value: NonNullable<CustomValue>,
): string | null {
  switch (field.kind) {
    case 'number':
      return typeof value === 'number' ? null : 'this is no number.';
    case 'yes_no':
      return typeof value === 'boolean' ? null : 'say yes or no.';
    case 'date':
      return Day.safeParse(value).success ? null : 'this is no date. Write it as 2026-11-18.';
    case 'choice':
      return typeof value === 'string' && field.choices.includes(value)
        ? null
        : `choose one of ${field.choices.join(', ')}.`;
    case 'text':
      return typeof value === 'string' && value.trim() !== '' ? null : 'this is no text.';
  }
}

/** How many machines have a value in each of the lab's own fields. */
export async function countUses(db: Pick<Transaction, '$queryRaw'>): Promise<Map<string, number>> {
  const rows = await db.$queryRaw<{ id: string; uses: number }[]>`
    SELECT entry.key AS id, count(*)::int AS uses FROM "Machine", jsonb_each("customValues") AS entry
    WHERE entry.value <> 'null'::jsonb GROUP BY entry.key`;
  return new Map(rows.map((it) => [it.id, it.uses]));
}
