import { expect, test } from 'vitest';
import { waitingOf } from './waiting-of.ts';

const pair = (name: string, state: string, by: string | null) => [
  { id: `q-${name}`, parentId: null, text: name, generation: null },
  {
    id: `a-${name}`,
    parentId: `q-${name}`,
    text: '',
    generation: { id: `g-${name}`, state, requestedBy: by === null ? null : { id: by } },
  },
];

test('only one’s own that no machine works for yet can be taken back', () => {
  const messages = [
    ...pair('done', 'completed', 'me'),
    ...pair('running', 'running', 'me'),
    ...pair('first', 'queued', 'me'),
    ...pair('theirs', 'queued', 'they'),
    ...pair('a key’s', 'queued', null),
    ...pair('second', 'queued', 'me'),
  ];
  expect(waitingOf(messages, 'me')).toEqual([
    { generationId: 'g-first', text: 'first' },
    { generationId: 'g-second', text: 'second' },
  ]);
  // An answer whose question is not in sight.
  expect(waitingOf(messages.slice(5, 6), 'me')).toEqual([]);
});
