import { isReleased, type TimelineContents } from './timeline-bars.ts';
import type { UsedTimes } from './timeline-row.tsx';
import type { MachineView } from './types.ts';

type Props = { machines: readonly MachineView[]; contents: TimelineContents; used: UsedTimes };

/** What the bars mean; only what can be seen in this lab now. */
export function TimelineKey({ machines, contents: { bookings, planned, holds }, used }: Props) {
  const hasMaintenance = planned.length > 0 || machines.some((it) => it.status === 'maintenance');
  const has = (is: (it: (typeof bookings)[number]) => boolean): boolean => bookings.some(is);
  return (
    <ul className="timeline-key" aria-label="Key">
      <Entry kind="mine">Yours</Entry>
      <li>
        <i className="booking-bar" data-kind="mine" data-past /> Yours, over
      </li>
      <Entry kind="other">Someone else’s</Entry>
      {used.size > 0 && (
        <li>
          <i className="booking-bar" data-kind="other" data-running>
            <i className="bar-use" style={{ width: '60%' }} />
          </i>{' '}
          A model runs; shaded: the time it was up
        </li>
      )}
      {has((it) => it.status === 'pending') && (
        <li>
          <i className="booking-bar" data-kind="other" data-pending /> Waits for approval, keeps nobody away
        </li>
      )}
      {hasMaintenance && (
        <li>
          <i className="timeline-maintenance" /> Maintenance
        </li>
      )}
      {planned.some((it) => it.waits) && (
        <li>
          <i className="booking-bar" data-kind="maintenance" data-waits /> Maintenance that waits for a
          booking
        </li>
      )}
      {has((it) => Date.parse(it.heldUntil) > Date.parse(it.endsAt)) && (
        <li>
          <i className="timeline-tail" /> Turnaround
        </li>
      )}
      {holds.length > 0 && <Entry kind="hold">Held while choosing</Entry>}
      {has(isReleased) && (
        <li>
          <i className="timeline-lost" /> Released
        </li>
      )}
      {has((it) => it.degradedSince !== null) && (
        <li>
          <i className="booking-bar" data-kind="other" data-degraded /> Machines of it are missing
        </li>
      )}
      {machines.some((it) => it.connection === 'lost') && (
        <li>
          <i className="timeline-silent" /> Not heard from, not counted as free
        </li>
      )}
    </ul>
  );
}

const Entry = ({ kind, children }: { kind: string; children: string }) => (
  <li>
    <i className="booking-bar" data-kind={kind} /> {children}
  </li>
);
