import type { Span } from '@/shared/domain/usage.ts';
import { POWER_SOURCES, type PowerSource } from '@/shared/schemas/machine.ts';
import { ServiceError } from '../../errors.ts';

/** SQL for all that readings stand under: machines and wall meters, whose keys are of one sequence. */
export const COUNTERS = '(SELECT id, key FROM "Machine" UNION ALL SELECT id, key FROM "WallMeter")';

export function requireSpan({ from, to }: Span): Span {
  if (from >= to) throw new ServiceError('VALIDATION', 'The end of the window is not after its start.');
  return { from, to };
}

/** Sources are stored as their place in `POWER_SOURCES`, sets of them as bits. */
export const sourceIndex = (source: PowerSource | null): number | null =>
  source === null ? null : POWER_SOURCES.indexOf(source);
export const sourcesOf = (bits: number): PowerSource[] =>
  POWER_SOURCES.filter((_, index) => (bits & (1 << index)) !== 0);

/** Numbers as `float8send` sends them, the highest byte first. */
export function doublesOf(sent: Buffer): Float64Array {
  const bytes = Buffer.from(new ArrayBuffer(sent.length));
  sent.copy(bytes);
  bytes.swap64();
  return new Float64Array(bytes.buffer, bytes.byteOffset, bytes.length / 8);
}
