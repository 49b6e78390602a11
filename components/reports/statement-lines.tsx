import { ReportTable } from './report-table.tsx';
import { ReportBlock } from './report-block.tsx';
import Link from 'next/link';
import { formatMoney, formatPercent } from '@/shared/domain/format.ts';
import { Meter } from '../ui/meter.tsx';
import { NumberHeads } from '../ui/number-heads.tsx';
import { Written } from '../ui/written.tsx';
import { moneyWords, type StatementView, timeOf } from './cost-words.ts';
import { hours, kilowattHours } from './report-numbers.ts';

/** What the team's bookings were charged for, by project and kind of Mac. */
export function StatementLines({
  statement: { lines, total, shown, from, to },
}: {
  statement: StatementView;
}) {
  const query = new URLSearchParams({ from, to, show: shown });
  return (
    <ReportBlock
      id="statement-lines"
      title="What was booked"
      facts="booked hours × rate, by project and kind of Mac"
      isWide
    >
      <ReportTable label="What was booked">
        <thead>
          <tr>
            <th scope="col">Project</th>
            <th scope="col">Macs</th>
            <NumberHeads
              of={['Booked h', 'Used h', 'Used of booked', 'Session kWh', 'Rate an hour', 'Amount']}
            />
          </tr>
        </thead>
        <tbody>
          {lines.map((it) => (
            <tr key={`${it.projectId} ${it.machines}`}>
              <th scope="row">
                <Link href={`/reports?${query}`}>
                  <Written text={it.projectName ?? 'No project'} />
                </Link>
              </th>
              <td>{it.machines}</td>
              <td className="number">{hours(it.reservedMs)}</td>
              <td className="number">{hours(it.usedMs)}</td>
              <td className="number">
                <UsedOf reservedMs={it.reservedMs} usedMs={it.usedMs} />
              </td>
              <td className="number">{it.joules === null ? 'not measured' : kilowattHours(it.joules)}</td>
              <td className="number">
                {it.rates.length === 0
                  ? 'unknown'
                  : it.rates.map((rate) => formatMoney(rate.amount, rate.currency)).join(', ')}
              </td>
              <td className="number">{moneyWords(timeOf(it))}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">All</th>
            <td className="text-muted">–</td>
            <td className="number">{hours(total.reservedMs)}</td>
            <td className="number">{hours(total.usedMs)}</td>
            <td className="number text-muted">–</td>
            <td className="number">{total.joules === null ? 'not measured' : kilowattHours(total.joules)}</td>
            <td className="number text-muted">–</td>
            <td className="number">{moneyWords(timeOf(total))}</td>
          </tr>
        </tfoot>
      </ReportTable>
    </ReportBlock>
  );
}

function UsedOf({ reservedMs, usedMs }: { reservedMs: number; usedMs: number }) {
  if (reservedMs === 0) return '–';
  const share = usedMs / reservedMs;
  return (
    <span className="inline-flex items-center gap-2">
      <span className="w-16">
        <Meter ratio={share} />
      </span>
      {formatPercent(share)}
    </span>
  );
}
