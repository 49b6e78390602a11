import { describe, expect, it } from 'vitest';
import {
  askedWindow,
  type ChartSpan,
  liveSpan,
  panSpan,
  pointsFor,
  readSpan,
  snapToNow,
  writeSpan,
  zoomSpan,
} from './chart-span.ts';
import { moveByKey } from './move-span.ts';

const NOW = Date.parse('2026-11-18T22:00:00Z');
const HOUR = 3_600_000;
const bounds = { fromMs: NOW - 1000 * HOUR, toMs: NOW };
const still = (from: number, to: number): ChartSpan => ({
  fromMs: NOW - from * HOUR,
  toMs: NOW - to * HOUR,
  isLive: false,
});
const hours = ({ fromMs, toMs }: ChartSpan) => [(NOW - fromMs) / HOUR, (NOW - toMs) / HOUR];

describe('zooming', () => {
  it('keeps what is under the pointer where it is', () => {
    expect(hours(zoomSpan(still(10, 2), 0.5, NOW - 4 * HOUR, bounds))).toEqual([7, 3]);
    expect(hours(zoomSpan(still(10, 2), 2, NOW - 10 * HOUR, { ...bounds, toMs: NOW + 99 * HOUR }))).toEqual([
      10, -6,
    ]);
  });
  it('stays live where it is live, ends at half a minute, and at all there is', () => {
    expect(zoomSpan(liveSpan(4 * HOUR, NOW), 0.25, NOW - 3 * HOUR, bounds)).toEqual(liveSpan(HOUR, NOW));
    expect(zoomSpan(liveSpan(HOUR, NOW), 1e-9, NOW, bounds)).toEqual(liveSpan(30_000, NOW));
    expect(hours(zoomSpan(still(10, 2), 1e9, NOW, bounds))).toEqual([1000, 0]);
  });
});

describe('moving', () => {
  it('leaves now, and comes back to it', () => {
    const earlier = panSpan(liveSpan(HOUR, NOW), -HOUR / 2, bounds);
    expect(earlier).toEqual({ fromMs: NOW - 1.5 * HOUR, toMs: NOW - HOUR / 2, isLive: false });
    expect(panSpan(earlier, HOUR, bounds)).toEqual(liveSpan(HOUR, NOW));
    expect(snapToNow({ ...earlier, fromMs: NOW - HOUR - 60_000, toMs: NOW - 60_000 }, NOW).isLive).toBe(true);
    expect(snapToNow(earlier, NOW)).toBe(earlier);
  });
  it('ends at the oldest', () => {
    expect(hours(panSpan(still(10, 2), -5000 * HOUR, bounds))).toEqual([1000, 992]);
  });
});

describe('what is asked', () => {
  it('holds what is shown and a margin, and is the same for small moves', () => {
    const asked = askedWindow(still(10, 2));
    expect(asked.fromMs).toBeLessThan(NOW - 11 * HOUR);
    expect(asked.toMs).toBeGreaterThan(NOW - HOUR);
    expect(askedWindow(still(10.05, 2.05))).toEqual(asked);
  });
  it.each([
    [HOUR / 60, 850],
    [HOUR, 300],
    [24 * HOUR, 1400],
    [700 * HOUR, 850],
  ])('brings at most two points a pixel of %s ms over %s px', (lengthMs, widthPx) => {
    const span = liveSpan(lengthMs, NOW);
    const points = pointsFor(span, askedWindow(span), widthPx);
    expect(points).toBeLessThanOrEqual(2000);
    expect(points).toBeGreaterThan(50);
    const shown = (points * lengthMs) / (askedWindow(span).toMs - askedWindow(span).fromMs);
    expect(shown).toBeLessThanOrEqual(widthPx * 1.2);
  });
});

describe('an address', () => {
  const read = (query: string) => readSpan(new URLSearchParams(query), bounds);
  it('keeps the time beside what else it says', () => {
    for (const span of [liveSpan(6 * HOUR, NOW), liveSpan(90_000, NOW), still(10, 2)]) {
      const written = writeSpan(new URLSearchParams('view=live&last=1h'), span);
      expect(written.get('view')).toBe('live');
      expect(read(written.toString())).toEqual(span);
    }
    expect(writeSpan(new URLSearchParams('last=6h'), null).toString()).toBe('');
    expect(writeSpan(new URLSearchParams(), liveSpan(6 * HOUR, NOW)).toString()).toBe('last=6h');
  });
  it.each([
    '',
    'last=6',
    'last=1s',
    'last=999999d',
    'from=x&to=y',
    'from=2026-11-18T10:00:00Z',
    'from=2026-11-18T10:00:00Z&to=2026-11-18T09:00:00Z',
    'from=2036-11-18T10:00:00Z&to=2036-11-18T11:00:00Z',
  ])('with nothing to show in it shows what the page does by itself: %s', (query) =>
    expect(read(query)).toBeNull(),
  );
});

it('keys zoom at the crosshair, move by a quarter and go back; others are nobody’s', () => {
  const done: unknown[] = [];
  const control = {
    span: still(4, 0),
    isStandard: false,
    zoom: (...it: unknown[]) => void done.push(['zoom', ...it]),
    pan: (...it: unknown[]) => void done.push(['pan', ...it]),
    show: (...it: unknown[]) => void done.push(['show', ...it]),
  };
  const press = (key: string, shiftKey = false) => moveByKey({ key, shiftKey }, control, 7);
  expect([press('+'), press('-'), press('0'), press('ArrowLeft', true), press('ArrowRight', true)]).toEqual(
    Array(5).fill(true),
  );
  expect([press('ArrowLeft'), press('x'), press('Tab', true)]).toEqual([false, false, false]);
  expect(done).toEqual([
    ['zoom', 1 / 1.5, 7],
    ['zoom', 1.5, 7],
    ['show', null],
    ['pan', -HOUR],
    ['pan', HOUR],
  ]);
});
