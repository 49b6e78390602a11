import { formatMoment } from '@/shared/domain/format.ts';
import type { ExtensionView } from './types.ts';

const HOUR_MS = 3_600_000;
const QUARTER_MS = HOUR_MS / 4;
const LENGTHS = [0.25, 0.5, 1, 2, 4, 8, 12, 24, 48].map((hours) => hours * HOUR_MS);
const MOST = 4;

export type EndChoice = { value: string; label: string };

/** A few later ends, the last one the latest there is; none when nothing is left. Without a limit a day more at most. */
export function extensionChoices(
  { endsAt, until }: Pick<ExtensionView, 'endsAt' | 'until'>,
  zone: string,
  nowMs: number,
): EndChoice[] {
  const endMs = Date.parse(endsAt);
  const lastMs = until === null ? endMs + 24 * HOUR_MS : Math.floor(Date.parse(until) / 60_000) * 60_000;
  if (lastMs <= endMs) return [];
  const roomMs = lastMs - endMs;
  const fitting = LENGTHS.filter((it) => it < roomMs && (it >= QUARTER_MS * 2 || roomMs < 2 * HOUR_MS));
  const picked = fitting.slice(0, MOST - 1).map((it) => endMs + it);
  return [...picked, lastMs].map((atMs) => ({
    value: new Date(atMs).toISOString(),
    label: formatMoment(atMs, zone, nowMs),
  }));
}
