import { listNames } from '@/shared/domain/format.ts';
import { islandFacts } from '../ui/island-head.tsx';
import type { TimelineIsland } from './timeline-bars.ts';
import type { MachineView } from './types.ts';

export const GROUPINGS = ['island', 'model', 'place'] as const;
export type Grouping = (typeof GROUPINGS)[number];
export type TimelineGroup = {
  id: string;
  title: string;
  facts: string | null;
  simulated: boolean;
  machines: readonly MachineView[];
};

/** `lines` and `heads`: how many machines and how many group heads stand above it. */
type Placed = { index: number; lines: number; heads: number; group: TimelineGroup };
export type HeadRow = Placed & { kind: 'head' };
export type MachineRow = Placed & { kind: 'machine'; machine: MachineView };
export type TimelineRow = HeadRow | MachineRow;

/** The same machines together by what they are cabled to, are, or stand at; simulated ones never among real ones. */
export function groupMachines(
  islands: readonly TimelineIsland[],
  by: Grouping,
  places: ReadonlyMap<string, string | null>,
): TimelineGroup[] {
  if (by === 'island')
    return islands.map(({ island, machines }) => ({
      id: island.id,
      title: island.title,
      facts: listWords([islandFacts(island), island.verdict]),
      simulated: island.simulated,
      machines,
    }));
  const groups = new Map<string, { title: string; simulated: boolean; machines: MachineView[] }>();
  for (const machine of islands.flatMap((it) => it.machines)) {
    const title = by === 'model' ? machine.modelName : (places.get(machine.id) ?? 'No place entered');
    const id = `${machine.simulated} ${title}`;
    const group = groups.get(id) ?? { title, simulated: machine.simulated, machines: [] };
    group.machines.push(machine);
    groups.set(id, group);
  }
  return [...groups].map(([id, it]) => ({ id, ...it, facts: null })).toSorted(byTitle);
}

const byTitle = (a: TimelineGroup, b: TimelineGroup): number =>
  Number(a.simulated) - Number(b.simulated) || a.title.localeCompare(b.title, 'en-GB', { numeric: true });

const listWords = (words: readonly (string | null)[]): string | null =>
  words.filter(Boolean).join(', ') || null;

export function timelineRows(groups: readonly TimelineGroup[]): TimelineRow[] {
  const rows: TimelineRow[] = [];
  let lines = 0;
  let heads = 0;
  for (const group of groups) {
    rows.push({ kind: 'head', index: rows.length, lines, heads, group });
    heads += 1;
    for (const machine of group.machines) {
      rows.push({ kind: 'machine', index: rows.length, lines, heads, group, machine });
      lines += 1;
    }
  }
  return rows;
}

type Sizes = { linePx: number; headPx: number };

export const topOf = (row: Placed, { linePx, headPx }: Sizes): number =>
  row.lines * linePx + row.heads * headPx;

/** The row at a height, the first or last where it is above or below all. */
export function rowAt(rows: readonly TimelineRow[], y: number, sizes: Sizes): number {
  let low = 0;
  let high = rows.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (topOf(rows[middle]!, sizes) <= y) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The machine's row at or nearest to an index, looking on in one direction first. */
export function machineRowAt(
  rows: readonly TimelineRow[],
  index: number,
  direction: -1 | 1,
): MachineRow | null {
  for (let at = index; at >= 0 && at < rows.length; at += direction) {
    const row = rows[at]!;
    if (row.kind === 'machine') return row;
  }
  return null;
}

/** Of the rows between two of them, both included, the machines. */
export const machinesBetween = (rows: readonly TimelineRow[], one: number, other: number): MachineRow[] =>
  rows
    .slice(Math.min(one, other), Math.max(one, other) + 1)
    .filter((it): it is MachineRow => it.kind === 'machine');

/** `Anjou`, `Anjou and Bosc`, `Anjou and 3 more` */
export const shortNames = (names: readonly string[]): string =>
  names.length > 3 ? `${names[0]} and ${names.length - 1} more` : listNames(names);
