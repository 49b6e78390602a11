import { NumberHeads } from '../../ui/number-heads.tsx';
import { SimulatedTag } from '../../ui/tag.tsx';
import { Meter } from '../../ui/meter.tsx';
import { Value } from '../../ui/value.tsx';
import { Written } from '../../ui/written.tsx';
import { ReportBlock } from '../report-block.tsx';
import { hours } from '../report-numbers.ts';
import { ReportTable } from '../report-table.tsx';
import type { ReplayView, SetView } from './types.ts';

type Machine = SetView['machines'][number];

/** Each machine of one set: how long it would have been booked, and what its watts rest on. */
export function MachineBlock({ set, window }: { set: SetView; window: Pick<ReplayView, 'from' | 'to'> }) {
  const windowMs = Date.parse(window.to) - Date.parse(window.from);
  return (
    <ReportBlock id="plan-machines" title="Machine by machine" facts={set.title} isWide>
      <ReportTable label={`Machines of ${set.title}`}>
        <thead>
          <tr>
            <th scope="col">Machine</th>
            <NumberHeads of={['Booked h', 'Of the period']} />
            <th scope="col" className="w-[18%]" aria-hidden />
            <NumberHeads of={['Idle', 'At work']} />
            <th scope="col">Watts</th>
          </tr>
        </thead>
        <tbody>
          {set.machines.map((it) => (
            <tr key={it.id}>
              <th scope="row">
                <Written text={it.name} /> {it.isBought && <SimulatedTag />}
                {!it.isBought && <span className="report-sub">{it.kind}</span>}
              </th>
              <td className="number">{hours(it.bookedMs)}</td>
              <td className="number">{Math.round((100 * it.bookedMs) / windowMs)} %</td>
              <td aria-hidden>
                <Meter ratio={it.bookedMs / windowMs} tone={it.isBought ? 'simulated' : 'plain'} />
              </td>
              <td className="number">
                <Watts machine={it} of="idleWatts" />
              </td>
              <td className="number">
                <Watts machine={it} of="workWatts" />
              </td>
              <td className="text-muted">{it.wattsBasis === 'unknown' ? 'unknown' : it.wattsWords}</td>
            </tr>
          ))}
        </tbody>
      </ReportTable>
    </ReportBlock>
  );
}

function Watts({ machine, of }: { machine: Machine; of: 'idleWatts' | 'workWatts' }) {
  const watts = machine[of];
  if (watts === null) return <Value state="unknown" reason={machine.wattsWords} />;
  return `${machine.wattsBasis === 'estimate' ? '≈ ' : ''}${Math.round(watts)} W`;
}
