'use client';

import { useNow } from '../providers/now.tsx';
import { useLiveReading } from '../providers/use-live.ts';
import { newestReading, type ShownReading } from './newest-reading.ts';
import type { MachineView } from './types.ts';

/** The machine's newest reading. */
export function useReading(machine: MachineView): ShownReading | null {
  const nowMs = useNow(5000);
  return newestReading(machine, useLiveReading(machine.id), nowMs);
}
