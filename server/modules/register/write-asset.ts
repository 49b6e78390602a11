import { getMacModel } from '@/shared/data/mac-models.ts';
import { REGISTER_KEYS, type RegisterKey, registerField } from '@/shared/domain/register-fields.ts';
import { canonicalJson } from '@/shared/domain/canonical-json.ts';
import type { Machine, Prisma } from '@/prisma/generated/client.ts';
import type { AssetChanges, AssetFields, CustomValue } from '@/shared/schemas/register.ts';
import type { AfterCommit, ServiceContext } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';
import { allowStatus, lockMachines, type MachineChange, writeMachine } from '../inventory/index.ts';
import { checkCustomValues } from './custom-fields.ts';
import { customOf, fieldsOf } from './to-asset.ts';

type Change = {
  id: string;
  /** What the person saw; `null` when any will do. */
  revision: number | null;
  changes: AssetChanges;
};
type Write = Change & {
  row: Machine;
  was: AssetFields;
  changed: RegisterKey[];
  /** The lab's own fields after it, where one of them changes. */
  custom: Record<string, CustomValue> | null;
};

/** Writes what people entered of one machine; see `writeAssets`. */
export const writeAsset = (
  ctx: ServiceContext,
  tx: Transaction,
  afterCommit: AfterCommit,
  change: Change,
): Promise<void> => writeAssets(ctx, tx, afterCommit, [change]);

/**
 * Writes what people entered of machines, each with its audit row: the one way for the form, many at once and files.
 * What is as it was is left alone. Throws NOT_FOUND, CONFLICT (changed meanwhile; a name, tag or serial that another
 * has) or VALIDATION, and then nothing is written.
 */
export async function writeAssets(
  ctx: ServiceContext,
  tx: Transaction,
  afterCommit: AfterCommit,
  wanted: readonly Change[],
): Promise<void> {
  const ids = wanted.map((it) => it.id);
  await lockMachines(tx, ids);
  const found = await tx.machine.findMany({ where: { id: { in: ids } } });
  const rows = new Map(found.map((it) => [it.id, it]));
  const writes = wanted.flatMap((it) => toWrite(it, rows.get(it.id)) ?? []);
  const toGiveUp = await checkUnique(tx, writes);
  await checkReferences(tx, wanted);
  await checkCustomValues(
    tx,
    wanted.flatMap(({ changes }) => (changes.custom ? [changes.custom] : [])),
  );
  for (const { id, key } of toGiveUp)
    await tx.machine.updateMany({ where: { id }, data: { [key]: key === 'name' ? id : null } });
  await writeMachine(ctx, tx, afterCommit, ...writes.map((it) => toMachineChange(ctx, it)));
}

function toWrite(change: Change, row: Machine | undefined): Write | null {
  if (!row) throw new ServiceError('NOT_FOUND', 'There is no such machine in this lab.');
  const was = fieldsOf(row);
  const changed = changedKeys(was, change.changes);
  const merged = { ...customOf(row), ...change.changes.custom };
  const custom = canonicalJson(merged) === canonicalJson(customOf(row)) ? null : merged;
  return changed.length === 0 && custom === null ? null : { ...change, row, was, changed, custom };
}

const toMachineChange = (
  ctx: ServiceContext,
  { id, revision, changes, row, was, changed, custom }: Write,
): MachineChange => ({
  id,
  revision,
  data: {
    ...toColumns(changed, changes),
    ...(custom && { customValues: custom as Prisma.InputJsonObject }),
  },
  action: 'machine.edit',
  describe: () => ({
    before: { ...pick(was, changed), ...(custom && { custom: customOf(row) }) },
    after: { ...pick({ ...was, ...changes }, changed), ...(custom && { custom }) },
  }),
  check: async (tx, before, afterCommit) => {
    if (changes.status) await allowStatus(ctx, tx, afterCommit, before, changes.status);
  },
});

/** Those of the changes that differ from what is entered. */
export const changedKeys = (was: AssetFields, changes: AssetChanges): RegisterKey[] =>
  REGISTER_KEYS.filter((key) => changes[key] !== undefined && changes[key] !== was[key]);

const pick = (fields: AssetChanges, keys: readonly RegisterKey[]) =>
  Object.fromEntries(keys.map((key) => [key, fields[key]]));

/** As the columns hold them. */
export function toColumns(
  keys: readonly RegisterKey[],
  changes: AssetChanges,
): Prisma.MachineUncheckedUpdateManyInput {
  const column = (key: RegisterKey) => {
    const value = changes[key] ?? null;
    if (value === null) return null;
    const { kind } = registerField(key);
    if (kind === 'date') return new Date(`${value}T00:00:00Z`);
    return kind === 'gigabytes' ? BigInt(value) : value;
  };
  return Object.fromEntries(keys.map((key) => [key, column(key)]));
}

const UNIQUE = ['name', 'tag', 'serial'] as const;
type UniqueKey = (typeof UNIQUE)[number];

/**
 * A name, tag or serial that another machine has once all is written is told with that machine's name; case does not
 * tell two apart. Gives those that must let go of theirs first, because another of them takes it.
 */
async function checkUnique(
  tx: Transaction,
  writes: readonly Write[],
): Promise<{ id: string; key: UniqueKey }[]> {
  if (!writes.some(({ changed }) => UNIQUE.some((key) => changed.includes(key)))) return [];
  const machines = await tx.machine.findMany({ select: { id: true, name: true, tag: true, serial: true } });
  const byId = new Map(writes.map((it) => [it.id, it]));
  const toGiveUp: { id: string; key: UniqueKey }[] = [];
  for (const key of UNIQUE) {
    const keepers = machines.filter(({ id }) => !byId.get(id)?.changed.includes(key));
    const held = new Map(keepers.flatMap((it) => (it[key] === null ? [] : [[fold(it[key]), it.name]])));
    const before = new Map(machines.flatMap((it) => (it[key] === null ? [] : [[fold(it[key]), it.id]])));
    for (const { id, changed, changes, row } of writes) {
      const value = changes[key];
      if (!changed.includes(key) || value == null) continue;
      const other = held.get(fold(value));
      if (other !== undefined) throw taken(key, value, other);
      held.set(fold(value), row.name);
      const holder = before.get(fold(value));
      if (holder !== undefined && holder !== id) toGiveUp.push({ id: holder, key });
    }
  }
  return toGiveUp;
}
const fold = (text: string): string => text.toLowerCase();

const taken = (key: UniqueKey, value: string, other: string): ServiceError =>
  new ServiceError(
    'CONFLICT',
    key === 'name'
      ? `There is already a machine called ${other}. Choose another name.`
      : `${registerField(key).label} ${value} belongs to ${other}. Check both.`,
    { details: { field: key } },
  );

async function checkReferences(tx: Transaction, wanted: readonly Change[]): Promise<void> {
  const all = (key: 'ownerId' | 'ownerTeamId' | 'catalogId'): string[] => [
    ...new Set(wanted.flatMap(({ changes }) => changes[key] ?? [])),
  ];
  const [owners, teams] = [all('ownerId'), all('ownerTeamId')];
  if (owners.length > 0 && (await tx.user.count({ where: { id: { in: owners } } })) < owners.length)
    throw new ServiceError('VALIDATION', 'That owner is not in the lab any more. Choose another.', {
      details: { field: 'ownerId' },
    });
  if (teams.length > 0 && (await tx.team.count({ where: { id: { in: teams } } })) < teams.length)
    throw new ServiceError('VALIDATION', 'That team is not in the lab any more. Choose another.', {
      details: { field: 'ownerTeamId' },
    });
  const unknown = all('catalogId').find((id) => !getMacModel(id));
  if (unknown !== undefined)
    throw new ServiceError(
      'VALIDATION',
      `There is no model “${unknown}” in the catalogue. Choose one of the list.`,
      { details: { field: 'catalogId' } },
    );
}
