import type { ReportFrame } from './report-frame.ts';

/** In whose row a session's energy stands: its own machine's where that one is read, else the one that was read then. */
export function readerOf({ meters }: ReportFrame, machineId: string, at: Date): string {
  const readers = meters.of(machineId)?.readers ?? [];
  const own = readers.find((it) => it.machineId === machineId);
  return (own ?? readers.find((it) => it.from <= at && at < it.to))?.machineId ?? machineId;
}
