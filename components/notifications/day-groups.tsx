import type { ReactNode } from 'react';
import { formatDay } from '@/shared/domain/format.ts';
import { byDays } from '../ui/by-days.ts';

type DayGroupsProps<Row> = {
  rows: readonly Row[];
  /** When a row is of. */
  atOf: (row: Row) => string;
  zone: string;
  nowMs: number;
  /** A row as an item of a list. */
  children: (row: Row) => ReactNode;
};

/** Rows under the day that they are of, the newest first. */
export const DayGroups = <Row,>({ rows, atOf, zone, nowMs, children }: DayGroupsProps<Row>) =>
  byDays(rows, atOf, zone).map(({ day, rows: ofDay }) => {
    const label = formatDay(atOf(ofDay[0]!), zone, nowMs);
    return (
      <section key={day} aria-label={label} className="pb-6">
        <h2 className="border-b border-border-strong pb-1.5 text-sm">{label}</h2>
        <ul>{ofDay.map(children)}</ul>
      </section>
    );
  });
