import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { QUERIES_AT_ONCE } from '@/shared/domain/queries-at-once.ts';
import { ATTACHMENT_CONTENT_TYPE } from '@/shared/schemas/attachment.ts';
import type { Role } from '@/shared/schemas/member.ts';
import { noteRefusals } from '../modules/audit/index.ts';
import { deactivatePerson } from '../modules/team/index.ts';
import { makeLab, makeUser } from '../testing/factories.ts';
import { MARK, makeSecrets } from '../testing/private-things.ts';
import { procedures } from '../testing/procedures.ts';
import { RIGHTS } from '../testing/rights-table.ts';
import { makeWorld } from '../testing/rights-world.ts';
import { startTestPortal, type TestPortal } from '../testing/portal.ts';

/* Every address of the portal, asked by who has no business there. A new one without a line here fails. */

const ROLES = ['viewer', 'member', 'admin', 'owner'] as const;
type Line = {
  methods: ('GET' | 'POST')[];
  below?: string;
  isOpen?: boolean;
  /** Of who is signed in, these are let in; the others are refused by role. Nobody where no cookie counts. */
  may: readonly Role[];
};
const open = { isOpen: true, may: ROLES };
const SIGNED_IN = { may: ROLES };
const MEMBERS = { may: ['member', 'admin', 'owner'] } as const;
const ADMINS = { may: ['admin', 'owner'] } as const;
const NO_COOKIE = { may: [] };
const PERIOD = '?from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z';
/** `isOpen`: it is anybody's by what it is for, and holds nothing of the lab. */
const ADDRESSES: Record<string, Line> = {
  '/api/v1/': { methods: ['GET', 'POST'], below: 'models', ...NO_COOKIE },
  '/api/anthropic/': { methods: ['GET', 'POST'], below: 'v1/models', ...NO_COOKIE },
  '/api/ollama/': { methods: ['GET', 'POST'], below: 'api/tags', ...NO_COOKIE },
  '/api/trpc/': { methods: ['GET'], below: 'team.me', ...SIGNED_IN },
  '/api/auth/': { methods: ['POST'], below: 'change-password', ...SIGNED_IN },
  '/api/agent/join': { methods: ['POST'], ...NO_COOKIE },
  '/api/agent/challenge': { methods: ['POST'], ...NO_COOKIE },
  '/api/health': { methods: ['GET'], ...open },
  '/api/ready': { methods: ['GET'], ...open },
  '/api/audit.csv': { methods: ['GET'], ...ADMINS },
  '/api/audit.json': { methods: ['GET'], ...ADMINS },
  '/api/reports/usage.csv': { methods: ['GET'], below: PERIOD, ...MEMBERS },
  '/api/sessions/log.txt': { methods: ['GET'], below: `?session=${randomUUID()}`, ...SIGNED_IN },
  '/api/sessions/diagnostics.md': { methods: ['GET'], below: `?session=${randomUUID()}`, ...SIGNED_IN },
  '/api/reports/plan.csv': { methods: ['GET'], ...MEMBERS },
  '/api/reports/plan.json': { methods: ['GET'], ...MEMBERS },
  '/api/wall/open': { methods: ['POST'], ...SIGNED_IN },
  '/api/reports/statement.csv': { methods: ['GET'], ...MEMBERS },
  '/api/reports/statement.json': { methods: ['GET'], ...MEMBERS },
  '/metrics': { methods: ['GET'], ...NO_COOKIE },
  '/api/reports/usage.json': { methods: ['GET'], below: PERIOD, ...MEMBERS },
  '/api/reports/energy.csv': { methods: ['GET'], below: PERIOD, ...MEMBERS },
  '/api/reports/energy.json': { methods: ['GET'], below: PERIOD, ...MEMBERS },
  '/calendar/': { methods: ['GET'], below: `${'x'.repeat(43)}.ics`, ...SIGNED_IN },
  '/agent/install.sh': { methods: ['GET'], ...open },
  '/api/attachments/': { methods: ['GET', 'POST'], below: randomUUID(), ...ADMINS },
  '/api/chat/files': { methods: ['POST'], ...SIGNED_IN },
  '/api/register.csv': { methods: ['GET'], ...MEMBERS },
  '/api/register/import/preview': { methods: ['POST'], ...ADMINS },
  '/api/register/import': { methods: ['POST'], ...ADMINS },
  '/api/batches/file': { methods: ['GET'], below: '?id=file-none', ...MEMBERS },
  '/api/own-data.zip': { methods: ['GET'], ...SIGNED_IN },
  '/api/chats/export': { methods: ['GET'], ...SIGNED_IN },
  '/api/chats/import/preview': { methods: ['POST'], ...MEMBERS },
  '/api/chats/import': { methods: ['POST'], ...MEMBERS },
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
  line.methods.map((method) => ({
    path: path + (line.below ?? ''),
    method,
    isOpen: line.isOpen ?? false,
    may: line.may,
  })),
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

describe.each(ROLES)('signed in as %s', (role) => {
  test('each address lets in whom it is for, and refuses the others by their role', async () => {
    const { cookie } = await portal.signIn(role);
    const got: unknown[] = [];
    for (const it of each) {
      const headers = FOR_PROGRAMS.test(it.path) ? { cookie } : portal.browser(cookie);
      const isFile = it.path.startsWith('/api/chat/files');
      const type = isFile && { 'content-type': ATTACHMENT_CONTENT_TYPE };
      got.push([it.method, it.path, ![401, 403].includes(await ask(it, { ...headers, ...type }))]);
    }
    expect(got).toEqual(each.map((it) => [it.method, it.path, it.may.includes(role)]));
  });
});

test('files of somebody else’s chats, keys and sessions are not there for an owner either', async () => {
  const { ids } = await makeSecrets(portal.ctx, await makeUser(portal.ctx.db));
  for (const role of ['member', 'owner'] as const) {
    const { cookie } = await portal.signIn(role);
    for (const path of [
      `/api/chats/export?id=${ids.conversation}`,
      `/api/chats/export?id=${ids.conversation}&format=md`,
      `/api/batches/file?id=${ids.batch}`,
      `/api/attachments/${ids.file}`,
    ]) {
      const response = await fetch(portal.url + path, { headers: portal.browser(cookie) });
      expect([path, [403, 404].includes(response.status)]).toEqual([path, true]);
    }
    const all = await fetch(`${portal.url}/api/chats/export`, { headers: portal.browser(cookie) });
    expect(await all.text()).not.toContain(MARK);
    const file = { ...portal.browser(cookie), 'content-type': ATTACHMENT_CONTENT_TYPE };
    const into = `/api/chat/files?chat=${ids.conversation}&id=${randomUUID()}&name=x.txt`;
    expect([403, 404]).toContain(await ask({ path: into, method: 'POST' }, file, 'x'));
  }
});

/** Each procedure over HTTP, ten in a request as pages ask: the code of each refusal, null where there is none. */
async function callEach(
  names: string[],
  inputOf: (name: string) => unknown,
  headers: Record<string, string>,
): Promise<[string, string | null][]> {
  const codes: [string, string | null][] = [];
  for (const type of ['query', 'mutation'] as const) {
    const asked = names.filter((name) => procedures[name]!._def.type === type);
    for (let at = 0; at < asked.length; at += QUERIES_AT_ONCE) {
      const some = asked.slice(at, at + QUERIES_AT_ONCE);
      const inputs = JSON.stringify(Object.fromEntries(some.map((name, index) => [index, inputOf(name)])));
      const query = type === 'query' ? `&input=${encodeURIComponent(inputs)}` : '';
      const response = await fetch(`${portal.url}/api/trpc/${some.join(',')}?batch=1${query}`, {
        method: type === 'query' ? 'GET' : 'POST',
        headers: { ...headers, ...(type === 'mutation' && { 'content-type': 'application/json' }) },
        ...(type === 'mutation' && { body: inputs }),
      });
      const answers = (await response.json()) as { error?: { data: { code: string } } }[];
      expect(answers).toHaveLength(some.length);
      codes.push(
        ...answers.map((it, index): [string, string | null] => [some[index]!, it.error?.data.code ?? null]),
      );
    }
  }
  return codes;
}

test('every procedure is shut to who has signed out, who is deactivated, and whose sign-in has run out', async () => {
  const { db } = portal.ctx;
  const world = await makeWorld(portal.ctx);
  const shut = Object.keys(procedures).filter(
    (name) => !RIGHTS[name]!.some((it) => it.may.includes('anonymous')),
  );
  expect(shut.length).toBeGreaterThan(350);
  const inputOf = (name: string) => RIGHTS[name]![0]!.input?.(world);
  const [out, gone, late] = [
    await portal.signIn('owner'),
    await portal.signIn('owner'),
    await portal.signIn('owner'),
  ];
  // Somebody has to stay.
  await makeUser(db, { role: 'owner' });
  await fetch(`${portal.url}/api/auth/sign-out`, {
    method: 'POST',
    headers: { ...portal.browser(out.cookie), 'content-type': 'application/json' },
    body: '{}',
  });
  await deactivatePerson(portal.ctx, { id: gone.userId, heirId: null });
  await db.signIn.updateMany({ where: { userId: late.userId }, data: { expiresAt: new Date(0) } });
  for (const { cookie } of [out, gone, late]) {
    const codes = await callEach(shut, inputOf, portal.browser(cookie));
    expect(codes).toEqual(codes.map(([name]) => [name, 'UNAUTHORIZED']));
    expect(codes).toHaveLength(shut.length);
  }
});

test('no mutation is made with GET, and none that takes no input by a form of another page', async () => {
  const { cookie } = await portal.signIn('owner');
  const mutations = Object.keys(procedures).filter((name) => procedures[name]!._def.type === 'mutation');
  for (let at = 0; at < mutations.length; at += QUERIES_AT_ONCE) {
    const some = mutations.slice(at, at + QUERIES_AT_ONCE).join(',');
    const response = await fetch(`${portal.url}/api/trpc/${some}?batch=1&input={}`, { headers: { cookie } });
    expect([some, response.status]).toEqual([some, 405]);
  }
  const bare = mutations.filter((name) => procedures[name]!._def.inputs.length === 0);
  expect(bare.length).toBeGreaterThan(5);
  for (const name of bare) {
    const form = { cookie, origin: portal.url, 'content-type': 'multipart/form-data; boundary=x' };
    const path = `/api/trpc/${name}`;
    expect([name, await ask({ path, method: 'POST' }, form, '--x--')]).toEqual([name, 403]);
    expect([
      name,
      await ask({ path, method: 'POST' }, { cookie, origin: 'https://elsewhere.example' }),
    ]).toEqual([name, 403]);
  }
});

/** What lies below `/api/auth/`: what a stranger is answered who has nothing to show. */
const WAYS: Record<string, { method: 'GET' | 'POST'; stranger: number; leadsTo?: RegExp }> = {
  '/sign-in/email': { method: 'POST', stranger: 400 },
  '/change-password': { method: 'POST', stranger: 400 },
  '/revoke-session': { method: 'POST', stranger: 400 },
  '/revoke-sessions': { method: 'POST', stranger: 401 },
  '/revoke-other-sessions': { method: 'POST', stranger: 401 },
  '/sign-out': { method: 'POST', stranger: 200 },
  '/get-session': { method: 'GET', stranger: 200 },
  '/forgot': { method: 'POST', stranger: 400 },
  '/link': { method: 'POST', stranger: 400 },
  '/passkey': { method: 'POST', stranger: 400 },
  '/provider': { method: 'GET', stranger: 303, leadsTo: /^\/sign-in\?refused=/ },
  '/provider/tie': { method: 'POST', stranger: 401 },
  '/provider/callback': { method: 'GET', stranger: 303, leadsTo: /^\/sign-in\?refused=/ },
};

test('each way in gives a stranger no cookie, and a page from elsewhere nothing', async () => {
  const source =
    readFileSync('server/http/serve-auth.ts', 'utf8') + readFileSync('server/http/serve-ways-in.ts', 'utf8');
  const ways = [...source.matchAll(/^ {2}(?:\[)?'(\/[a-z/-]+)'(?:,|:) \{/gm)].map(([, path]) => path!);
  expect(Object.keys(WAYS).toSorted()).toEqual(ways.toSorted());
  for (const [way, { method, stranger, leadsTo }] of Object.entries(WAYS)) {
    const at = `${portal.url}/api/auth${way}`;
    const body = method === 'POST' ? { body: '{}' } : {};
    const type = { 'content-type': 'application/json' };
    const plain = await fetch(at, {
      method,
      redirect: 'manual',
      headers: { ...portal.browser(), ...type },
      ...body,
    });
    expect([way, plain.status, plain.headers.get('location') ?? '']).toEqual([
      way,
      stranger,
      expect.stringMatching(leadsTo ?? /^$/),
    ]);
    expect([
      way,
      plain.headers.getSetCookie().filter((it) => /session/.test(it) && !/Max-Age=0/.test(it)),
    ]).toEqual([way, []]);
    if (method === 'GET') continue;
    const foreign = await fetch(at, {
      method,
      headers: { ...type, origin: 'https://elsewhere.example' },
      ...body,
    });
    expect([way, foreign.status]).toEqual([way, 403]);
  }
});

test('who asks for what their role does not allow is in the audit', async () => {
  const stop = noteRefusals(portal.ctx);
  const { cookie, userId } = await portal.signIn('viewer');
  expect(await ask({ path: '/api/audit.csv', method: 'GET' }, portal.browser(cookie))).toBe(403);
  const rows = () =>
    portal.ctx.db.auditEntry.findMany({ where: { actorId: userId, action: 'access.refuse' } });
  await expect.poll(rows, { timeout: 20_000 }).toMatchObject([{ objectId: 'audit:read' }]);
  stop();
});
