'use client';

import { formatWatts, splitUnit } from '@/shared/domain/format.ts';
import { freeMacs } from './free-macs.ts';
import type { HeadFigures } from './head-kind.ts';
import type { MachineView } from './types.ts';

type Props = { head: HeadFigures };

/** What the lab draws now. */
export function PowerLead({ head }: Props) {
  const parts = head.powerWatts === null ? null : splitUnit(formatWatts(head.powerWatts));
  return (
    <div className="lab-lead" data-simulated={head.kind === 'simulated' || undefined}>
      <p>
        {parts?.value ?? '–'}
        <small> {parts?.unit ?? 'W'}</small>
      </p>
      <p className="text-sm text-muted">
        {parts ? 'now' : 'no word now'}, from{' '}
        {head.measuredMachines === null
          ? `${head.machines} simulated Macs`
          : `${head.measuredMachines} of ${head.machines} Macs`}
      </p>
    </div>
  );
}

/** Where nothing measures power: what one can have. */
export function FreeLead({ head, machines }: Props & { machines: readonly MachineView[] }) {
  const { free, unknown } = freeMacs(machines);
  const names = [free.join(', '), unknown.length > 0 && `${unknown.join(', ')} unknown`]
    .filter(Boolean)
    .join(' · ');
  return (
    <div className="lab-lead">
      <p>
        {free.length}
        <small> of {head.machines} free</small>
      </p>
      <p className="line-clamp-2 text-sm [overflow-wrap:anywhere] text-muted" title={names}>
        {names || 'all are taken'}
      </p>
    </div>
  );
}
