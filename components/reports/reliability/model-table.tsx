import { ReportTable } from '../report-table.tsx';
import { ReportBlock } from '../report-block.tsx';
import { formatCount, formatDuration, formatPercent } from '@/shared/domain/format.ts';
import { BACKEND_LABEL } from '@/shared/domain/session-states.ts';
import { NumberHeads } from '../../ui/number-heads.tsx';
import { Written } from '../../ui/written.tsx';
import { hours } from '../report-numbers.ts';
import type { ReliabilityView } from './types.ts';

export function ModelTable({ rows }: Pick<ReliabilityView, 'rows'>) {
  return (
    <ReportBlock
      id="reliability-models"
      title="By model and backend"
      facts={rows.length === 0 && 'No session ran in this time.'}
      isWide
    >
      {rows.length > 0 && (
        <ReportTable label="Sessions by model and backend">
          <thead>
            <tr>
              <th scope="col">Model</th>
              <th scope="col">Backend</th>
              <NumberHeads
                of={['Begun', 'Came up', 'Until ready', 'Served h', 'Failed', 'Between failures']}
              />
            </tr>
          </thead>
          <tbody>
            {rows.map((it) => (
              <tr key={`${it.modelTitle} ${it.backend} ${it.machines}`}>
                <th scope="row">
                  <Written text={it.modelTitle} />
                </th>
                <td>
                  {BACKEND_LABEL[it.backend]}
                  {it.machines > 1 && <span className="report-sub">{it.machines} Macs</span>}
                </td>
                <td className="number">{formatCount(it.begun)}</td>
                <td className="number">
                  {it.begun === 0 ? 'begun before' : formatPercent(it.becameReady / it.begun)}
                </td>
                <td className="number">
                  {it.medianToReadyMs === null ? 'never' : formatDuration(it.medianToReadyMs)}
                </td>
                <td className="number">{hours(it.servedMs)}</td>
                <td className="number">{formatCount(it.failed)}</td>
                <td className="number">
                  {it.failed === 0 ? 'none failed' : formatDuration(it.servedMs / it.failed)}
                </td>
              </tr>
            ))}
          </tbody>
        </ReportTable>
      )}
    </ReportBlock>
  );
}
