import { formatCount, formatDuration, formatPercent } from '@/shared/domain/format.ts';
import { BACKEND_LABEL } from '@/shared/domain/session-states.ts';
import { NumberHeads } from '../../ui/number-heads.tsx';
import { ScrollRegion } from '../../ui/scroll-region.tsx';
import { Written } from '../../ui/written.tsx';
import { hours } from '../report-numbers.ts';
import type { ReliabilityView } from './types.ts';

export function ModelTable({ rows }: Pick<ReliabilityView, 'rows'>) {
  return (
    <section className="report-block report-wide" aria-labelledby="reliability-models">
      <div className="report-head">
        <h2 id="reliability-models">By model and backend</h2>
        {rows.length === 0 && <span>No session ran in this time.</span>}
      </div>
      {rows.length > 0 && (
        <ScrollRegion className="report-scroll" label="Sessions by model and backend">
          <table className="list-table report-table">
            <caption className="sr-only">Sessions by model and backend</caption>
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
          </table>
        </ScrollRegion>
      )}
    </section>
  );
}
