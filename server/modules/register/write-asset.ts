import { getMacModel } from '@/shared/data/mac-models.ts';
import { REGISTER_KEYS, type RegisterKey, registerField } from '@/shared/domain/register-fields.ts';
import type { Prisma } from '@/prisma/generated/client.ts';
import type { AssetChanges, AssetFields } from '@/shared/schemas/register.ts';
import type { AfterCommit, ServiceContext } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';
import { allowStatus, writeMachine } from '../inventory/index.ts';
import { checkCustomValues } from './custom-fields.ts';
import { customOf, fieldsOf } from './to-asset.ts';

type Change = {
  id: string;
  /** What the person saw; `null` when any will do. */
  revision: number | null;
  changes: AssetChanges;
};

/**
 * Writes what people entered of one machine, with its audit row: the one way for the form, many at once and files.
 * Throws NOT_FOUND, CONFLICT (changed meanwhile; a name, tag or serial that another has) or VALIDATION.
 */
export async function writeAsset(
  ctx: ServiceContext,
  tx: Transaction,
  afterCommit: AfterCommit,
  { id, revision, changes }: Change,
): Promise<void> {
  const row = await tx.machine.findUnique({ where: { id } });
  if (!row) throw new ServiceError('NOT_FOUND', 'There is no such machine in this lab.');
  const was = fieldsOf(row);
  const changed = changedKeys(was, changes);
  await checkUnique(tx, id, changed, changes);
  await checkReferences(tx, changes);
  if (changes.custom) await checkCustomValues(tx, changes.custom);
  const custom = changes.custom && { ...customOf(row), ...changes.custom };
  const isCustomChanged = JSON.stringify(custom ?? null) !== JSON.stringify(custom ? customOf(row) : null);
  if (changed.length === 0 && !isCustomChanged) return;
  await writeMachine(ctx, tx, afterCommit, {
    id,
    revision,
    data: {
      ...toColumns(changed, changes),
      ...(isCustomChanged && { customValues: custom as Prisma.InputJsonObject }),
    },
    action: 'machine.edit',
    describe: () => ({
      before: { ...pick(was, changed), ...(isCustomChanged && { custom: customOf(row) }) },
      after: { ...pick({ ...was, ...changes }, changed), ...(isCustomChanged && { custom }) },
    }),
    check: async (_tx, before, after) => {
      if (changes.status) await allowStatus(ctx, tx, after, before, changes.status);
    },
  });
}

/** Those of the changes that differ from what is entered. */
export const changedKeys = (was: AssetFields, changes: AssetChanges): RegisterKey[] =>
  REGISTER_KEYS.filter((key) => changes[key] !== undefined && changes[key] !== was[key]);

const pick = (fields: AssetChanges, keys: readonly RegisterKey[]) =>
  Object.fromEntries(keys.map((key) => [key, fields[key]]));

const DATES = new Set<RegisterKey>(['purchasedOn', 'warrantyUntil', 'leaseUntil']);
const BYTES = new Set<RegisterKey>(['memoryBytes', 'diskBytes']);

/** As the columns hold them. */
export function toColumns(
  keys: readonly RegisterKey[],
  changes: AssetChanges,
): Prisma.MachineUncheckedUpdateManyInput {
  const column = (key: RegisterKey) => {
    const value = changes[key] ?? null;
    if (value === null) return null;
    if (DATES.has(key)) return new Date(`${value}T00:00:00Z`);
    return BYTES.has(key) ? BigInt(value) : value;
  };
  return Object.fromEntries(keys.map((key) => [key, column(key)]));
}

/** A name, tag or serial of another machine, told with that machine's name. Case does not tell two apart. */
export async function checkUnique(
  tx: Transaction,
  id: string | null,
  keys: readonly RegisterKey[],
  changes: AssetChanges,
): Promise<void> {
  for (const key of ['name', 'tag', 'serial'] as const) {
    const value = changes[key];
    if (!keys.includes(key) || value == null) continue;
    const other = await tx.machine.findFirst({
      where: { [key]: { equals: value, mode: 'insensitive' }, ...(id !== null && { NOT: { id } }) },
      select: { name: true },
    });
    if (!other) continue;
    throw new ServiceError(
      'CONFLICT',
      key === 'name'
        ? `There is already a machine called ${other.name}. Choose another name.`
        : `${registerField(key).label} ${value} belongs to ${other.name}. Check both.`,
      { details: { field: key } },
    );
  }
}

async function checkReferences(tx: Transaction, changes: AssetChanges): Promise<void> {
  const { ownerId, ownerTeamId, catalogId } = changes;
  if (ownerId && !(await tx.user.findUnique({ where: { id: ownerId }, select: { id: true } })))
    throw new ServiceError('VALIDATION', 'That owner is not in the lab any more. Choose another.', {
      details: { field: 'ownerId' },
    });
  if (ownerTeamId && !(await tx.team.findUnique({ where: { id: ownerTeamId }, select: { id: true } })))
    throw new ServiceError('VALIDATION', 'That team is not in the lab any more. Choose another.', {
      details: { field: 'ownerTeamId' },
    });
  if (catalogId && !getMacModel(catalogId))
    throw new ServiceError(
      'VALIDATION',
      `There is no model “${catalogId}” in the catalogue. Choose one of the list.`,
      { details: { field: 'catalogId' } },
    );
}
