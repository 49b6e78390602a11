import { expect, test } from 'vitest';
import type { Cursor } from '@/shared/schemas/paging.ts';
import { actingAs, makeTestContext, type TestContext } from '../../testing/context.ts';
import { listConversations } from './index.ts';

async function readAll(ctx: TestContext, limit: number): Promise<string[]> {
  const read: string[] = [];
  let cursor: Cursor | null = null;
  do {
    const page = await listConversations(ctx, { cursor, limit, place: 'recent' });
    expect(page.rows.length).toBeLessThanOrEqual(limit);
    read.push(...page.rows.map((it) => it.title));
    cursor = page.nextCursor;
  } while (cursor);
  return read;
}

test('one’s own chats and the shared ones come page by page, newest first, each once', async () => {
  const system = await makeTestContext();
  const [ada, ben] = [await actingAs(system, 'member'), await actingAs(system, 'member')];
  const idOf = ({ actor }: TestContext) => (actor.kind === 'user' ? actor.id : '');
  const chats = [
    { owner: ada, shared: false },
    { owner: ben, shared: true },
    { owner: ada, shared: true },
    { owner: ben, shared: false },
    { owner: ada, shared: false },
    { owner: ben, shared: true },
  ];
  for (const [index, { owner, shared }] of chats.entries()) {
    // Two of each moment, so that the id has to decide.
    const updatedAt = new Date(Date.UTC(2026, 10, 24, 12, Math.floor(index / 2)));
    const row = { id: `c${index}`, title: `Chat ${index} of 100%`, ownerId: idOf(owner), shared, updatedAt };
    await system.db.conversation.create({ data: row });
  }
  const titles = [5, 4, 2, 1, 0].map((it) => `Chat ${it} of 100%`);
  for (const limit of [1, 2, 3, 50]) expect(await readAll(ada, limit)).toEqual(titles);
});
