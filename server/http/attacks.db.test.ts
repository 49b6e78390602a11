import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { makeLab } from '../testing/factories.ts';
import { startTestPortal, type TestPortal } from '../testing/portal.ts';

/* Every address of the portal, asked by who has no business there. A new one without a line here fails. */

type Line = { methods: ('GET' | 'POST')[]; below?: string; isOpen?: boolean };
const open = { isOpen: true };
/** `isOpen`: it is anybody's by what it is for, and holds nothing of the lab. */
const ADDRESSES: Record<string, Line> = {
  '/api/v1/': { methods: ['GET', 'POST'], below: 'models' },
  '/api/anthropic/': { methods: ['GET', 'POST'], below: 'v1/models' },
  '/api/ollama/': { methods: ['GET', 'POST'], below: 'api/tags' },
  '/api/trpc/': { methods: ['GET'], below: 'team.me' },
  '/api/auth/': { methods: ['POST'], below: 'change-password' },
  '/api/agent/join': { methods: ['POST'] },
  '/api/agent/challenge': { methods: ['POST'] },
  '/api/health': { methods: ['GET'], ...open },
  '/api/ready': { methods: ['GET'], ...open },
  '/api/reports/usage.csv': { methods: ['GET'] },
  '/api/sessions/log.txt': { methods: ['GET'] },
  '/api/sessions/diagnostics.md': { methods: ['GET'] },
  '/api/reports/plan.csv': { methods: ['GET'] },
  '/api/reports/plan.json': { methods: ['GET'] },
  '/api/wall/open': { methods: ['POST'] },
  '/api/reports/statement.csv': { methods: ['GET'] },
  '/api/reports/statement.json': { methods: ['GET'] },
  '/metrics': { methods: ['GET'] },
  '/api/reports/usage.json': { methods: ['GET'] },
  '/api/reports/energy.csv': { methods: ['GET'] },
  '/api/reports/energy.json': { methods: ['GET'] },
  '/calendar/': { methods: ['GET'], below: `${'x'.repeat(43)}.ics` },
  '/agent/install.sh': { methods: ['GET'], ...open },
  '/api/attachments/': { methods: ['GET', 'POST'], below: randomUUID() },
  '/api/chat/files': { methods: ['POST'] },
  '/api/register.csv': { methods: ['GET'] },
  '/api/register/import/preview': { methods: ['POST'] },
  '/api/register/import': { methods: ['POST'] },
  '/api/batches/file': { methods: ['GET'] },
  '/api/chats/export': { methods: ['GET'] },
  '/api/chats/import/preview': { methods: ['POST'] },
  '/api/chats/import': { methods: ['POST'] },
  '/agent/agent.mjs': { methods: ['GET'], ...open },
  '/agent/models/espalier-demo/': { methods: ['GET'], below: 'config.json', ...open },
};
/** Below these no cookie counts. */
const FOR_PROGRAMS = /^\/(api\/(v1|anthropic|ollama|agent)\/|metrics)/;

// Some hundred small requests, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000 });

let portal: TestPortal;
beforeAll(async () => {
  portal = await startTestPortal();
  await makeLab(portal.ctx.db);
});
afterAll(() => portal.close());

const each = Object.entries(ADDRESSES).flatMap(([path, line]) =>
  line.methods.map((method) => ({ path: path + (line.below ?? ''), method, isOpen: line.isOpen ?? false })),
);
async function ask(
  { path, method }: { path: string; method: string },
  headers: Record<string, string>,
  body = '{}',
): Promise<number> {
  const response = await fetch(portal.url + path, {
    method,
    headers: { ...(method === 'POST' && { 'content-type': 'application/json' }), ...headers },
    ...(method === 'POST' && { body }),
    redirect: 'manual',
  });
  await response.arrayBuffer();
  return response.status;
}

test('each address has a line', () => {
  const source = readFileSync('server/http/create-handler.ts', 'utf8');
  const routes = [...source.matchAll(/\{ path: '([^']+)', methods/g)].map(([, path]) => path!);
  expect(routes.length).toBeGreaterThan(30);
  expect(Object.keys(ADDRESSES).toSorted()).toEqual(routes.toSorted());
});

test('a page from elsewhere writes nothing with an owner’s cookie, whatever it calls itself or its method', async () => {
  const { cookie } = await portal.signIn('owner');
  const writes = each.filter((it) => it.method === 'POST' && !FOR_PROGRAMS.test(it.path));
  const procedure = { path: '/api/trpc/notifications.markAllRead', method: 'POST' };
  for (const headers of [
    { cookie, origin: 'https://elsewhere.example' },
    { cookie, origin: 'null' },
    { cookie, 'sec-fetch-site': 'same-site', origin: portal.url },
    { cookie },
    { cookie, ...portal.browser(), 'content-type': 'multipart/form-data; boundary=x' },
    { cookie, ...portal.browser(), 'content-type': 'application/octet-stream' },
    { cookie, ...portal.browser(), 'content-type': 'text/plain' },
  ]) {
    for (const it of [...writes, procedure]) {
      // Addresses that take files take other kinds of content from the portal's own pages, and no form.
      expect([it.path, headers, [403, 415].includes(await ask(it, headers))]).toEqual([
        it.path,
        headers,
        true,
      ]);
    }
  }
  for (const name of ['x-http-method-override', 'x-http-method', 'x-method-override'])
    expect(
      await ask({ path: '/api/trpc/notifications.markAllRead', method: 'GET' }, { cookie, [name]: 'POST' }),
    ).not.toBe(200);
});
