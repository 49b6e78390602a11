import { describe, expect, it } from 'vitest';
import { lastSeqOf, type LogLineView, mergeLines, plainText, withoutOwnTime } from './merge-lines.ts';

const line = (rank: number, seq: number, second: number): LogLineView => ({
  rank,
  seq,
  at: new Date(second * 1000).toISOString(),
  stream: 'stdout',
  text: `${rank}.${seq}`,
});

describe('mergeLines', () => {
  it('shows each line once and in order of time over ranks', () => {
    const merged = mergeLines([line(0, 1, 1), line(1, 1, 3)], [line(1, 1, 3), line(0, 2, 2), line(1, 2, 4)]);
    expect(merged.map((it) => it.text)).toEqual(['0.1', '0.2', '1.1', '1.2']);
  });

  it('keeps what it had when nothing is new', () => {
    const known = [line(0, 1, 1)];
    expect(mergeLines(known, [line(0, 1, 1)])).toBe(known);
  });

  it('knows where each rank goes on', () => {
    const lines = [line(0, 7, 1), line(1, 3, 2)];
    expect([lastSeqOf(lines, 0), lastSeqOf(lines, 1), lastSeqOf(lines, 2)]).toEqual([7, 3, 0]);
  });
});

it('plainText drops colour codes', () => {
  expect(plainText('\u001b[31mred\u001b[0m \u0007bell\tend')).toBe('red bell\tend');
});

it.each([
  ['2026-11-27 02:10:11,123 - INFO - Starting httpd', 'INFO - Starting httpd'],
  ['2026-11-27T02:10:11Z ready', 'ready'],
  [
    '127.0.0.1 - - [27/Nov/2026 02:10:11] "POST /v1/chat/completions HTTP/1.1" 200 -',
    '127.0.0.1 - - "POST /v1/chat/completions HTTP/1.1" 200 -',
  ],
  ['loaded 2026-11-27 02:10:11 weights', 'loaded 2026-11-27 02:10:11 weights'],
])('a second time beside the line’s own is left out: %s', (text, shown) =>
  expect(withoutOwnTime(text)).toBe(shown),
);
