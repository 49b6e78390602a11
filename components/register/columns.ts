import { showCustomValue } from '@/shared/domain/custom-values.ts';
import { OWNERSHIP_LABEL } from '@/shared/domain/register-fields.ts';
import { modelText, ownerText, warrantyDays, worthOf } from './asset-words.ts';
import type { CustomFieldView, Row } from './types.ts';

export type Column = {
  id: string;
  label: string;
  /** Shown until somebody chooses otherwise. */
  isUsual?: true;
  isNumber?: true;
  /** For those who keep the register. */
  isPrivate?: true;
  /** What it is sorted by; null comes last, whichever way. */
  rank: (row: Row, today: string) => string | number | null;
};

const STATUS_ORDER = ['active', 'maintenance', 'loaned', 'retired'];

/** The register's columns in their order; the Mac's own name is always there. */
export const COLUMNS: readonly Column[] = [
  { id: 'tag', label: 'Tag', isUsual: true, rank: ({ asset }) => asset.tag },
  { id: 'name', label: 'Mac', isUsual: true, rank: ({ asset }) => asset.name },
  { id: 'model', label: 'Model', isUsual: true, rank: modelText },
  { id: 'status', label: 'Status', isUsual: true, rank: ({ asset }) => STATUS_ORDER.indexOf(asset.status) },
  { id: 'owner', label: 'Owner', isUsual: true, rank: ({ asset }) => ownerText(asset) },
  { id: 'location', label: 'Location', isUsual: true, rank: ({ asset }) => asset.location },
  { id: 'serial', label: 'Serial', isUsual: true, isPrivate: true, rank: ({ asset }) => asset.serial },
  {
    id: 'warranty',
    label: 'Warranty to',
    isUsual: true,
    rank: ({ asset }, today) => warrantyDays(asset, today),
  },
  {
    id: 'worth',
    label: 'Value left',
    isUsual: true,
    isNumber: true,
    rank: ({ asset }, today) => worthOf(asset, today)?.worth ?? null,
  },
  {
    id: 'rate',
    label: 'Rate an hour',
    isUsual: true,
    isNumber: true,
    rank: ({ asset, rental }) => asset.hourlyRate ?? rental?.price?.hourlyPrice ?? null,
  },
  { id: 'ownership', label: 'Ownership', rank: ({ asset }) => OWNERSHIP_LABEL[asset.ownership] },
  { id: 'disk', label: 'Disk', isNumber: true, rank: ({ asset }) => asset.diskBytes },
  { id: 'bought', label: 'Bought on', rank: ({ asset }) => asset.purchasedOn },
  { id: 'price', label: 'Price', isNumber: true, rank: ({ asset }) => asset.purchasePrice },
  { id: 'supplier', label: 'Supplier', rank: ({ asset }) => asset.supplier },
  { id: 'order', label: 'Order number', isPrivate: true, rank: ({ asset }) => asset.orderNumber },
  { id: 'lifespan', label: 'Lifespan', isNumber: true, rank: ({ asset }) => asset.lifespanMonths },
  { id: 'lease', label: 'Lease to', rank: ({ asset }) => asset.leaseUntil },
  { id: 'note', label: 'Note', rank: ({ asset }) => asset.note },
];

export const CUSTOM_PREFIX = 'custom:';

/** With the lab's own fields, and without what the viewer may not see. */
export function columnsFor(fields: readonly CustomFieldView[], maySeePrivate: boolean): Column[] {
  const own = fields.map((field): Column => ({
    id: CUSTOM_PREFIX + field.id,
    label: field.label,
    ...(field.kind === 'number' && { isNumber: true }),
    rank: ({ asset }) => {
      const value = asset.custom[field.id];
      return typeof value === 'number' ? value : value === undefined ? null : showCustomValue(field, value);
    },
  }));
  return [...COLUMNS, ...own].filter((it) => maySeePrivate || !it.isPrivate);
}

/** Those to show, always with the Mac's name. */
export const shownColumns = (all: readonly Column[], chosen: readonly string[] | null): Column[] =>
  all.filter((it) => it.id === 'name' || (chosen ? chosen.includes(it.id) : it.isUsual));
