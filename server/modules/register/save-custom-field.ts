import type * as z from 'zod';
import type { CustomField as Row } from '@/prisma/generated/client.ts';
import { listNames } from '@/shared/domain/format.ts';
import { REGISTER_FIELDS } from '@/shared/domain/register-fields.ts';
import {
  type CustomField,
  MOST_CUSTOM_FIELDS,
  type SaveCustomFieldInput,
} from '@/shared/schemas/custom-field.ts';
import { authorize, type ServiceContext, withTransaction } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';
import { emitAudit } from '../audit/index.ts';
import { countUses } from './custom-fields.ts';

type Input = z.output<typeof SaveCustomFieldInput>;

/**
 * Adds a field of the lab's own, or renames and moves one. Its kind stays as soon as something is entered in it, and
 * so does a choice that is. Throws NOT_FOUND, CONFLICT (the name is taken) or VALIDATION.
 */
export async function saveCustomField(ctx: ServiceContext, input: Input): Promise<CustomField> {
  authorize(ctx, 'machine:edit');
  return withTransaction(ctx, async (tx) => {
    const rows = await lockFields(tx);
    const was = input.id === null ? null : rows.find((it) => it.id === input.id);
    if (was === undefined) throw new ServiceError('NOT_FOUND', 'The lab has no such field. Reload the page.');
    checkLabel(rows, input);
    if (!was && rows.filter((it) => !it.retiredAt).length >= MOST_CUSTOM_FIELDS)
      throw new ServiceError('VALIDATION', `A lab has at most ${MOST_CUSTOM_FIELDS} fields of its own.`);
    const uses = was ? ((await countUses(tx)).get(was.id) ?? 0) : 0;
    if (was) await checkEntered(tx, was, input, uses);
    const data = {
      label: input.label,
      kind: input.kind,
      choices: input.kind === 'choice' ? input.choices : [],
    };
    const row = was
      ? await tx.customField.update({ where: { id: was.id }, data })
      : await tx.customField.create({ data: { ...data, position: rows.length } });
    await place(
      tx,
      was ? rows.map((it) => (it.id === row.id ? row : it)) : [...rows, row],
      row,
      input.position,
    );
    await emitAudit(ctx, tx, {
      action: was ? 'register.change-field' : 'register.add-field',
      objectType: 'custom-field',
      objectId: row.id,
      objectName: row.label,
      before: was && { label: was.label, kind: was.kind, choices: was.choices },
      after: { label: row.label, kind: row.kind, choices: row.choices },
    });
    const { id, label, kind, choices, retiredAt } = row;
    return { id, label, kind, choices, retiredAt, uses };
  });
}

/** All of them in their order, held until the end: their places depend on each other. */
async function lockFields(tx: Transaction): Promise<Row[]> {
  await tx.$executeRaw`LOCK TABLE "CustomField" IN SHARE ROW EXCLUSIVE MODE`;
  return tx.customField.findMany({ orderBy: [{ position: 'asc' }, { createdAt: 'asc' }] });
}

const alike = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** Columns of files are told apart by their names. */
function checkLabel(rows: readonly Row[], { id, label }: Input): void {
  const other = rows.find((it) => it.id !== id && alike(it.label, label));
  if (other?.retiredAt)
    throw new ServiceError(
      'CONFLICT',
      `There was a field called ${other.label}, which is retired. Bring it back, or choose another name.`,
    );
  const taken = other?.label ?? REGISTER_FIELDS.find((it) => alike(it.label, label))?.label;
  if (taken)
    throw new ServiceError('CONFLICT', `There is already a field called ${taken}. Choose another name.`);
}

async function checkEntered(tx: Transaction, was: Row, input: Input, uses: number): Promise<void> {
  if (uses === 0) return;
  const machines = uses === 1 ? 'one machine has' : `${uses} machines have`;
  if (input.kind !== was.kind)
    throw new ServiceError(
      'VALIDATION',
      `${was.label} keeps its kind: ${machines} something entered in it. Retire it and make a new field instead.`,
    );
  const gone = was.choices.filter((it) => !input.choices.includes(it));
  if (was.kind !== 'choice' || gone.length === 0) return;
  const holders = await tx.$queryRaw<{ name: string }[]>`
    SELECT name FROM "Machine" WHERE "customValues"->>${was.id} = ANY(${gone}) ORDER BY name LIMIT 6`;
  if (holders.length === 0) return;
  const names = listNames([
    ...holders.slice(0, 5).map((it) => it.name),
    ...(holders.length > 5 ? ['others'] : []),
  ]);
  throw new ServiceError(
    'VALIDATION',
    `${listNames(gone)} can’t be taken away: ${names} ${holders.length === 1 ? 'has' : 'have'} it. Change that first.`,
  );
}

/** Numbers those in use anew, with this one at its place. */
async function place(
  tx: Transaction,
  rows: readonly Row[],
  row: Row,
  position: number | undefined,
): Promise<void> {
  const others = rows.filter((it) => it.id !== row.id && !it.retiredAt);
  const own = position ?? rows.filter((it) => !it.retiredAt).findIndex((it) => it.id === row.id);
  const order = row.retiredAt ? others : others.toSpliced(own, 0, row);
  for (const [index, it] of order.entries()) {
    if (it.position !== index)
      await tx.customField.update({ where: { id: it.id }, data: { position: index } });
  }
}
