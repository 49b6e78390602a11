'use client';

import { Wrench } from 'lucide-react';
import Link from 'next/link';
import { useZone } from '../providers/me.tsx';
import { describeMaintenance } from './booking-words.ts';
import type { MaintenanceBar as Bar } from './timeline-bars.ts';
import { barStyle } from './timeline-window.ts';

type Props = { bar: Bar; window: { fromMs: number; toMs: number }; nowMs: number };

/** Time in which a machine is out of use by plan: striped, and named, so that its colour isn't all it has. */
export function MaintenanceBar({ bar, window, nowMs }: Props) {
  const zone = useZone();
  const { maintenance } = bar;
  const words = describeMaintenance(maintenance, zone, nowMs);
  return (
    <Link
      prefetch={false}
      href={`/machines/${maintenance.machineId}`}
      className="booking-hit"
      style={barStyle(bar, window)}
      aria-label={words}
      title={words}
    >
      <span
        className="booking-bar"
        data-kind="maintenance"
        data-waits={maintenance.waits || undefined}
        data-past={bar.toMs <= nowMs || undefined}
        aria-hidden
      >
        <span>
          <span className="bar-text">
            <Wrench size={12} strokeWidth={1.8} className="mr-1 inline align-[-2px]" />
            {maintenance.note ?? 'Maintenance'}
          </span>
        </span>
      </span>
    </Link>
  );
}
