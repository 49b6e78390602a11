import type { Machine } from '@/prisma/generated/client.ts';
import { registerField } from '@/shared/domain/register-fields.ts';
import { MATCH_KEYS } from '@/shared/schemas/register-import.ts';
import type { Draft, MatchKey } from './draft-rows.ts';

type Index = Record<MatchKey, Map<string, Machine>>;

/**
 * Finds each row's machine: by the chosen key, and where the row or the machine has none, by the others. Of two rows
 * for one machine that which says more of it stands.
 */
export function matchRows(
  drafts: readonly Draft[],
  machines: readonly Machine[],
  matchBy: MatchKey,
  serialColumn: number | null,
): void {
  const index = indexOf(machines);
  for (const draft of drafts) {
    draft.machine = findMachine(draft, index, matchBy);
    if (draft.machine?.simulated)
      draft.problems.push(`${draft.machine.name} is simulated: it is no asset of the register.`);
    if (!draft.machine) refuseOfAnother(draft, index, matchBy, serialColumn);
  }
  refuseSecondRows(drafts, index, serialColumn);
}

function indexOf(machines: readonly Machine[]): Index {
  const index: Index = { serial: new Map(), tag: new Map(), name: new Map() };
  for (const machine of machines)
    for (const key of MATCH_KEYS) {
      const value = machine[key];
      if (value !== null) index[key].set(value.toLowerCase(), machine);
    }
  return index;
}

const lookUp = (index: Index, key: MatchKey, { ids }: Draft): Machine | null =>
  (ids[key] !== null && index[key].get(ids[key].toLowerCase())) || null;

function findMachine(draft: Draft, index: Index, matchBy: MatchKey): Machine | null {
  const first = lookUp(index, matchBy, draft);
  if (first) return first;
  for (const key of MATCH_KEYS) {
    const other = lookUp(index, key, draft);
    if (other && (draft.ids[matchBy] === null || other[matchBy] === null)) return other;
  }
  return null;
}

/** A row that would be new, though the register has its name or tag under another serial. */
function refuseOfAnother(draft: Draft, index: Index, matchBy: MatchKey, serialColumn: number | null): void {
  for (const key of MATCH_KEYS) {
    const other = lookUp(index, key, draft);
    if (!other) continue;
    const word = (it: MatchKey): string => registerField(it).label.toLowerCase();
    draft.problems.push(
      `No Mac has this ${word(matchBy)}, and the ${word(key)} ${draft.ids[key]} belongs to one whose ${word(matchBy)} is ${other[matchBy]}.`,
    );
    suggestSerial(draft, other, matchBy === 'serial' ? serialColumn : null);
    return;
  }
}

function suggestSerial(draft: Draft, machine: Machine, column: number | null): void {
  if (column === null || machine.serial === null) return;
  draft.mend ??= { column, text: draft.ids.serial ?? '', suggestion: machine.serial };
}

function refuseSecondRows(drafts: readonly Draft[], index: Index, serialColumn: number | null): void {
  const byMachine = Map.groupBy(
    drafts.filter((it) => it.machine !== null),
    (it) => it.machine!.id,
  );
  for (const rows of byMachine.values()) {
    if (rows.length < 2) continue;
    const agreeing = (draft: Draft): number =>
      MATCH_KEYS.filter((key) => lookUp(index, key, draft)?.id === draft.machine!.id).length;
    const [stands] = rows.toSorted((a, b) => agreeing(b) - agreeing(a) || a.line - b.line);
    for (const draft of rows) if (draft !== stands) refuseSecond(draft, stands!, index, serialColumn);
  }
}

function refuseSecond(draft: Draft, first: Draft, index: Index, serialColumn: number | null): void {
  const isSameSerial =
    draft.ids.serial !== null && draft.ids.serial.toLowerCase() === first.ids.serial?.toLowerCase();
  const meant = (['tag', 'name'] as const)
    .map((key) => lookUp(index, key, draft))
    .find((it) => it && it.id !== first.machine!.id);
  if (!isSameSerial) draft.problems.push(`The same Mac as line ${first.line}.`);
  else if (meant?.serial) {
    draft.problems.push(
      `Same serial as line ${first.line}. The register has ${meant.serial} for ${meant.name}.`,
    );
    suggestSerial(draft, meant, serialColumn);
  } else draft.problems.push(`Same serial as line ${first.line}.`);
}
