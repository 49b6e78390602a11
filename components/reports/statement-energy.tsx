import { coverage } from '@/shared/domain/energy-figures.ts';
import { formatCoverage } from '@/shared/domain/format.ts';
import { NumberHeads } from '../ui/number-heads.tsx';
import { Written } from '../ui/written.tsx';
import { CarbonBlock } from './carbon-block.tsx';
import type { CostFiguresView, StatementView } from './cost-words.ts';
import { kilowattHours } from './report-numbers.ts';

/** What the team's sessions drew, by machine. */
export function StatementEnergy({ statement: { machines, total, carbon } }: { statement: StatementView }) {
  const used = machines.filter((it) => it.usedMs > 0);
  return (
    <section className="report-block" aria-labelledby="statement-energy">
      <div>
        <h2 id="statement-energy" className="pb-2">
          Energy
        </h2>
        {used.length === 0 ? (
          <p className="text-sm text-muted">No session of this team ran in this month.</p>
        ) : (
          <table className="list-table report-table">
            <caption className="sr-only">Energy of the team’s sessions</caption>
            <thead>
              <tr>
                <th scope="col">Mac</th>
                <NumberHeads of={['kWh', 'Covered']} />
              </tr>
            </thead>
            <tbody>
              {used.map((it) => (
                <tr key={it.machineId}>
                  <th scope="row">
                    <Written text={it.machineName} />
                  </th>
                  <Cells figures={it} />
                </tr>
              ))}
            </tbody>
            <tfoot>
              <tr>
                <th scope="row">All</th>
                <Cells figures={total} />
              </tr>
            </tfoot>
          </table>
        )}
        <p className="pt-2 text-xs text-muted">
          Of this team’s sessions. Idle energy stays a cost of the lab; time without a reading adds nothing to
          the sum.
        </p>
      </div>
      <CarbonBlock total={total} carbon={carbon} />
    </section>
  );
}

function Cells({ figures }: { figures: CostFiguresView }) {
  const covered = coverage(figures.coveredMs, figures.windowMs);
  return (
    <>
      <td className="number">{figures.joules === null ? 'not measured' : kilowattHours(figures.joules)}</td>
      <td className="number">
        {covered === null || figures.joules === null ? '–' : formatCoverage(covered)}
      </td>
    </>
  );
}
