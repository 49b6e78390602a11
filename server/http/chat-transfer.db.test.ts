import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeLab } from '../testing/factories.ts';
import { startTestPortal, type TestPortal } from '../testing/portal.ts';

let portal: TestPortal;
beforeAll(async () => {
  portal = await startTestPortal();
  await makeLab(portal.ctx.db);
});
afterAll(() => portal.close());

const post = (path: string, cookie: string, body: string, headers: Record<string, string> = {}) =>
  fetch(`${portal.url}/api/chats/${path}`, {
    method: 'POST',
    headers: { ...portal.browser(cookie), 'content-type': 'application/json', ...headers },
    body,
  });
const get = (path: string, cookie = '') => fetch(portal.url + path, { headers: { cookie } });
const chat = (text: string) => ({
  id: randomUUID(),
  title: 'A chat',
  mapping: { u: { parent: null, message: { author: { role: 'user' }, content: { parts: [text] } } } },
});

test('a file of chats is looked at, brought in and taken out, by its owner alone', async () => {
  const { cookie } = await portal.signIn('member');
  const file = JSON.stringify([chat('Of quinces')]);
  expect(await (await post('import/preview', cookie, file)).json()).toMatchObject({ chats: 1, messages: 1 });
  expect((await post('import', cookie, file)).status).toBe(200);
  const { id } = await portal.ctx.db.conversation.findFirstOrThrow({ where: { importedFrom: 'chatgpt' } });
  const out = await get(`/api/chats/export?id=${id}&format=md`, cookie);
  expect(Object.fromEntries(out.headers)).toMatchObject({
    'content-type': 'text/markdown; charset=utf-8',
    'content-disposition': expect.stringMatching(/^attachment; filename="espalier-chat-[\d-]+\.md"$/),
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  });
  expect(await out.text()).toContain('Of quinces');
  expect(await (await get('/api/chats/export', cookie)).json()).toMatchObject({ chats: [{ id }] });

  const other = await portal.signIn('member');
  expect((await get(`/api/chats/export?id=${id}`, other.cookie)).status).toBe(404);
  expect(await (await get('/api/chats/export', other.cookie)).json()).toMatchObject({ chats: [] });
  expect((await get(`/api/chats/export?id=${id}`)).status).toBe(401);
  expect((await get(`/api/chats/export?id=${id}&format=exe`, cookie)).status).toBe(400);
});

test('what is no file of chats, too large, from elsewhere or of one who may not is refused', async () => {
  const { cookie } = await portal.signIn('member');
  const before = await portal.ctx.db.conversation.count();
  const refused = await post('import', cookie, '{"a":');
  expect(refused.status).toBe(400);
  expect(await refused.json()).toMatchObject({ error: { message: expect.stringContaining('not JSON') } });
  expect((await post('import', cookie, 'x'.repeat(32 * 1024 * 1024 + 1))).status).toBe(400);
  expect((await post('import', cookie, '[]', { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  expect(
    (await post('import', (await portal.signIn('viewer')).cookie, JSON.stringify([chat('x')]))).status,
  ).toBe(403);
  expect(await portal.ctx.db.conversation.count()).toBe(before);
});
