import { ReportTable } from '../report-table.tsx';
import { ReportBlock } from '../report-block.tsx';
import { formatDate, formatMoney, listNames } from '@/shared/domain/format.ts';
import { NumberHeads } from '../../ui/number-heads.tsx';
import { hours } from '../report-numbers.ts';
import type { ElsewhereView } from './types.ts';

type HostBlockProps = Pick<ElsewhereView, 'hosts' | 'withoutHost' | 'minimumHours'>;

/** The booked hours as rented Macs; a price to hold one's own against, not a place to run the same thing. */
export function HostBlock({ hosts, withoutHost, minimumHours }: HostBlockProps) {
  return (
    <ReportBlock
      id="elsewhere-hosts"
      title="The booked hours on rented Macs"
      facts={<>EC2 Mac hosts with the same chip, {minimumHours} h at least each time</>}
      isWide
    >
      {hosts.length === 0 ? (
        <p className="text-muted">No Mac that was booked in this time has a chip that EC2 rents out.</p>
      ) : (
        <ReportTable label="Booked hours on rented Macs">
          <thead>
            <tr>
              <th scope="col">Host</th>
              <th scope="col">In place of</th>
              <NumberHeads of={['Booked h', 'Paid h', 'Price an hour', 'Would have cost']} />
            </tr>
          </thead>
          <tbody>
            {hosts.map((it) => (
              <tr key={it.instanceType}>
                <th scope="row">
                  {it.instanceType}
                  <span className="report-sub">
                    {it.chip}, {it.memoryGb} GB{it.isSmaller && ': less memory than the Macs here'}
                  </span>
                </th>
                <td>{listNames(it.machines.map(({ name }) => name))}</td>
                <td className="number">{hours(it.bookedMs)}</td>
                <td className="number">{hours(it.paidMs)}</td>
                <td className="number">
                  {formatMoney(it.hourlyPrice, it.currency)}
                  <span className="report-sub">
                    {it.asOf ? `as of ${formatDate(it.asOf)}` : 'of no known day'}
                  </span>
                </td>
                <td className="number">
                  <b>≈ {formatMoney(it.cost, it.currency)}</b>
                </td>
              </tr>
            ))}
          </tbody>
        </ReportTable>
      )}
      <p className="report-foot">
        {withoutHost.length > 0 && `${listNames(withoutHost.map((it) => it.name))}: no such host. `}
        Prices are {hosts[0]?.source ?? 'from a public file'}, not checked with the provider. Such hosts have
        256 GB at most, and no Thunderbolt between them: what runs on several Macs here does not run there.
      </p>
    </ReportBlock>
  );
}
