'use client';

import { Wrench } from 'lucide-react';
import Link from 'next/link';
import { useZone } from '../providers/me.tsx';
import { labelOf } from './bar-label.ts';
import type { BarPlace } from './booking-bar.tsx';
import { describeMaintenance } from './booking-words.ts';
import type { MaintenanceBar as Bar } from './timeline-bars.ts';
import { hitStyle, lengthStyle } from './timeline-window.ts';

type Props = BarPlace & { bar: Bar };

/** Time in which a machine is out of use by plan: striped, and named, so that its colour isn't all it has. */
export function MaintenanceBar({ bar, window, pxPerMs, nowMs, isCursor }: Props) {
  const zone = useZone();
  const { maintenance } = bar;
  const words = describeMaintenance(maintenance, zone, nowMs);
  const label = labelOf(bar, pxPerMs);
  return (
    <Link
      prefetch={false}
      href={`/machines/${maintenance.machineId}`}
      className="booking-hit"
      style={hitStyle(bar, window)}
      draggable={false}
      tabIndex={isCursor ? 0 : -1}
      data-bar={bar.key}
      data-waits={maintenance.waits || undefined}
      data-cursor={isCursor || undefined}
      data-tip={words}
      aria-label={words}
    >
      <span
        className="booking-bar"
        style={lengthStyle(bar, pxPerMs)}
        data-kind="maintenance"
        data-waits={maintenance.waits || undefined}
        data-past={bar.toMs <= nowMs || undefined}
        data-label={label}
        aria-hidden
      >
        {label !== 'none' && label !== 'beside' && (
          <span className="bar-text">
            <Wrench size={12} strokeWidth={1.8} className="mr-1 inline align-[-2px]" />
            {label === 'words' && (maintenance.note ?? 'Maintenance')}
          </span>
        )}
      </span>
    </Link>
  );
}
