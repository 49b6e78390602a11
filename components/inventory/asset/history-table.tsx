'use client';

import { tellValue } from '@/shared/domain/told-value.ts';
import { formatDateTime } from '@/shared/domain/format.ts';
import { useMe, useZone } from '../../providers/me.tsx';
import { useNow } from '../../providers/now.tsx';
import type { MachineChangeView } from '../types.ts';
import './asset.css';
import '../../ui/list-table.css';

type Change = MachineChangeView['changes'][number];

/** Who changed which field, when, from what to what; `most` ends a glimpse of it. */
export function HistoryTable({ rows, most }: { rows: readonly MachineChangeView[]; most?: number }) {
  const zone = useZone();
  const nowMs = useNow(60_000);
  const lines = rows.flatMap(({ changes, ...row }) => changes.map((change) => ({ ...row, change })));
  return (
    <table className="list-table asset-table">
      <caption className="sr-only">Changes of this record</caption>
      <thead>
        <tr>
          <th scope="col" className="w-[22%]">
            When
          </th>
          <th scope="col" className="w-[20%]">
            Field
          </th>
          <th scope="col">From and to</th>
          <th scope="col" className="w-[16%]">
            By
          </th>
        </tr>
      </thead>
      <tbody>
        {lines.slice(0, most).map(({ id, at, byName, change }) => (
          <tr key={`${id} ${change.field}`}>
            <td className="text-muted tablet:whitespace-nowrap">
              <time dateTime={at}>{formatDateTime(at, zone, nowMs)}</time>
            </td>
            <td>{change.label}</td>
            <td className="whole">
              <Shift change={change} />
            </td>
            <td data-label="by">{byName ?? 'its agent'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Shift({ change: { kind, from, to } }: { change: Change }) {
  const { lab } = useMe();
  const setting = { currency: lab.currency, timeZone: lab.timeZone, now: useNow(60_000) };
  const [was, is] = [tellValue(kind, from, setting), tellValue(kind, to, setting)];
  return (
    <>
      {was === null ? <span className="text-muted">nothing</span> : <del className="was">{was}</del>} →{' '}
      {is === null ? (
        <span className="text-muted">nothing</span>
      ) : (
        <ins className="font-medium no-underline">{is}</ins>
      )}
    </>
  );
}
