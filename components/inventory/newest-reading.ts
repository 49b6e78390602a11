import type { LiveFigures } from '@/shared/schemas/machine.ts';
import type { MachineView } from './types.ts';

export type ShownReading = LiveFigures & { atMs: number; stale: boolean };

const STALE_AFTER_MS = 15_000;

/** The last frame's reading, or the list's until one has come; `stale` by the clock too. */
export function newestReading(
  { live }: Pick<MachineView, 'live'>,
  framed: ShownReading | null,
  nowMs: number,
): ShownReading | null {
  const listed = live && { ...live, atMs: new Date(live.at).getTime() };
  if (framed && (!listed || framed.atMs >= listed.atMs)) return framed;
  return listed && { ...listed, stale: listed.stale || nowMs - listed.atMs > STALE_AFTER_MS };
}
