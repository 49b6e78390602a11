import type { Machine } from '@/prisma/generated/client.ts';
import { registerField } from '@/shared/domain/register-fields.ts';
import { MATCH_KEYS } from '@/shared/schemas/register-import.ts';
import type { MatchKey } from './draft-rows.ts';
import type { Judged } from './judge-rows.ts';

/**
 * No two Macs share a name, tag or serial once all of the file is written: two may swap theirs. A row that is
 * refused keeps what it has, which may be what another wants: so until nobody is refused any more.
 */
export function keepUnique(judged: readonly Judged[], machines: readonly Machine[]): void {
  while (refuseSome(judged, machines));
}

type Holder = { name: string; line: number | null };

function refuseSome(judged: readonly Judged[], machines: readonly Machine[]): boolean {
  const standing = judged.filter(({ draft }) => draft.problems.length === 0);
  const byMachine = new Map(standing.map((it) => [it.draft.machine?.id, it]));
  let isAnyRefused = false;
  for (const key of MATCH_KEYS) {
    const held = new Map<string, Holder>();
    for (const machine of machines) {
      const value = machine[key];
      const isGivenUp = byMachine.get(machine.id)?.changes[key] !== undefined;
      if (value !== null && !isGivenUp) held.set(value.toLowerCase(), { name: machine.name, line: null });
    }
    for (const { draft, changes } of standing) {
      const value = changes[key];
      if (value === undefined || value === null || draft.problems.length > 0) continue;
      const other = held.get(value.toLowerCase());
      if (other) {
        draft.problems.push(problemOf(key, value, other));
        isAnyRefused = true;
      } else held.set(value.toLowerCase(), { name: draft.ids.name ?? value, line: draft.line });
    }
  }
  return isAnyRefused;
}

const problemOf = (key: MatchKey, value: string, { name, line }: Holder): string => {
  const { label } = registerField(key);
  if (line !== null) return `Same ${label.toLowerCase()} as line ${line}.`;
  return key === 'name' ? `There is already a Mac called ${name}.` : `${label} ${value} belongs to ${name}.`;
};
