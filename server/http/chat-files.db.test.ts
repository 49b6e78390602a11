import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ATTACHMENT_CONTENT_TYPE } from '@/shared/schemas/attachment.ts';
import { makeLab } from '../testing/factories.ts';
import { startTestPortal, type TestPortal } from '../testing/portal.ts';

let portal: TestPortal;
let cookie: string;
let chat: string;
beforeAll(async () => {
  portal = await startTestPortal();
  const { db } = portal.ctx;
  await makeLab(db);
  const signedIn = await portal.signIn('member');
  cookie = signedIn.cookie;
  const owner = await db.user.findFirstOrThrow({ where: { role: 'member' } });
  ({ id: chat } = await db.conversation.create({
    data: { id: randomUUID(), title: 'A chat', ownerId: owner.id },
  }));
});
afterAll(() => portal.close());

const HEADERS = { 'content-type': ATTACHMENT_CONTENT_TYPE };
const address = (query: object): string =>
  `${portal.url}/api/chat/files?${new URLSearchParams({ chat, id: randomUUID(), name: 'notes.txt', ...query })}`;
const send = (query: object = {}, headers: object = {}, body: BodyInit = 'Some words') =>
  fetch(address(query), {
    method: 'POST',
    headers: { ...portal.browser(cookie), ...HEADERS, ...headers },
    body,
  });
const wordsOf = async (response: Response): Promise<string> =>
  ((await response.json()) as { error: { message: string } }).error.message;
const kept = () => portal.ctx.db.chatAttachment.count({ where: { conversationId: chat } });

test('the same file sent twice is one, under a name that leads nowhere', async () => {
  const query = { id: randomUUID(), name: '../../etc/\u202Enotes.txt' };
  const [first, again] = [await send(query), await send(query)];
  expect(first.status).toBe(200);
  const file = await first.json();
  expect(file).toMatchObject({ id: query.id, name: 'notes.txt', kind: 'text', encoding: 'UTF-8' });
  expect(await again.json()).toEqual(file);
  expect(await kept()).toBe(1);
});

test('50 MB are refused with words before they have come', async () => {
  const before = await kept();
  const { status, text } = await new Promise<{ status: number; text: string }>((resolve, reject) => {
    const sent = request(address({}), {
      method: 'POST',
      headers: { ...portal.browser(cookie), ...HEADERS, 'content-length': 50_000_000 },
    });
    sent.on('error', reject);
    sent.on('response', (response) => {
      let told = '';
      response.on('data', (chunk: Buffer) => (told += String(chunk)));
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, text: told });
        sent.destroy();
      });
    });
    // The first of many; the rest never leaves.
    sent.write('x'.repeat(1000));
  });
  expect(status).toBe(400);
  expect(text).toContain('larger than 10 MB');
  expect(await kept()).toBe(before);
});

test('who may not write in the chat, and what no page of the portal sends, is refused', async () => {
  const before = await kept();
  expect((await send({}, { cookie: '' })).status).toBe(401);
  const { cookie: viewer } = await portal.signIn('viewer');
  expect((await send({}, { cookie: viewer })).status).toBe(403);
  expect((await send({ chat: randomUUID() })).status).toBe(404);
  expect((await send({}, { origin: 'https://elsewhere.example' })).status).toBe(403);
  expect((await send({}, { 'content-type': 'text/plain' })).status).toBe(403);
  expect((await send({ id: 'x' })).status).toBe(400);
  expect((await send({ name: 'x'.repeat(2000) })).status).toBe(400);
  expect(await wordsOf(await send({}, {}, '\0\0\0\0'))).toMatch(
    /^notes\.txt was not attached\. It is no text/,
  );
  expect(await kept()).toBe(before);
});
