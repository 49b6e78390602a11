import { expect, test } from 'vitest';
import { followsAfter } from './use-follow.ts';

const place = (scrollTop: number, scrollHeight: number) => ({ scrollTop, scrollHeight, clientHeight: 500 });

test.each([
  ['our own scrolling, told after the content has grown', true, place(500, 1200), 300, true],
  ['a reader who goes up', true, place(300, 1000), 500, false],
  ['a reader who goes up a little', true, place(480, 1000), 500, true],
  ['a reader elsewhere who goes down, not to the end', false, place(400, 1200), 300, false],
  ['a reader elsewhere who comes to the end', false, place(690, 1200), 300, true],
])('%s', (_what, isFollowing, box, lastTop, follows) => {
  expect(followsAfter(isFollowing, box, lastTop)).toBe(follows);
});
