import Link from 'next/link';
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
import { ScrollRegion } from '../ui/scroll-region.tsx';
import { Tag } from '../ui/tag.tsx';
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
  /** Simulated sessions are on no bill. */
  billed?: boolean;
};

/** Every session of the time, each a way to its own page. */
export function SessionTable({
  title,
  sessions,
  total,
  currency,
  timeZone,
  empty,
  billed = true,
}: SessionTableProps) {
  return (
    <section className="report-block report-wide" aria-label={title}>
      <div className="report-head">
        <h2>{title}</h2>
        <span>{sessions.length === 0 ? empty : countWords(sessions.length, total)}</span>
      </div>
      {sessions.length > 0 && (
        <ScrollRegion className="report-scroll" label={title}>
          <table className="report-table">
            <thead>
              <tr>
                <th scope="col">Session</th>
                <th scope="col">Who</th>
                <th scope="col">Began</th>
                <th scope="col" className="number">
                  Used h
                </th>
                <th scope="col" className="number">
                  Tokens out
                </th>
                <th scope="col" className="number">
                  Energy
                </th>
                <th scope="col" className="number">
                  J per token
                </th>
                <th scope="col" className="number">
                  Cost
                </th>
              </tr>
            </thead>
            <tbody>
              {sessions
                .toSorted((a, b) => Date.parse(b.startedAt) - Date.parse(a.startedAt))
                .map((it) => (
                  <Row key={it.sessionId} row={it} currency={billed ? currency : null} timeZone={timeZone} />
                ))}
            </tbody>
          </table>
        </ScrollRegion>
      )}
    </section>
  );
}

const countWords = (shown: number, total: number): string =>
  shown < total
    ? `the newest ${formatCount(shown)} of ${formatCount(total)} in this time; the CSV has all`
    : `${formatCount(total)} in this time, newest first`;

function Row({ row, currency, timeZone }: { row: SessionRow; currency: string | null; timeZone: string }) {
  return (
    <tr>
      <th scope="row">
        <Link className="link" href={`/sessions/${row.sessionId}`}>
          {row.modelTitle}
        </Link>
        <span className="report-sub">
          {row.purpose} · {row.machines.join(', ')}
        </span>
      </th>
      <td>
        {row.personName}
        {row.teamName && <span className="report-sub">{row.teamName}</span>}
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
          <span className="text-muted">–</span>
        ) : (
          formatJoulesPerToken(row.joulesPerToken).replace('/token', '')
        )}
      </td>
      <td className="number">
        {currency === null ? (
          <span className="text-muted">not billed</span>
        ) : (
          [formatMoney(row.cost, currency), ...otherCostWords(row.otherCosts)].join(' and ')
        )}
      </td>
    </tr>
  );
}
