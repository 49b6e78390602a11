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
  '/api/audit.csv': { methods: ['GET'] },
  '/api/audit.json': { methods: ['GET'] },
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
const REFUSALS = [400, 401, 403, 404, 405, 413, 415, 429];
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

test('nobody, who has signed out, who made up a sign-in or a key, and who lies about where they are get nothing', async () => {
  const { cookie } = await portal.signIn('owner');
  const left = await fetch(`${portal.url}/api/auth/sign-out`, {
    method: 'POST',
    headers: { ...portal.browser(cookie), 'content-type': 'application/json' },
    body: '{}',
  });
  expect(left.status).toBe(200);
  const ways: Record<string, Record<string, string>> = {
    nobody: portal.browser(),
    'who has signed out': portal.browser(cookie),
    'made-up sign-in': portal.browser('espalier.session_token=aaaa.bbbb; espalier.wall=' + 'x'.repeat(43)),
    'made-up key': { authorization: `Bearer esp_key_${'a'.repeat(50)}` },
    'another’s address': { ...portal.browser(), 'x-forwarded-for': '127.0.0.1', forwarded: 'for=127.0.0.1' },
    'middleware skipped': { ...portal.browser(), 'x-middleware-subrequest': 'middleware:middleware' },
  };
  for (const [who, headers] of Object.entries(ways)) {
    for (const it of each.filter((one) => !one.isOpen)) {
      expect([who, it.method, it.path, REFUSALS.includes(await ask(it, headers))]).toEqual([
        who,
        it.method,
        it.path,
        true,
      ]);
    }
  }
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

test('a body too large or with names of the language in it is the sender’s fault', async () => {
  const { cookie } = await portal.signIn('owner');
  const writes = each.filter((it) => it.method === 'POST');
  const crooked = '{"__proto__":{"isAdmin":true},"constructor":{"prototype":{"isAdmin":true}}}';
  for (const it of writes) {
    const headers = FOR_PROGRAMS.test(it.path) ? {} : portal.browser(cookie);
    const status = await ask(it, headers, crooked);
    expect([it.path, status < 500]).toEqual([it.path, true]);
  }
  expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  const large = `"${'x'.repeat(300_000)}"`;
  expect(await ask({ path: '/api/trpc/team.setUp', method: 'POST' }, portal.browser(cookie), large)).toBe(
    400,
  );
});
