import { expect, it } from 'vitest';
import { groupConversations } from './group-conversations.ts';

const now = new Date('2026-11-18T22:04:00Z');
const chat = (id: string, updatedAt: string, answering = false) => ({ id, updatedAt, answering });

it('groups by the lab’s own day, newest first, what is answered on top', () => {
  const groups = groupConversations(
    [
      chat('old', '2026-10-01T10:00:00Z'),
      chat('monday', '2026-11-16T10:00:00Z'),
      chat('before midnight in Berlin', '2026-11-17T22:59:00Z'),
      chat('after midnight in Berlin', '2026-11-17T23:01:00Z'),
      chat('live', '2026-11-10T10:00:00Z', true),
    ],
    now,
    'Europe/Berlin',
  );
  expect(groups.map((it) => [it.title, it.items.map((item) => item.id)])).toEqual([
    ['Now', ['live']],
    ['Today', ['after midnight in Berlin']],
    ['This week', ['before midnight in Berlin', 'monday']],
    ['Earlier', ['old']],
  ]);
});
