'use client';

import Link from 'next/link';
import { memo } from 'react';
import { listNames } from '@/shared/domain/format.ts';
import { StatusGlyph } from '../ui/status-glyph.tsx';
import { SimulatedTag, Tag } from '../ui/tag.tsx';
import { statusText } from './asset-words.ts';
import { cellOf } from './cells.tsx';
import type { Column } from './columns.ts';
import { RentalNote } from './rental-note.tsx';
import type { CustomFieldView, Row } from './types.ts';

type Props = {
  row: Row;
  columns: readonly Column[];
  fields: readonly CustomFieldView[];
  today: string;
  currency: string;
  /** Null for those who only look. */
  isChosen: boolean | null;
  onToggle: ((id: string, withRange: boolean) => void) | undefined;
};

/** One asset; under a rented one stands the rule it is paid by. */
export const RegisterRow = memo(AssetRow, (before, after) => {
  const [{ row: a, ...was }, { row: b, ...is }] = [before, after];
  return isAlike(a, b) && isAlike(was, is);
});

const isAlike = <T extends object>(a: T, b: T): boolean =>
  Object.keys(a).every((key) => a[key as keyof T] === b[key as keyof T]);

function AssetRow(props: Props) {
  const { row, columns, isChosen, onToggle } = props;
  const { asset } = row;
  const hasNote = asset.ownership === 'rented' && !asset.simulated;
  return (
    <>
      <tr aria-selected={isChosen || undefined} data-note={hasNote || undefined}>
        {isChosen !== null && (
          <td className="reg-check">
            <input
              type="checkbox"
              aria-label={`Choose ${asset.name}`}
              checked={isChosen}
              onChange={(event) => {
                const { nativeEvent } = event;
                onToggle?.(asset.id, 'shiftKey' in nativeEvent && nativeEvent.shiftKey === true);
              }}
            />
          </td>
        )}
        {columns.map((column) =>
          column.id === 'name' ? (
            <td key="name" className="reg-mac">
              <StatusGlyph
                status={row.glyph}
                {...(asset.status !== 'active' && { label: statusText(asset) })}
                small
              />
              <Link data-row href={`/machines/${asset.id}`} prefetch={false}>
                <b>{asset.name}</b>
              </Link>
              {asset.simulated && <SimulatedTag />}
              {asset.differs.length > 0 && <DiffersTag fields={asset.differs} />}
            </td>
          ) : (
            <Cell key={column.id} column={column} {...props} />
          ),
        )}
      </tr>
      {hasNote && (
        <tr className="reg-note">
          <td colSpan={columns.length + (isChosen === null ? 0 : 1)}>
            <RentalNote rental={row.rental} />
          </td>
        </tr>
      )}
    </>
  );
}

function DiffersTag({ fields }: { fields: readonly string[] }) {
  const why = `${listNames(fields)} ${fields.length === 1 ? 'differs' : 'differ'} from what was entered`;
  return (
    <Tag tone="warning" title={why}>
      <span aria-hidden>differs</span>
      <span className="sr-only">{why}</span>
    </Tag>
  );
}

function Cell({ column, row, fields, today, currency }: Props & { column: Column }) {
  const { content, label, className } = cellOf(column, row, { fields, today, currency });
  return (
    <td
      className={[column.isNumber && 'number', `reg-${column.id.split(':')[0]}`, className]
        .filter(Boolean)
        .join(' ')}
      data-label={label}
    >
      {content}
    </td>
  );
}
