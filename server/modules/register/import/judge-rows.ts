import type { Machine } from '@/prisma/generated/client.ts';
import { listNames } from '@/shared/domain/format.ts';
import { REGISTER_KEYS, registerField, type RegisterKey } from '@/shared/domain/register-fields.ts';
import type { AssetChanges, CustomValue } from '@/shared/schemas/register.ts';
import type { ImportOptions, Verdict } from '@/shared/schemas/register-import.ts';
import { customOf, fieldsOf } from '../to-asset.ts';
import type { Draft } from './draft-rows.ts';
import { keepUnique } from './keep-unique.ts';
import type { Register } from './load-register.ts';
import { tagCounter } from './next-tag.ts';

/** What becomes of a row, and what would be written for it. */
export type Judged = { draft: Draft; verdict: Verdict; changes: AssetChanges };

/** What a Mac has to have, or is given: an empty cell takes none of them away. */
const NEVER_CLEARED = new Set<string>(['tag', 'name', 'status', 'ownership']);
/** What the one who rents a Mac out has, and not the lab. */
const OF_OWNERS = new Set<string>([
  'purchasedOn',
  'purchasePrice',
  'warrantyUntil',
  'lifespanMonths',
  'residualPrice',
]);

/** The verdict on every row, rows having their machines. Who is refused stays out, and is looked at as it is now. */
export function judgeRows(
  drafts: readonly Draft[],
  register: Register,
  { emptyCells, mostMachines }: Pick<ImportOptions, 'emptyCells'> & { mostMachines: number },
): Judged[] {
  const judged = drafts.map((draft): Judged => ({
    draft,
    verdict: 'refused',
    changes: changesOf(draft, emptyCells === 'clear'),
  }));
  for (const it of judged) refuseWhatCannotBe(it, register);
  refuseTooMany(judged, mostMachines - register.machines.length);
  keepUnique(judged, register.machines);
  giveTags(judged, register.machines);
  for (const it of judged) it.verdict = verdictOf(it);
  return judged;
}

const sameValue = (a: CustomValue | undefined, b: CustomValue | undefined): boolean => {
  const plain = (it: CustomValue | undefined) =>
    typeof it === 'string' ? it.trim().replaceAll(/\r\n?/g, '\n') : (it ?? null);
  return plain(a) === plain(b);
};

function changesOf(draft: Draft, clears: boolean): AssetChanges {
  const { machine } = draft;
  const was: Record<string, CustomValue> = machine ? { ...fieldsOf(machine), ...customOf(machine) } : {};
  const values = new Map(draft.values);
  settleOwner(draft, values);
  if (clears && machine)
    for (const key of draft.empty) if (!NEVER_CLEARED.has(key) && !values.has(key)) values.set(key, null);
  const changed = [...values].filter(([key, value]) => !sameValue(was[key], value));
  const kept = leaveOutOfRented(draft, changed, (values.get('ownership') ?? was['ownership']) === 'rented');
  const custom = kept.filter(([key]) => !isRegisterKey(key));
  return {
    ...Object.fromEntries(kept.filter(([key]) => isRegisterKey(key))),
    ...(custom.length > 0 && { custom: Object.fromEntries(custom) }),
  };
}

const KEYS = new Set<string>(REGISTER_KEYS);
const isRegisterKey = (key: string): key is RegisterKey => KEYS.has(key);

/** A name that several have is no question where one of them is the owner already. */
function settleOwner({ either, machine, problems }: Draft, values: Map<string, CustomValue>): void {
  if (!either) return;
  if (machine?.ownerId && either.ids.includes(machine.ownerId)) values.set('ownerId', machine.ownerId);
  else problems.push(either.problem);
}

function leaveOutOfRented(draft: Draft, changed: [string, CustomValue][], isRented: boolean) {
  if (!isRented) return changed;
  const left = changed.filter(([key, value]) => OF_OWNERS.has(key) && value !== null);
  const labels = left.map(([key]) => registerField(key as RegisterKey).label.toLowerCase());
  if (labels.length > 0)
    draft.warnings.push({
      key: null,
      text: `Rented: what the file has for ${listNames(labels)} is left out.`,
    });
  return changed.filter(([key]) => !OF_OWNERS.has(key));
}

function refuseWhatCannotBe({ draft, changes }: Judged, { ahead }: Register): void {
  const { machine, ids, problems } = draft;
  if (!machine && ids.name === null && problems.length === 0)
    problems.push('No Mac of the register is meant by this line, and a new one needs a name.');
  const bookings = machine ? (ahead.get(machine.id) ?? 0) : 0;
  const leaves = changes.status === 'retired' || changes.status === 'loaned';
  if (machine && leaves && bookings > 0)
    problems.push(
      `${machine.name} still has ${bookings === 1 ? 'a booking' : `${bookings} bookings`} ahead. Cancel or end them first.`,
    );
}

function refuseTooMany(judged: readonly Judged[], room: number): void {
  const fresh = judged.filter(({ draft }) => !draft.machine && draft.problems.length === 0);
  for (const { draft } of fresh.slice(Math.max(0, room)))
    draft.problems.push('The register has no room for more Macs: it holds 1,000.');
}

function giveTags(judged: readonly Judged[], machines: readonly Machine[]): void {
  const known = machines.flatMap((it) => it.tag ?? []);
  const inFile = judged.flatMap(({ draft }) => draft.ids.tag ?? []);
  const next = tagCounter(known.length > 0 ? known : inFile, [...known, ...inFile]);
  for (const { draft, changes } of judged) {
    if (draft.machine || draft.problems.length > 0 || changes.tag !== undefined) continue;
    const tag = next();
    if (tag === null) continue;
    changes.tag = tag;
    draft.isNextTag = true;
  }
}

function verdictOf({ draft, changes }: Judged): Verdict {
  if (draft.problems.length > 0) return 'refused';
  if (!draft.machine) return 'new';
  return Object.keys(changes).length > 0 ? 'changes' : 'same';
}
