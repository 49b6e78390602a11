import { ReportBlock } from './report-block.tsx';
import Link from 'next/link';
import { formatMoney, formatMonth, formatZonedMoment } from '@/shared/domain/format.ts';
import { Written } from '../ui/written.tsx';
import type { StatementView } from './cost-words.ts';
import { LONG_AGO } from './report-numbers.ts';

/** What was adjusted on it, and what later months put right of it. */
export function StatementEntries({ statement }: { statement: StatementView }) {
  const { entries, corrections, frozenAt, timeZone } = statement;
  return (
    <ReportBlock
      id="statement-entries"
      title="Adjustments and corrections"
      facts="a correction of a frozen month is an entry of its own in a later one"
      isWide
    >
      {entries.length + corrections.length === 0 && (
        <p className="text-sm text-muted">
          None
          {frozenAt &&
            ` since ${formatZonedMoment(frozenAt, timeZone, LONG_AGO)}: sums are as they were frozen`}
          .
        </p>
      )}
      <ul className="flex flex-col gap-3">
        {entries.map((it) => (
          <Entry
            key={it.id}
            entry={it}
            timeZone={timeZone}
            about={it.correctsMonth && `corrects ${nameOf(it.correctsMonth)}`}
          />
        ))}
        {corrections.map((it) => (
          <Entry
            key={it.id}
            entry={it}
            timeZone={timeZone}
            about={`on the statement of ${nameOf(it.month)}, not in these sums`}
          />
        ))}
      </ul>
    </ReportBlock>
  );
}

const nameOf = (month: string): string => formatMonth(`${month}-01`);

type EntryProps = { entry: StatementView['entries'][number]; timeZone: string; about: string | null };

function Entry({ entry, timeZone, about }: EntryProps) {
  const { amount, currency, reason, bookingId, createdByName, createdAt } = entry;
  return (
    <li className="flex flex-wrap justify-between gap-x-6 text-sm">
      <span className="min-w-0">
        <Written text={reason} />
        <span className="report-sub">
          <Written text={createdByName} />, {formatZonedMoment(createdAt, timeZone, LONG_AGO)}
          {about && ` · ${about}`}
          {bookingId && (
            <>
              {' · '}
              <Link href={`/bookings/${bookingId}`}>its booking</Link>
            </>
          )}
        </span>
      </span>
      <b className="font-strong whitespace-nowrap">{formatMoney(amount, currency)}</b>
    </li>
  );
}
