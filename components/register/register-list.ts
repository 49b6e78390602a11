import { isWarrantySoon, modelText, ownerText, statusText } from './asset-words.ts';
import type { Column } from './columns.ts';
import type { RegisterView } from './register-address.ts';
import type { Row } from './types.ts';

const STATUSES = new Set(['active', 'maintenance', 'loaned', 'retired']);

/** Which rows a view shows. Simulated Macs are in none but their own. */
export function isShown({ asset }: Row, show: string, today: string): boolean {
  if (asset.simulated) return show === 'simulated';
  if (show === 'all') return true;
  if (STATUSES.has(show)) return asset.status === show;
  if (show === 'warranty') return isWarrantySoon(asset, today);
  if (show === 'rented' || show === 'leased') return asset.ownership === show;
  return show.startsWith('team:') && asset.ownerTeamId === show.slice('team:'.length);
}

/** Every word of the question is somewhere in the row: name, tag, serial, owner, place, model, note. */
export function matches(row: Row, question: string): boolean {
  const { asset, rental } = row;
  const text = [
    asset.name,
    asset.tag,
    asset.serial,
    ownerText(asset),
    asset.location,
    modelText(row),
    statusText(asset),
    asset.supplier,
    asset.orderNumber,
    asset.note,
    rental?.hostId,
    ...Object.values(asset.custom).filter((it) => typeof it === 'string'),
  ]
    .filter(Boolean)
    .join('\n')
    .toLowerCase();
  return question
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

const collator = new Intl.Collator('en-GB', { numeric: true, sensitivity: 'base' });

/** By the column, then by name; what is not entered comes last, whichever way. */
export function sortRows(rows: readonly Row[], column: Column, isDescending: boolean, today: string): Row[] {
  const ranked = rows.map((row) => ({ row, rank: column.rank(row, today) }));
  const compare = (a: string | number, b: string | number): number =>
    typeof a === 'number' && typeof b === 'number' ? a - b : collator.compare(String(a), String(b));
  const sorted = ranked.toSorted((a, b) => {
    if (a.rank === null || b.rank === null) {
      if (a.rank !== b.rank) return a.rank === null ? 1 : -1;
    } else {
      const order = compare(a.rank, b.rank);
      if (order !== 0) return isDescending ? -order : order;
    }
    return collator.compare(a.row.asset.name, b.row.asset.name);
  });
  return sorted.map((it) => it.row);
}

export type Choice = { show: string; label: string; count: number };

/** The ready-made views with how many Macs are in each; those that would be empty are left out, but for the first. */
export function readyViews(rows: readonly Row[], { show }: RegisterView, today: string): Choice[] {
  const teams = new Map(
    rows.flatMap(({ asset }) =>
      asset.ownerTeamId !== null && !asset.simulated
        ? [[`team:${asset.ownerTeamId}`, asset.ownerTeamName ?? 'A team'] as const]
        : [],
    ),
  );
  const all: [string, string][] = [
    ['all', 'All'],
    ['active', 'In service'],
    ['maintenance', 'Maintenance'],
    ['loaned', 'Loaned'],
    ['warranty', 'Warranty soon'],
    ['leased', 'Leased'],
    ['rented', 'Rented'],
    ['retired', 'Retired'],
    ...[...teams].toSorted((a, b) => collator.compare(a[1], b[1])),
    ...(show === 'simulated' ? [['simulated', 'Simulated'] as [string, string]] : []),
  ];
  return all
    .map(([key, label]) => ({
      show: key,
      label,
      count: rows.filter((it) => isShown(it, key, today)).length,
    }))
    .filter((it) => it.count > 0 || it.show === 'all' || it.show === 'active' || it.show === show);
}
