import Link from 'next/link';
import { formatCount, formatDateTime, formatDuration, formatMemory } from '@/shared/domain/format.ts';
import { NumberHeads } from '../../ui/number-heads.tsx';
import { Tag } from '../../ui/tag.tsx';
import { Written } from '../../ui/written.tsx';
import { ReportBlock } from '../report-block.tsx';
import { ReportTable } from '../report-table.tsx';
import type { SetView } from './types.ts';

type WaitListProps = { set: SetView; timeZone: string; now: Date };

/** The bookings that wait on one set, or never fit it. */
export function WaitList({ set, timeZone, now }: WaitListProps) {
  const inAll = set.waited + set.never;
  return (
    <ReportBlock
      id="plan-list"
      title="Bookings that wait"
      facts={
        inAll === 0
          ? `${set.title}: none`
          : `${set.title}: ${formatCount(inAll)}${inAll > set.waits.length ? `, the ${set.waits.length} longest` : ''}; times in ${timeZone}`
      }
      isWide
    >
      {inAll > 0 && (
        <ReportTable label={`Bookings that wait: ${set.title}`}>
          <thead>
            <tr>
              <th scope="col">Booking</th>
              <th scope="col">Wished</th>
              <th scope="col">Given</th>
              <NumberHeads of={['Wait', 'Length', 'Machines', 'Memory each']} />
            </tr>
          </thead>
          <tbody>
            {set.waits.map((it, at) => (
              <tr key={at}>
                <th scope="row">
                  <Link className="link" prefetch={false} href={`/bookings/${it.bookingId}`}>
                    <Written text={it.purpose} />
                  </Link>{' '}
                  {it.isAgain && <Tag tone="simulated">comes again</Tag>}
                  <span className="report-sub">
                    {it.personName}
                    {it.teamName && `, ${it.teamName}`}
                  </span>
                </th>
                <td className="whitespace-nowrap">{formatDateTime(it.wantedAt, timeZone, now)}</td>
                <td>
                  {it.givenAt === null ? (
                    <span>{it.why}</span>
                  ) : (
                    <span className="whitespace-nowrap">{formatDateTime(it.givenAt, timeZone, now)}</span>
                  )}
                </td>
                <td className="number">{it.waitMs === null ? 'never fits' : formatDuration(it.waitMs)}</td>
                <td className="number">{formatDuration(it.lengthMs)}</td>
                <td className="number">{it.machines}</td>
                <td className="number">
                  {it.memoryBytes === 0 ? 'not known' : `${formatMemory(it.memoryBytes)} or more`}
                </td>
              </tr>
            ))}
          </tbody>
        </ReportTable>
      )}
    </ReportBlock>
  );
}
