import { ReportTable } from './report-table.tsx';
import { ReportBlock } from './report-block.tsx';
import { formatCount, formatMoney, formatTokens } from '@/shared/domain/format.ts';
import { NumberHeads } from '../ui/number-heads.tsx';
import { Written } from '../ui/written.tsx';
import { hours } from './report-numbers.ts';
import { otherCostWords } from './tariff-words.ts';
import type { KindReport } from './kind-report.ts';

/** What was booked, used and charged, by project; not there in a lab whose bookings name none. */
export function ProjectBlock({ report: { projects, totals, tariff } }: { report: KindReport }) {
  if (!projects.some((it) => it.projectId !== null)) return null;
  const named = projects.filter((it) => it.projectId !== null).length;
  const money = (it: { cost: number; otherCosts: KindReport['totals']['otherCosts'] }): string =>
    [formatMoney(it.cost, tariff.currency), ...otherCostWords(it.otherCosts)].join(' and ');
  return (
    <ReportBlock
      id="report-projects"
      title="By project"
      facts={named === 1 ? '1 project' : `${formatCount(named)} projects`}
      isWide
    >
      <ReportTable label="Use and cost by project">
        <thead>
          <tr>
            <th scope="col">Project</th>
            <NumberHeads of={['Bookings', 'Booked h', 'Used h', 'Tokens out', 'Cost']} />
          </tr>
        </thead>
        <tbody>
          {projects.map((it) => (
            <tr key={it.projectId ?? 'none'}>
              <th scope="row">
                {it.projectName === null ? (
                  <span className="text-muted">No project</span>
                ) : (
                  <Written text={it.projectName} />
                )}
              </th>
              <td className="number">{formatCount(it.bookings)}</td>
              <td className="number">{hours(it.bookedMachineMs)}</td>
              <td className="number">{hours(it.usedMachineMs)}</td>
              <td className="number">{formatTokens(it.completionTokens)}</td>
              <td className="number">{money(it)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">All</th>
            <td className="number">{formatCount(projects.reduce((sum, it) => sum + it.bookings, 0))}</td>
            <td className="number">{hours(totals.bookedMachineMs)}</td>
            <td className="number">{hours(totals.usedMachineMs)}</td>
            <td className="number">{formatTokens(totals.completionTokens)}</td>
            <td className="number">{money(totals)}</td>
          </tr>
        </tfoot>
      </ReportTable>
    </ReportBlock>
  );
}
