import { dayKey } from '@/shared/domain/format.ts';
import { exactMonth } from '@/shared/domain/month.ts';
import type { Span } from '@/shared/domain/usage.ts';

/** What the file of a report is called: its month, or its first and last day, as the lab's own clock has them. */
export function reportFileName(
  window: Span,
  timeZone: string,
  type: 'csv' | 'json',
  what: 'use' | 'energy' | 'plan' = 'use',
): string {
  const first = dayKey(window.from, timeZone);
  if (exactMonth(window, timeZone)) return `espalier-${what}-${first.slice(0, 7)}.${type}`;
  const last = dayKey(window.to.getTime() - 1, timeZone);
  return first === last
    ? `espalier-${what}-${first}.${type}`
    : `espalier-${what}-${first}-to-${last}.${type}`;
}
