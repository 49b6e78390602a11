'use client';

import { useNow } from '../providers/now.tsx';
import { useLiveReading } from '../providers/realtime.tsx';
import type { LiveMachineReading } from '../providers/frame-store.ts';
import type { MachineView } from './types.ts';

const STALE_AFTER_MS = 15_000;

/** The machine's newest reading: the last frame's, or the list's until one has come; `stale` by the clock too. */
export function useReading(machine: MachineView): LiveMachineReading | null {
  const nowMs = useNow(5000);
  const framed = useLiveReading(machine.id);
  const listed = machine.live && { ...machine.live, atMs: new Date(machine.live.at).getTime() };
  const reading = framed && listed ? (framed.atMs >= listed.atMs ? framed : listed) : (framed ?? listed);
  if (!reading) return null;
  return { ...reading, stale: reading.stale || nowMs - reading.atMs > STALE_AFTER_MS };
}
