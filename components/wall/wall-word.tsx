'use client';

import { useState } from 'react';
import { formatTime } from '@/shared/domain/format.ts';
import { useConnection } from '../providers/realtime.tsx';
import type { WallView } from './types.ts';

/** A portal that starts again is away for a few seconds; a connection is renewed now and then. */
const SILENT_MS = 6000;
const OLD_LISTS_MS = 45_000;

type Props = { wall: WallView; nowMs: number; failing: boolean };

/** While the portal is away, or can't read its database: since when, so that nobody takes old figures for new. */
export function WallWord({ wall, nowMs, failing }: Props) {
  const { state } = useConnection();
  const [heardMs, setHeardMs] = useState(nowMs);
  if (state === 'online' && heardMs !== nowMs) setHeardMs(nowMs);
  const isSilent = state !== 'online' && nowMs - heardMs > SILENT_MS;
  const isOld = nowMs - wall.nowMs > OLD_LISTS_MS;
  if (!isSilent && !(isOld && failing)) return null;
  const since = (atMs: number): string => formatTime(atMs, wall.timeZone, true);
  return (
    <p className="w-word" role="status">
      {isSilent ? (
        <>
          <b>No word from the portal since {since(heardMs)}.</b> What stands here is from then. It is tried
          again by itself.
        </>
      ) : (
        <>
          <b>Bookings and sessions are from {since(wall.nowMs)}.</b> The portal cannot read them now. Readings
          are live.
        </>
      )}
    </p>
  );
}
