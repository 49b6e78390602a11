'use client';

import type { LiveFigures } from '@/shared/schemas/machine.ts';
import { useNow } from '../providers/now.tsx';
import { useLiveReading } from '../providers/use-live.ts';
import type { MachineView } from './types.ts';

export type ShownReading = LiveFigures & { atMs: number; stale: boolean };

const STALE_AFTER_MS = 15_000;

/** The machine's newest reading: the last frame's, or the list's until one has come; `stale` by the clock too. */
export function useReading(machine: MachineView): ShownReading | null {
  const nowMs = useNow(5000);
  const framed = useLiveReading(machine.id);
  const listed = machine.live && { ...machine.live, atMs: new Date(machine.live.at).getTime() };
  if (framed && (!listed || framed.atMs >= listed.atMs)) return framed;
  return listed && { ...listed, stale: listed.stale || nowMs - listed.atMs > STALE_AFTER_MS };
}
