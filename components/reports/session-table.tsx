'use client';

import { ReportBlock } from './report-block.tsx';
import Link from 'next/link';
import { useId, useState } from 'react';
import { isPartial } from '@/shared/domain/energy-figures.ts';
import {
  formatCount,
  formatCoverage,
  formatDateTime,
  formatEnergy,
  formatJoulesPerToken,
  formatMoney,
  formatTokens,
} from '@/shared/domain/format.ts';
import { Button } from '../ui/button.tsx';
import { NumberHeads } from '../ui/number-heads.tsx';
import { ScrollRegion } from '../ui/scroll-region.tsx';
import { Tag } from '../ui/tag.tsx';
import { Written } from '../ui/written.tsx';
import { hours } from './report-numbers.ts';
import { otherCostWords } from './tariff-words.ts';
import type { SessionRow } from './types.ts';

type SessionTableProps = {
  title: string;
  /** The newest of them. */
  sessions: SessionRow[];
  total: number;
  currency: string;
  timeZone: string;
  empty: string;
};

/** Every session of the time, each a way to its own page. */
export function SessionTable({ title, sessions, total, currency, timeZone, empty }: SessionTableProps) {
  const headingId = useId();
  const [showsAll, setShowsAll] = useState(false);
  const newest = sessions.toSorted((a, b) => Date.parse(b.startedAt) - Date.parse(a.startedAt));
  const later = Math.max(0, newest.length - FIRST);
  return (
    <ReportBlock
      id={headingId}
      title={title}
      facts={sessions.length === 0 ? empty : countWords(sessions.length, total)}
      isWide
    >
      {sessions.length > 0 && (
        <ScrollRegion className="report-scroll" label={`${title}, newest first`}>
          <table className="list-table report-table">
            <thead>
              <tr>
                <th scope="col">Session</th>
                <th scope="col">Who</th>
                <th scope="col">Began</th>
                <NumberHeads of={['Used h', 'Tokens out', 'Energy', 'J per token', 'Cost']} />
              </tr>
            </thead>
            <tbody>
              {newest.map((it, index) => (
                <Row
                  key={it.sessionId}
                  row={it}
                  currency={currency}
                  timeZone={timeZone}
                  // On paper all of them stand.
                  isFolded={index >= FIRST && !showsAll}
                />
              ))}
            </tbody>
          </table>
        </ScrollRegion>
      )}
      {later > 0 && (
        <Button className="no-print justify-self-start" onClick={() => setShowsAll(!showsAll)}>
          {showsAll ? `Show the newest ${FIRST}` : `Show ${formatCount(later)} more`}
        </Button>
      )}
    </ReportBlock>
  );
}

const FIRST = 20;

const countWords = (shown: number, total: number): string =>
  shown < total
    ? `the newest ${formatCount(shown)} of ${formatCount(total)} in this time; the CSV has all`
    : `${formatCount(total)} in this time, newest first`;

type RowProps = { row: SessionRow; currency: string; timeZone: string; isFolded: boolean };
function Row({ row, currency, timeZone, isFolded }: RowProps) {
  return (
    <tr className={isFolded ? 'hidden print:table-row' : undefined}>
      <th scope="row">
        <Link className="link" prefetch={false} href={`/sessions/${row.sessionId}`}>
          {row.modelTitle}
        </Link>
        <span className="report-sub">
          <Written text={row.purpose} /> · {row.machines.join(', ')}
        </span>
      </th>
      <td>
        {row.personName && <Written text={row.personName} />}
        {row.teamName && (
          <span className="report-sub">
            <Written text={row.teamName} />
          </span>
        )}
      </td>
      <td className="whitespace-nowrap">{formatDateTime(row.startedAt, timeZone)}</td>
      <td className="number">{hours(row.usedMachineMs)}</td>
      <td className="number">{formatTokens(row.completionTokens)}</td>
      <td className="number">
        {row.energyJoules === null ? (
          <span className="unknown-value">not measured</span>
        ) : (
          formatEnergy(row.energyJoules)
        )}
        {row.energyJoules !== null && isPartial(row.coverage) && (
          <span className="report-sub">
            <Tag tone="warning">
              {row.coverage === null ? 'partial' : `${formatCoverage(row.coverage)} covered`}
            </Tag>
          </span>
        )}
      </td>
      <td className="number">
        {row.joulesPerToken === null ? (
          <span className="text-muted">{row.energyJoules === null ? 'not measured' : 'too few'}</span>
        ) : (
          formatJoulesPerToken(row.joulesPerToken).replace('/token', '')
        )}
      </td>
      <td className="number">
        {[formatMoney(row.cost, currency), ...otherCostWords(row.otherCosts)].join(' and ')}
      </td>
    </tr>
  );
}
