import type uPlot from 'uplot';
import type { SpanControl } from './use-chart-span.ts';

const WHEEL_ZOOM = 1.0015;
const DRAG_PX = 4;

type Moves = Pick<SpanControl, 'zoom' | 'pan'> & {
  /** Milliseconds a pixel, and the moment at a pixel from the plot's left edge. */
  msPerPx(): number;
  msAt(px: number): number;
  /** Somebody is at this chart: then the wheel is its own, else it scrolls the page. */
  isHeld(): boolean;
};

/**
 * Wheel, drag and pinch over a plot. The wheel zooms with Ctrl or ⌘ (as a pinch on a pad comes), or once the chart has
 * the focus; sideways it moves. One finger or the mouse drags, two fingers pinch; up and down a finger scrolls the page.
 */
export function moveByPointer(over: HTMLElement, moves: Moves): () => void {
  const held = new Map<number, number>();
  let dragged = 0;
  const pxOf = (event: MouseEvent): number => event.clientX - over.getBoundingClientRect().left;
  const onWheel = (event: WheelEvent): void => {
    const isSideways = event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY);
    if (!isSideways && !event.ctrlKey && !event.metaKey && !moves.isHeld()) return;
    event.preventDefault();
    if (isSideways) moves.pan((event.deltaX || event.deltaY) * moves.msPerPx());
    else moves.zoom(WHEEL_ZOOM ** (event.deltaY * (event.ctrlKey ? 4 : 1)), moves.msAt(pxOf(event)));
  };
  const onDown = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    held.set(event.pointerId, pxOf(event));
    dragged = 0;
  };
  const onMove = (event: PointerEvent): void => {
    const before = held.get(event.pointerId);
    if (before === undefined) return;
    const now = pxOf(event);
    const other = [...held].find(([id]) => id !== event.pointerId)?.[1];
    if (other === undefined) {
      dragged += Math.abs(now - before);
      if (dragged < DRAG_PX) return;
      over.setPointerCapture(event.pointerId);
      moves.pan((before - now) * moves.msPerPx());
    } else if (Math.abs(now - other) > 1)
      moves.zoom(Math.abs(before - other) / Math.abs(now - other), moves.msAt(other));
    held.set(event.pointerId, now);
  };
  const onUp = (event: PointerEvent): void => void held.delete(event.pointerId);
  const listeners: [string, EventListener][] = [
    ['wheel', onWheel as EventListener],
    ['pointerdown', onDown as EventListener],
    ['pointermove', onMove as EventListener],
    ['pointerup', onUp as EventListener],
    ['pointercancel', onUp as EventListener],
    ['pointerleave', onUp as EventListener],
  ];
  for (const [name, listener] of listeners) over.addEventListener(name, listener, { passive: false });
  over.style.touchAction = 'pan-y';
  return () => {
    for (const [name, listener] of listeners) over.removeEventListener(name, listener);
  };
}

/** How a plot's pixels lie in time. */
export const scaleOf = (u: uPlot, window: () => { fromMs: number; toMs: number }) => ({
  msPerPx: (): number => (window().toMs - window().fromMs) / Math.max(1, u.over.clientWidth),
  msAt: (px: number): number =>
    window().fromMs + (px / Math.max(1, u.over.clientWidth)) * (window().toMs - window().fromMs),
});

const KEY_ZOOM = 1.5;
const KEY_PAN = 0.25;

/** Keys at a chart: + and − zoom at the crosshair, Shift with an arrow moves, 0 shows what the page shows by itself. */
export function moveByKey(
  { key, shiftKey }: Pick<KeyboardEvent, 'key' | 'shiftKey'>,
  { span, zoom, pan, show }: SpanControl,
  cursorMs: number,
): boolean {
  const lengthMs = span.toMs - span.fromMs;
  if (key === '+' || key === '=') zoom(1 / KEY_ZOOM, cursorMs);
  else if (key === '-' || key === '−') zoom(KEY_ZOOM, cursorMs);
  else if (key === '0') show(null);
  else if (shiftKey && key === 'ArrowLeft') pan(-KEY_PAN * lengthMs);
  else if (shiftKey && key === 'ArrowRight') pan(KEY_PAN * lengthMs);
  else return false;
  return true;
}
