import type { TimelineBar } from './timeline-bars.ts';

/** In the bar, upright in a tall one, two letters of it, two letters after it, or none. */
export type BarLabel = 'words' | 'upright' | 'letters' | 'beside' | 'none';

const WORDS_PX = 48;
/** In a tall bar words break into lines: below this width they would break within themselves. */
const LINES_PX = 72;
const UPRIGHT_PX = 14;
const LETTERS_PX = 17;
const BESIDE_PX = 20;

/** By the room there is; what has none is still told on hover, on focus and to a screen reader. */
export function labelOf(bar: TimelineBar, pxPerMs: number): BarLabel {
  const widthPx = (bar.toMs - bar.fromMs) * pxPerMs;
  if (widthPx >= (bar.rows > 1 ? LINES_PX : WORDS_PX)) return 'words';
  if (bar.rows > 1 && widthPx >= UPRIGHT_PX) return 'upright';
  if (widthPx >= LETTERS_PX) return 'letters';
  return bar.roomMs * pxPerMs >= BESIDE_PX ? 'beside' : 'none';
}
