import { bookValue, type BookValue, daysUntil } from '@/shared/domain/depreciation.ts';
import { formatMemory } from '@/shared/domain/format.ts';
import { STATUS_LABEL } from '@/shared/domain/register-fields.ts';
import { type Rental, type RentalCost, rentalCost } from '@/shared/domain/rental-cost.ts';
import type { Status } from '../ui/status-glyph.tsx';
import type { AssetView, MachineView, RentalView, Row } from './types.ts';

export const WARRANTY_SOON_DAYS = 90;

/** `Mac mini M4 Pro, 64 GB`: memory as entered, else as reported. */
export function modelText({ asset, reportedBytes }: Row): string {
  const bytes = asset.memoryBytes ?? reportedBytes;
  return bytes === null ? asset.modelName : `${asset.modelName}, ${formatMemory(bytes)}`;
}

export const statusText = ({ status }: AssetView): string => STATUS_LABEL[status];

export const ownerText = ({ ownerName, ownerTeamName }: AssetView): string | null =>
  [ownerName, ownerTeamName].filter(Boolean).join(', ') || null;

/** Days until its warranty ends, of what the lab owns; null where none is entered. */
export const warrantyDays = ({ ownership, warrantyUntil }: AssetView, today: string): number | null =>
  ownership === 'rented' || warrantyUntil === null ? null : daysUntil(warrantyUntil, today);

export function isWarrantySoon(asset: AssetView, today: string): boolean {
  const days = asset.status === 'retired' ? null : warrantyDays(asset, today);
  return days !== null && days >= 0 && days <= WARRANTY_SOON_DAYS;
}

/** Of what the lab owns: leased and rented Macs are no asset with a value. */
export const worthOf = (asset: AssetView, today: string): BookValue | null =>
  asset.ownership === 'owned' ? bookValue(asset, today) : null;

const ms = (at: string | null): number | null => (at === null ? null : Date.parse(at));
const asRental = (it: RentalView): Rental => ({
  hourlyPrice: it.price?.hourlyPrice ?? null,
  minimumHours: it.minimumHours,
  allocatedAtMs: ms(it.allocatedAt),
  releasedAtMs: ms(it.releasedAt),
  wipedSinceMs: ms(it.wipedSince),
  wipedMs: it.wipedMs,
});
export const costOf = (rental: RentalView, nowMs: number): RentalCost | null =>
  rentalCost(asRental(rental), nowMs);

/** The glyph of the list, without the words: who has it is told there. */
export function glyphOf(asset: AssetView, status: Status): Status {
  if (asset.status !== 'active') return 'maintenance';
  return asset.simulated && status !== 'unknown' ? 'simulated' : status;
}

/** Whether somebody has a machine now, as far as is known. */
export function heldStatus({ connection, holder }: MachineView): Status {
  if (connection !== 'online' && connection !== 'suspect') return 'unknown';
  switch (holder.kind) {
    case 'you':
      return 'mine';
    case 'other':
      return holder.sessionId === null ? 'booked' : 'busy';
    case 'maintenance':
    case 'unknown':
      return holder.kind;
    default:
      return 'free';
  }
}

export type Sums = {
  /** Machines that are assets of the lab and in use. */
  assets: number;
  owned: number;
  leased: number;
  rented: number;
  retired: number;
  /** Of those owned whose value is known. */
  known: number;
  bought: number;
  left: number;
  /** When all of them have the same. */
  lifespanMonths: number | null;
};

/** What the register adds up to: simulated Macs are no assets, retired ones none any more. */
export function sumRows(rows: readonly Row[], today: string): Sums {
  const real = rows.map((it) => it.asset).filter((it) => !it.simulated);
  const assets = real.filter((it) => it.status !== 'retired');
  const owned = assets.filter((it) => it.ownership === 'owned');
  const known = owned.flatMap((asset) => {
    const value = worthOf(asset, today);
    return value ? [{ asset, value }] : [];
  });
  const lifespans = new Set(known.map(({ asset }) => asset.lifespanMonths));
  return {
    assets: assets.length,
    owned: owned.length,
    leased: assets.filter((it) => it.ownership === 'leased').length,
    rented: assets.filter((it) => it.ownership === 'rented').length,
    retired: real.length - assets.length,
    known: known.length,
    bought: sum(known.map(({ asset }) => asset.purchasePrice ?? 0)),
    left: sum(known.map(({ value }) => value.worth)),
    lifespanMonths: lifespans.size === 1 ? ([...lifespans][0] ?? null) : null,
  };
}

const sum = (amounts: readonly number[]): number => amounts.reduce((all, it) => all + it, 0);

/** Fields of the lab's Macs in use that are not as their agents see them. */
export const countDiffering = (rows: readonly Row[]): number =>
  sum(rows.map(({ asset }) => (asset.simulated || asset.status === 'retired' ? 0 : asset.differs.length)));

export type RentedNow = { currency: string; soFar: number; least: number; paidUntilMs: number };

/** What the rented Macs cost now, a currency at a time; null for those whose price nobody knows. */
export function rentedNow(rows: readonly Row[], labCurrency: string, nowMs: number) {
  const running = rows.flatMap(({ asset, rental }) => {
    const cost = asset.simulated || !rental ? null : costOf(rental, nowMs);
    return cost && cost.state !== 'released'
      ? [{ cost, currency: rental!.price?.currency ?? labCurrency }]
      : [];
  });
  const byCurrency = Map.groupBy(
    running.filter((it) => it.cost.soFar !== null),
    (it) => it.currency,
  );
  const sums = [...byCurrency].map(([currency, list]): RentedNow => ({
    currency,
    soFar: sum(list.map(({ cost }) => cost.soFar ?? 0)),
    least: sum(list.map(({ cost }) => Math.max(cost.least ?? 0, cost.soFar ?? 0))),
    paidUntilMs: Math.max(...list.map(({ cost }) => cost.paidUntilMs)),
  }));
  return { sums, running: running.length, unpriced: running.filter((it) => it.cost.soFar === null).length };
}
