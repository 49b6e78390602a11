'use client';

import { ChevronLeft, ChevronRight, Minus, Plus } from 'lucide-react';
import { IconButton } from '../ui/icon-button.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { moment } from './time-labels.ts';
import type { SpanControl } from './use-chart-span.ts';

const ICON = { 'aria-hidden': true, size: 17, strokeWidth: 1.6 } as const;
const ZOOM = 2;
const PAN = 0.5;

export type Period = { value: string; label: string; lengthMs: number | null };

/** What the wheel, fingers and keys do, as buttons; and which time is shown, in words. */
export function SpanBar({
  control,
  periods,
  timeZone,
}: {
  control: SpanControl;
  periods: readonly Period[];
  timeZone: string;
}) {
  const { span, isStandard, zoom, pan, show } = control;
  const lengthMs = span.toMs - span.fromMs;
  const middleMs = (span.fromMs + span.toMs) / 2;
  const shown = periods.find((it) =>
    it.lengthMs === null ? isStandard : span.isLive && Math.abs(it.lengthMs - lengthMs) < 1000,
  );
  return (
    <div className="span-bar">
      {/* Where it is live, its end is now. */}
      <span className="span-words" aria-live="polite">
        {span.isLive
          ? ''
          : `${moment(span.fromMs, timeZone, lengthMs)} to ${moment(span.toMs, timeZone, lengthMs)}`}
      </span>
      <span className="span-buttons">
        <IconButton label="Earlier" onClick={() => pan(-PAN * lengthMs)}>
          <ChevronLeft {...ICON} />
        </IconButton>
        <IconButton label="Later" disabled={span.isLive} onClick={() => pan(PAN * lengthMs)}>
          <ChevronRight {...ICON} />
        </IconButton>
        <IconButton label="More closely" onClick={() => zoom(1 / ZOOM, middleMs)}>
          <Plus {...ICON} />
        </IconButton>
        <IconButton label="More time" onClick={() => zoom(ZOOM, middleMs)}>
          <Minus {...ICON} />
        </IconButton>
      </span>
      <Segmented
        label="Period"
        options={periods}
        value={shown?.value ?? ''}
        onChange={(value) => show(periods.find((it) => it.value === value)?.lengthMs ?? null)}
      />
    </div>
  );
}
