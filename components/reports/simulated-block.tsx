import { formatCount, formatEnergy, formatTokens } from '@/shared/domain/format.ts';
import { SimulatedTag } from '../ui/tag.tsx';
import { hours } from './report-numbers.ts';
import { SessionTable } from './session-table.tsx';
import type { ReportView } from './types.ts';

/** Simulated machines, apart and named so: nothing here is in any figure above. */
export function SimulatedBlock({ report }: { report: ReportView }) {
  const { simulated } = report;
  const sessions = report.sessions.filter((it) => it.simulated);
  if (simulated.machines === 0 && sessions.length === 0) return null;
  return (
    <div className="report-simulated">
      <section className="report-block report-wide" aria-labelledby="report-simulated">
        <div className="report-head">
          <h2 id="report-simulated">Simulated machines</h2>
          <SimulatedTag />
          <span>Not hardware: in no total, on no bill.</span>
        </div>
        <p className="report-sum">
          <span>
            <b>{formatCount(simulated.machines)}</b> {simulated.machines === 1 ? 'machine' : 'machines'}
          </span>
          <span>
            <b>{hours(simulated.bookedMachineMs)}</b> h booked
          </span>
          <span>
            <b>{hours(simulated.usedMachineMs)}</b> h used
          </span>
          <span>
            <b>{formatTokens(simulated.completionTokens)}</b> tokens out
          </span>
          {simulated.measuredJoules !== null && (
            <span>{formatEnergy(simulated.measuredJoules)}, made up by the simulation</span>
          )}
        </p>
      </section>
      {sessions.length > 0 && (
        <SessionTable
          title="Simulated sessions"
          sessions={sessions}
          total={report.simulated.sessions}
          currency={report.tariff.currency}
          timeZone={report.timeZone}
          empty=""
          billed={false}
        />
      )}
    </div>
  );
}
