import type { MachineView, MaintenanceView } from './types.ts';

type Props = { machines: readonly MachineView[]; planned: readonly MaintenanceView[] };

/** What the bars mean; only what can be seen in this lab now. */
export function TimelineKey({ machines, planned }: Props) {
  const hasMaintenance = planned.length > 0 || machines.some((it) => it.status === 'maintenance');
  const hasSilent = machines.some((it) => it.connection === 'lost');
  return (
    <ul className="timeline-key" aria-label="Key">
      <li>
        <i className="booking-bar" data-kind="mine" /> Yours
      </li>
      <li>
        <i className="booking-bar" data-kind="mine" data-past /> Yours, over
      </li>
      <li>
        <i className="booking-bar" data-kind="other" /> Someone else’s
      </li>
      <li>
        <i className="booking-bar" data-kind="other" data-running /> Someone else’s, a model runs
      </li>
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
      {hasSilent && (
        <li>
          <i className="timeline-silent" /> Not heard from
        </li>
      )}
    </ul>
  );
}
