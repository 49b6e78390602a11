import type { MachineView } from './types.ts';

type Props = { machines: readonly MachineView[]; hasPlanned: boolean };

/** What the bars mean; only what can be seen in this lab now. */
export function TimelineKey({ machines, hasPlanned }: Props) {
  const hasMaintenance = hasPlanned || machines.some((it) => it.status === 'maintenance');
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
      {hasSilent && (
        <li>
          <i className="timeline-silent" /> Not heard from
        </li>
      )}
    </ul>
  );
}
