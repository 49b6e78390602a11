'use client';

import { useSyncExternalStore } from 'react';
import { dayKey, formatDay, formatTime, type Moment, zoneName } from '@/shared/domain/format.ts';
import { zoneOffsetMs } from '@/shared/domain/zoned-time.ts';
import { useMe, useZone } from './me.tsx';

const never = () => () => undefined;

/** The viewer's own zone, by their profile or else their browser, where its clock shows another time than the lab's at that moment, else null. */
export function useOwnZone(at: Moment): string | null {
  const zone = useZone();
  const { timeZone } = useMe();
  // Without a choice it comes with the browser, and the server does not know it.
  const browsers = useSyncExternalStore(
    never,
    () => Intl.DateTimeFormat().resolvedOptions().timeZone,
    () => null,
  );
  const own = timeZone ?? browsers;
  const atMs = new Date(at).getTime();
  return own !== null && zoneOffsetMs(atMs, own) !== zoneOffsetMs(atMs, zone) ? own : null;
}

type Props = { at: Moment; to?: Moment; className?: string };

/** `10:45 yours, GMT+5:45`, beside a time of the lab; nothing for who is in its zone. */
export function OwnTime({ at, to, className = 'text-sm text-muted' }: Props) {
  const lab = useZone();
  const own = useOwnZone(at);
  if (own === null) return null;
  const moment = (it: Moment, beside: string): string =>
    dayKey(it, own) === beside ? formatTime(it, own) : `${formatDay(it, own)}, ${formatTime(it, own)}`;
  const start = moment(at, dayKey(at, lab));
  const range = to === undefined ? start : `${start} to ${moment(to, dayKey(at, own))}`;
  return (
    <span className={className}>
      {range} yours, {zoneName(own, at)}
    </span>
  );
}
