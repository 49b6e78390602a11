import { ReportTable } from '../report-table.tsx';
import { ReportBlock } from '../report-block.tsx';
import Link from 'next/link';
import { formatDateTime, listNames } from '@/shared/domain/format.ts';
import { END_REASON_TITLE } from '@/shared/domain/session-states.ts';
import { Written } from '../../ui/written.tsx';
import type { ReliabilityView } from './types.ts';

type FailureTableProps = { failures: ReliabilityView['failures']; timeZone: string; now: Date };

/** The newest failed sessions, each a way to its own page with its log. */
export function FailureTable({ failures, timeZone, now }: FailureTableProps) {
  if (failures.length === 0) return null;
  return (
    <ReportBlock id="reliability-failures" title="Failed sessions" facts="newest first" isWide>
      <ReportTable label="Failed sessions, newest first">
        <thead>
          <tr>
            <th scope="col">Session</th>
            <th scope="col">Ended</th>
            <th scope="col">What happened</th>
          </tr>
        </thead>
        <tbody>
          {failures.map((it) => (
            <tr key={it.sessionId}>
              <th scope="row">
                <Link className="link" prefetch={false} href={`/sessions/${it.sessionId}`}>
                  <Written text={it.modelTitle} />
                </Link>
                <span className="report-sub">{listNames(it.machines)}</span>
              </th>
              <td>
                {formatDateTime(it.at, timeZone, now)}
                <span className="report-sub">{it.wasReady ? 'had answered' : 'never came up'}</span>
              </td>
              <td>
                {it.reason ? END_REASON_TITLE[it.reason] : 'It failed.'}
                {it.message && <span className="report-sub">{it.message}</span>}
                {it.incidentId && (
                  <Link className="link" prefetch={false} href={`/incidents/${it.incidentId}`}>
                    Open the incident
                  </Link>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </ReportTable>
    </ReportBlock>
  );
}
