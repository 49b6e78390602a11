import type { ReactNode } from 'react';
import { showCustomValue } from '@/shared/domain/custom-values.ts';
import { formatDate, formatMoney, formatPercent } from '@/shared/domain/format.ts';
import { OWNERSHIP_LABEL, STATUS_LABEL } from '@/shared/domain/register-fields.ts';
import { formatSoldDisk } from '@/shared/domain/sold-disk.ts';
import { Tag } from '../ui/tag.tsx';
import { modelText, ownerText, WARRANTY_SOON_DAYS, warrantyDays, worthOf } from './asset-words.ts';
import { type Column, CUSTOM_PREFIX } from './columns.ts';
import type { CustomFieldView, Row } from './types.ts';

type Around = { fields: readonly CustomFieldView[]; today: string; currency: string };
/** `label` is what stands before it on a phone, where no column says what it is. */
type CellContent = { content: ReactNode; label?: string; className?: string };

const NOT_ENTERED = (
  <span className="reg-none text-muted">
    <span aria-hidden>–</span>
    <span className="sr-only">not entered</span>
  </span>
);
const text = (value: string | null): ReactNode => value ?? NOT_ENTERED;
const clipped = (value: string | null): ReactNode =>
  value === null ? (
    NOT_ENTERED
  ) : (
    <span className="reg-clip" title={value}>
      {value}
    </span>
  );
const day = (value: string | null): ReactNode => (value === null ? NOT_ENTERED : formatDate(value));

/** What a cell of the register shows. */
export function cellOf(column: Column, row: Row, around: Around): CellContent {
  const { asset, rental } = row;
  const { currency } = around;
  const money = (amount: number | null): ReactNode =>
    amount === null ? NOT_ENTERED : formatMoney(amount, currency);
  switch (column.id) {
    case 'tag':
      return { content: text(asset.tag) };
    case 'model':
      return { content: modelText(row) };
    case 'status':
      return statusCell(row);
    case 'owner':
      return { content: text(ownerText(asset)) };
    case 'location':
      return { content: text(asset.location) };
    case 'serial':
      return asset.ownership === 'rented' && rental?.hostId
        ? { content: rental.hostId, label: 'Host', className: 'font-mono' }
        : { content: text(asset.serial), label: 'Serial', className: 'font-mono' };
    case 'warranty':
      return { content: warranty(row, around.today), label: 'Warranty' };
    case 'worth':
      return { content: worth(row, around), label: 'Left' };
    case 'rate':
      return { content: rate(row, currency), label: 'Rate' };
    case 'ownership':
      return { content: OWNERSHIP_LABEL[asset.ownership] };
    case 'disk':
      return {
        content: asset.diskBytes === null ? NOT_ENTERED : formatSoldDisk(asset.diskBytes),
        label: 'Disk',
      };
    case 'bought':
      return { content: day(asset.purchasedOn), label: 'Bought' };
    case 'price':
      return { content: money(asset.purchasePrice), label: 'Price' };
    case 'supplier':
      return { content: text(asset.supplier), label: 'From' };
    case 'order':
      return { content: text(asset.orderNumber), label: 'Order', className: 'font-mono' };
    case 'lifespan':
      return {
        content: asset.lifespanMonths === null ? NOT_ENTERED : `${asset.lifespanMonths} months`,
        label: 'Lifespan',
      };
    case 'lease':
      return { content: day(asset.leaseUntil), label: 'Lease to' };
    case 'note':
      return { content: clipped(asset.note), label: 'Note' };
    default:
      return customCell(column, row, around);
  }
}

function customCell(column: Column, { asset }: Row, { fields }: Around): CellContent {
  const field = fields.find((it) => CUSTOM_PREFIX + it.id === column.id);
  const shown = field ? showCustomValue(field, asset.custom[field.id]) : null;
  return { content: clipped(shown), label: column.label };
}

function statusCell({ asset }: Row): CellContent {
  if (asset.ownership === 'rented' && asset.status === 'active') return { content: <Tag>Rented</Tag> };
  const isAside = asset.status === 'maintenance' || asset.status === 'loaned';
  return {
    content: STATUS_LABEL[asset.status],
    ...(isAside && { className: 'text-maintenance-text' }),
    ...(asset.status === 'retired' && { className: 'text-muted' }),
  };
}

function warranty({ asset }: Row, today: string): ReactNode {
  if (asset.ownership === 'rented') return <span className="text-muted">by the provider</span>;
  const days = warrantyDays(asset, today);
  if (days === null) return NOT_ENTERED;
  const until = formatDate(asset.warrantyUntil!);
  if (days < 0) return <span className="text-muted">{until}, over</span>;
  if (days > WARRANTY_SOON_DAYS) return until;
  const left = days === 0 ? 'today' : days === 1 ? '1 day' : `${days} days`;
  return (
    <>
      {until} <span className="text-maintenance-text">{left}</span>
    </>
  );
}

function worth({ asset }: Row, { today, currency }: Around): ReactNode {
  if (asset.ownership === 'rented') return <span className="text-muted">not an asset</span>;
  if (asset.ownership === 'leased')
    return asset.leaseMonthlyPrice === null ? (
      <span className="text-muted">leased</span>
    ) : (
      <span className="text-muted">{formatMoney(asset.leaseMonthlyPrice, currency)} a month</span>
    );
  const value = worthOf(asset, today);
  if (!value) return NOT_ENTERED;
  return (
    <>
      {formatMoney(value.worth, currency)}{' '}
      {value.shareLeft !== null && (
        <span className="text-muted">{formatPercent(Math.round(value.shareLeft * 100) / 100)}</span>
      )}
    </>
  );
}

function rate({ asset, rental }: Row, currency: string): ReactNode {
  if (asset.hourlyRate !== null) return formatMoney(asset.hourlyRate, currency);
  if (!rental?.price || asset.ownership !== 'rented') return NOT_ENTERED;
  return formatMoney(rental.price.hourlyPrice, rental.price.currency ?? currency);
}
