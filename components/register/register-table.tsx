'use client';

import { useDeferredValue, useRef } from 'react';
import { formatMoney } from '@/shared/domain/format.ts';
import { useShortcuts } from '../layout/use-shortcuts.ts';
import { useMe } from '../providers/me.tsx';
import '../ui/list-table.css';
import { ScrollRegion } from '../ui/scroll-region.tsx';
import { sumRows } from './asset-words.ts';
import type { Column } from './columns.ts';
import { RegisterRow } from './register-row.tsx';
import type { RegisterView } from './register-address.ts';
import type { CustomFieldView, Row } from './types.ts';
import type { useChosen } from './use-chosen.ts';

type Props = {
  rows: readonly Row[];
  columns: readonly Column[];
  fields: readonly CustomFieldView[];
  view: RegisterView;
  today: string;
  /** Null for those who only look. */
  chosen: ReturnType<typeof useChosen> | null;
  onSort: (columnId: string) => void;
};

/** More than fit a screen; the rest is drawn a moment later, and can be interrupted. */
const FIRST_ROWS = 40;

export function RegisterTable(props: Props) {
  const { rows, columns, fields, today, chosen } = props;
  const table = useRef<HTMLTableElement>(null);
  const { currency } = useMe().lab;
  const drawn = useDeferredValue(rows.length, FIRST_ROWS);
  useRowKeys(table);
  return (
    <ScrollRegion label="Asset register" className="relative overflow-x-auto">
      <table ref={table} className="list-table reg-table">
        <caption className="sr-only">Asset register</caption>
        <Head {...props} currency={currency} />
        <tbody>
          {rows.slice(0, drawn).map((row) => (
            <RegisterRow
              key={row.asset.id}
              row={row}
              columns={columns}
              fields={fields}
              today={today}
              currency={currency}
              isChosen={chosen ? chosen.isChosen(row.asset.id) : null}
              onToggle={chosen?.toggle}
            />
          ))}
        </tbody>
        <Sums {...props} currency={currency} />
      </table>
    </ScrollRegion>
  );
}

function Head({ columns, view, rows, chosen, onSort, currency }: Props & { currency: string }) {
  const count = chosen?.chosen.length ?? 0;
  return (
    <thead>
      <tr>
        {chosen && (
          <th className="reg-check">
            <input
              type="checkbox"
              aria-label="Choose all"
              checked={count === rows.length}
              ref={(box) => void (box && (box.indeterminate = count > 0 && count < rows.length))}
              onChange={(event) => chosen.setAll(event.target.checked)}
            />
          </th>
        )}
        {columns.map(({ id, label, isNumber }) => {
          const isSorted = view.sort === id;
          return (
            <th
              key={id}
              scope="col"
              className={isNumber && 'number'}
              aria-sort={isSorted ? (view.isDescending ? 'descending' : 'ascending') : undefined}
            >
              <button type="button" onClick={() => onSort(id)}>
                {id === 'rate' ? `${symbolOf(currency)} an hour` : label}
                {isSorted && <span aria-hidden>{view.isDescending ? ' ↓' : ' ↑'}</span>}
              </button>
            </th>
          );
        })}
      </tr>
    </thead>
  );
}

const symbolOf = (currency: string): string => formatMoney(0, currency).replaceAll(/[\d.,\s]/g, '');

/** Of the rows in sight. */
function Sums({ rows, columns, today, chosen, currency }: Props & { currency: string }) {
  const { known, owned, bought, left } = sumRows(rows, today);
  if (known === 0) return null;
  const at = columns.findIndex((it) => it.id === 'worth');
  const before = (chosen ? 1 : 0) + (at < 0 ? columns.length : at);
  const count = known === owned ? `${owned} owned` : `${known} of ${owned} owned`;
  return (
    <tfoot>
      <tr>
        <td colSpan={before}>
          {count}, bought for {formatMoney(bought, currency)}
        </td>
        {at >= 0 && <td className="number">{formatMoney(left, currency)}</td>}
      </tr>
    </tfoot>
  );
}

/** `j` and `k` go from row to row, `x` chooses the one with the focus. */
function useRowKeys(table: { current: HTMLTableElement | null }): void {
  const links = () => [...(table.current?.querySelectorAll<HTMLElement>('a[data-row]') ?? [])];
  const focused = () => document.activeElement?.closest('tr')?.querySelector<HTMLElement>('a[data-row]');
  const move = (step: number): void => {
    const all = links();
    const at = all.indexOf(focused() ?? all[step > 0 ? -1 : all.length]!);
    all[Math.max(0, Math.min(all.length - 1, at + step))]?.focus();
  };
  useShortcuts({
    j: () => move(1),
    k: () => move(-1),
    x: () => focused()?.closest('tr')?.querySelector<HTMLInputElement>('input[type=checkbox]')?.click(),
  });
}
