import { createHash, randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { signedText } from '@/shared/protocol/join.ts';
import { createDatabase } from '../db.ts';
import { verifyHandshake } from '../modules/agents/index.ts';
import { createLabToken, issueJoinToken } from '../modules/inventory/index.ts';
import { changeRole } from '../modules/team/index.ts';
import { makeAgentKey } from '../testing/agent-key.ts';
import { actingAs } from '../testing/context.ts';
import { makeLab, makeMachine } from '../testing/factories.ts';
import { startTestPortal, type TestPortal } from '../testing/portal.ts';

let portal: TestPortal;
beforeAll(async () => {
  portal = await startTestPortal();
  await makeLab(portal.ctx.db);
});
afterAll(() => portal.close());
beforeEach(() => portal.ctx.db.rateLimit.deleteMany());

const get = (path: string, headers: Record<string, string> = {}) => fetch(portal.url + path, { headers });
const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(portal.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
const codeOf = async (response: Response) =>
  ((await response.json()) as { error: { code: string } }).error.code;

describe('sign-in', () => {
  const tryPassword = (email: string, password: string) =>
    post('/api/auth/sign-in/email', { email, password }, portal.browser());

  test('gives a cookie that scripts can not read, names the person, and ends with sign-out', async () => {
    const { cookie, userId, email, password } = await portal.signIn('member');
    const [setCookie = ''] = (await tryPassword(email, password)).headers.getSetCookie();
    expect(setCookie).toMatch(/HttpOnly/i);
    expect(setCookie).toMatch(/SameSite=Lax/i);
    const me = await get('/api/trpc/team.me', { cookie });
    expect(await me.json()).toMatchObject({ result: { data: { email, role: 'member' } } });
    expect((await post('/api/auth/sign-out', {}, portal.browser(cookie))).status).toBe(200);
    expect((await get('/api/trpc/team.me', { cookie })).status).toBe(401);
    expect(portal.ctx.events).toContainEqual({ event: 'member.changed', payload: { userId } });
    expect(
      await portal.ctx.db.auditEntry.count({ where: { action: 'member.sign-in', actorId: userId } }),
    ).toBe(2);
  });

  test('that can’t be written down gives no session', async () => {
    const { email, password, userId } = await portal.signIn('member');
    await portal.ctx.db.signIn.deleteMany({ where: { userId } });
    await portal.ctx.db.$executeRaw`ALTER TABLE "AuditEntry" RENAME TO "AuditEntryAway"`;
    const response = await tryPassword(email, password);
    await portal.ctx.db.$executeRaw`ALTER TABLE "AuditEntryAway" RENAME TO "AuditEntry"`;
    expect(response.ok).toBe(false);
    expect(response.headers.getSetCookie().join()).not.toMatch(/session_token=[^;]/);
    expect(await portal.ctx.db.signIn.count({ where: { userId } })).toBe(0);
  });

  test('a changed role holds from the next request on', async () => {
    const { cookie, userId } = await portal.signIn('viewer');
    expect((await get('/api/trpc/team.members?input={}', { cookie })).status).toBe(403);
    await changeRole(await actingAs(portal.ctx, 'owner'), { id: userId, role: 'member' });
    expect((await get('/api/trpc/team.members?input={}', { cookie })).status).toBe(200);
  });

  test('nobody signs up by themselves or makes themselves an owner', async () => {
    const body = { name: 'Eve', email: 'eve@example.org', password: 'a long password' };
    expect((await post('/api/auth/sign-up/email', body, portal.browser())).status).toBe(404);
    const { cookie } = await portal.signIn('viewer');
    expect((await post('/api/auth/update-user', { role: 'owner' }, portal.browser(cookie))).status).toBe(404);
  });
});

describe('a screen', () => {
  test('gives the secret of its link once, and reads the wall with it and nothing else until it is taken back', async () => {
    const admin = await portal.signIn('admin');
    const ask = async (path: string, cookie: string, body?: object) =>
      fetch(`${portal.url}/api/${path}`, {
        method: body ? 'POST' : 'GET',
        headers: { ...portal.browser(cookie), ...(body && { 'content-type': 'application/json' }) },
        ...(body && { body: JSON.stringify(body) }),
      });
    const link = { name: 'Corridor', showsNames: true, days: null };
    const made = (await (await ask('trpc/walls.makeLink', admin.cookie, link)).json()) as {
      result: { data: { id: string; url: string } };
    };
    const { id, url } = made.result.data;
    const token = url.split('#')[1]!;
    const wrong = await ask('wall/open', '', {
      token: token.replace(/.$/, (it) => (it === 'A' ? 'B' : 'A')),
    });
    expect([wrong.status, wrong.headers.get('set-cookie')]).toEqual([404, null]);
    const opened = await ask('wall/open', '', { token });
    const given = opened.headers.get('set-cookie')!;
    expect(given).toMatch(/^espalier\.wall=[\w-]{43}; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Strict/);
    const screen = given.split(';')[0]!;
    const read = `trpc/walls.read?input=${encodeURIComponent('{}')}`;
    expect((await ask(read, screen)).status).toBe(200);
    expect((await ask('trpc/machines.list', screen)).status).toBe(403);
    expect((await ask('reports/usage.csv?from=2026-01-01&to=2026-02-01', screen)).status).toBe(401);
    await ask('trpc/walls.revokeLink', admin.cookie, { id });
    expect((await ask(read, screen)).status).toBe(401);
  });
});

describe('writes from elsewhere', () => {
  const share = (headers: Record<string, string>) =>
    post('/api/trpc/chat.share', { id: 'x', shared: true }, headers);

  test('are refused before anything is asked, with a good cookie too', async () => {
    const { cookie } = await portal.signIn('member');
    const refusals = [
      { cookie },
      { cookie, origin: 'https://evil.example' },
      { cookie, origin: portal.url, 'sec-fetch-site': 'cross-site' },
      { ...portal.browser(cookie), 'content-type': 'multipart/form-data; boundary=x' },
    ];
    for (const headers of refusals) {
      const response = await share(headers as Record<string, string>);
      expect(response.status).toBe(403);
      expect(await codeOf(response)).toBe('FORBIDDEN');
    }
    expect((await share(portal.browser(cookie))).status).toBe(404);
    expect((await post('/api/auth/sign-out', {}, { cookie, origin: 'https://evil.example' })).status).toBe(
      403,
    );
    expect((await post('/some/page', {}, { cookie })).status).toBe(405);
  });

  test('a batch has an end', async () => {
    const { cookie } = await portal.signIn('member');
    const batch = (size: number) =>
      get(`/api/trpc/${Array(size).fill('team.isSetUp').join(',')}?batch=1&input={}`, { cookie });
    expect((await batch(10)).status).toBe(200);
    expect((await batch(11)).status).toBe(400);
  });
});

describe('an agent', () => {
  const key = makeAgentKey();
  const invite = async () => {
    const machine = await makeMachine(portal.ctx.db, { agent: null });
    const { token } = await portal.ctx.db.$transaction((tx) => issueJoinToken(portal.ctx, tx, machine));
    return { machine, token };
  };

  test('joins, asks for a nonce and proves its key for this portal', async () => {
    const { machine, token } = await invite();
    const joined = await post('/api/agent/join', { token, publicKey: key.publicKey, agentVersion: '0.1.0' });
    expect(joined.status).toBe(200);
    const { agentId } = (await joined.json()) as { agentId: string };
    const { nonce } = (await (await post('/api/agent/challenge', { agentId })).json()) as { nonce: string };
    const handshake = key.handshake(portal.url, { agentId, nonce });
    expect(signedText(portal.url, handshake)).toContain(portal.url);
    expect(await verifyHandshake(portal.ctx, handshake)).toMatchObject({ machineId: machine.id });
    const again = await post('/api/agent/join', {
      token,
      publicKey: makeAgentKey().publicKey,
      agentVersion: '0.1.0',
    });
    expect(again.status).toBe(409);
    expect(await codeOf(again)).toBe('CONFLICT');
  });

  test('is told what is wrong with its request', async () => {
    expect((await post('/api/agent/join', '{not json')).status).toBe(400);
    const wrong = await post('/api/agent/join', {
      token: 'esp_wrong',
      publicKey: key.publicKey,
      agentVersion: '1',
    });
    expect(await wrong.json()).toMatchObject({
      error: { code: 'VALIDATION', message: expect.stringContaining('esp_join_') as string },
    });
    const asked = { token: `esp_join_${'0'.repeat(12)}_${'A'.repeat(43)}`, publicKey: key.publicKey };
    for (const agentVersion of ['1\0', '\uD800', 'x'.repeat(41), 1])
      expect((await post('/api/agent/join', { ...asked, agentVersion })).status).toBe(400);
    expect((await post('/api/agent/challenge', { agentId: 'x\0' })).status).toBe(400);
    expect((await post('/api/agent/join', { token: 'x'.repeat(20_000) })).status).toBe(400);
    expect((await post('/api/agent/challenge', { agentId: 'x' }, { origin: portal.url })).status).toBe(403);
    expect((await get('/api/agent/join')).status).toBe(405);
  });

  test('joins with sixty others, each asking twice, from an address that guessed before', async () => {
    const wrong = () =>
      post('/api/agent/join', {
        token: `esp_join_${'0'.repeat(12)}_${'A'.repeat(43)}`,
        publicKey: key.publicKey,
        agentVersion: '1',
      });
    const guesses = (await Promise.all(Array.from({ length: 65 }, wrong))).map((it) => it.status);
    expect(guesses.filter((it) => it === 401)).toHaveLength(60);
    expect(guesses.filter((it) => it === 429)).toHaveLength(5);
    const joinTwice = async ({ token }: { token: string }) => {
      const body = { token, publicKey: makeAgentKey().publicKey, agentVersion: '1' };
      const answers = await Promise.all([1, 2].map(() => post('/api/agent/join', body)));
      expect(answers.map((it) => it.status)).toEqual([200, 200]);
      const [one, two] = (await Promise.all(answers.map((it) => it.json()))) as { agentId: string }[];
      expect(one).toEqual(two);
      return one!.agentId;
    };
    const invited = await Promise.all(Array.from({ length: 60 }, invite));
    const agentIds = await Promise.all(invited.map(joinTwice));
    expect(new Set(agentIds).size).toBe(60);
    const asked = await Promise.all(agentIds.map((agentId) => post('/api/agent/challenge', { agentId })));
    expect(new Set(asked.map((it) => it.status))).toEqual(new Set([200]));
    expect((await wrong()).status).toBe(429);
  });

  test('whose machine nobody knows is told to ask again, as one of any version does', async () => {
    const admin = await actingAs(portal.ctx, 'admin');
    const { token } = await createLabToken(admin);
    const asked = { token, publicKey: makeAgentKey().publicKey, agentVersion: '1' };
    for (const extra of [{}, { machine: { serial: 'X\0', hostName: 'y'.repeat(9000) } }, { machine: null }]) {
      const answer = await post('/api/agent/join', { ...asked, ...extra });
      expect([400, 503]).toContain(answer.status);
      if (answer.status === 503) expect(answer.headers.get('retry-after')).toBe('2');
    }
    expect(await portal.ctx.db.newcomer.count({ where: { publicKey: asked.publicKey } })).toBe(1);
  });

  test('fetches its program and the demo model, and nothing beside them', async () => {
    const program = await get('/agent/agent.mjs');
    expect(program.headers.get('content-length')).toBe(String('// the agent\n'.length));
    expect(await program.text()).toBe('// the agent\n');
    const script = await (await get('/agent/install.sh')).text();
    expect(script).toContain(`PORTAL='${portal.url}'`);
    expect(script).toContain(createHash('sha256').update('// the agent\n').digest('hex'));
    const manifest = await get('/agent/models/espalier-demo/manifest.json');
    const sha256 = createHash('sha256').update('{}').digest('hex');
    expect(await manifest.json()).toEqual({ files: [{ name: 'config.json', size: 2, sha256 }] });
    expect(await (await get('/agent/models/espalier-demo/config.json')).text()).toBe('{}');
    for (const path of ['..%2fsecret.txt', '%2e%2e/secret.txt', '../secret.txt', 'absent.json', '']) {
      expect([404, 200]).toContain(await rawStatus(`/agent/models/espalier-demo/${path}`));
      expect(await rawBody(`/agent/models/espalier-demo/${path}`)).not.toContain('not for everybody');
    }
    expect(await rawStatus('/agent/models/espalier-demo/..%2fsecret.txt')).toBe(404);
  });
});

describe('every answer', () => {
  test('carries a request id and keeps browsers strict', async () => {
    for (const path of ['/', '/api/health', '/api/nothing', '/api/trpc/team.isSetUp']) {
      const { headers } = await get(path);
      expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toMatch(
        /script-src 'self' 'nonce-[\w+/=]{24}' 'strict-dynamic';/,
      );
      expect(headers.get('content-security-policy')).not.toContain('unsafe-eval');
      expect(headers.get('content-security-policy')).toMatch(
        /style-src-elem 'self' 'nonce-[\w+/=]{24}' 'sha256-[\w+/=]{44}' 'sha256-[\w+/=]{44}'; style-src-attr 'unsafe-inline';/,
      );
      for (const shut of ['object-src', 'frame-src', 'frame-ancestors', 'script-src-attr', 'base-uri'])
        expect(headers.get('content-security-policy')).toContain(`${shut} 'none'`);
    }
  });

  test('health, readiness, pages and what is not there', async () => {
    expect(await (await get('/api/health')).json()).toEqual({ alive: true });
    const before = (await (await get('/api/ready')).json()) as { agentsOnline: number; machines: number };
    await makeMachine(portal.ctx.db);
    await makeMachine(portal.ctx.db, { agent: { state: 'online', lastSeenAt: new Date('2020-01-01') } });
    const here = await makeMachine(portal.ctx.db, { agent: { state: 'lost' } });
    portal.ctx.agents.connected.add(here.id);
    const { agentsOnline, machines } = before;
    expect(await (await get('/api/ready')).json()).toEqual({
      ready: true,
      agentsOnline: agentsOnline + 1,
      machines: machines + 3,
    });
    expect(await (await get('/anything')).text()).toBe('a page');
    expect((await get('/api/anything')).status).toBe(404);
  });

  test('an error inside tells the request id and nothing of its cause', async () => {
    const { cookie } = await portal.signIn('owner');
    await portal.ctx.db.$executeRaw`ALTER TABLE "AuditEntry" RENAME TO "AuditEntryAway"`;
    const response = await get('/api/trpc/audit.list?input={}', { cookie });
    await portal.ctx.db.$executeRaw`ALTER TABLE "AuditEntryAway" RENAME TO "AuditEntry"`;
    expect(response.status).toBe(500);
    const text = await response.text();
    expect(text).toContain(response.headers.get('x-request-id'));
    expect(text).not.toMatch(/prisma|AuditEntry|stack/i);
  });

  test('a database that is away is told as that, before and after it is known who asks', async () => {
    const away = await startTestPortal({ db: createDatabase('postgresql://nobody@127.0.0.1:1/none') });
    const { cookie } = await portal.signIn('member');
    for (const path of [
      '/api/trpc/machines.list',
      '/api/reports/usage.csv?from=2026-01-01&to=2026-02-01',
      '/api/attachments/x',
    ]) {
      const response = await fetch(away.url + path, { headers: { cookie } });
      expect([path, response.status]).toEqual([path, 503]);
      expect(await response.text()).toContain('can’t be reached right now');
    }
    await away.close();
    await away.ctx.db.$disconnect();
  });

  test('the report’s file is for those who may export', async () => {
    const path = '/api/reports/usage.csv?from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00Z';
    expect((await get(path)).status).toBe(401);
    expect((await get(path, { cookie: (await portal.signIn('viewer')).cookie })).status).toBe(403);
    const { cookie } = await portal.signIn('member');
    expect((await get('/api/reports/usage.csv', { cookie })).status).toBe(400);
  });
});

/** `fetch` would tidy the path first. */
const raw = (path: string) =>
  new Promise<{ status: number; body: string }>((resolve, reject) => {
    const { port } = new URL(portal.url);
    const asked = request(
      { host: '127.0.0.1', port, path, headers: { 'x-test': randomUUID() } },
      (response) => {
        let body = '';
        response.on('data', (chunk) => (body += String(chunk)));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
      },
    );
    asked.on('error', reject);
    asked.end();
  });
const rawStatus = async (path: string) => (await raw(path)).status;
const rawBody = async (path: string) => (await raw(path)).body;
