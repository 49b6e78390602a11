'use client';

import { formatDay } from '@/shared/domain/format.ts';
import { useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { timesWords } from './maintenance-words.ts';

/** The day, and below it from when to when. */
export function DayTimes({ startsAt, endsAt }: { startsAt: string; endsAt: string }) {
  const zone = useZone();
  const nowMs = useNow(3_600_000);
  return (
    <span className="tabular-nums">
      {formatDay(startsAt, zone, nowMs)}
      <span className="block text-sm text-muted">{timesWords({ startsAt, endsAt }, zone, nowMs)}</span>
    </span>
  );
}
