import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { until } from '@/agent/testing/until.ts';
import { makeLogger } from '../logger.ts';
import { makeLab } from '../testing/factories.ts';
import { startTestPortal, type TestPortal } from '../testing/portal.ts';

/*
 * What arrives that no browser sends. Whatever it is, the answer is the asker's fault (4xx), in words, and the log
 * has no stack of it.
 */
const lines: string[] = [];
const TIMEOUTS = { headersMs: 300, requestMs: 600, checkEveryMs: 50 };

let portal: TestPortal;
beforeAll(async () => {
  const logger = makeLogger('info', { write: (line) => void lines.push(line) });
  portal = await startTestPortal({ timeouts: TIMEOUTS, logger });
  await makeLab(portal.ctx.db);
});
afterAll(() => portal.close());
beforeEach(() => void (lines.length = 0));
const faults = () => lines.filter((it) => /"level":(50|60)|stack/.test(it));

async function open(): Promise<Socket> {
  const socket = connect(Number(new URL(portal.url).port), '127.0.0.1');
  socket.on('error', () => {});
  await once(socket, 'connect');
  return socket;
}
/** All that comes back until the portal closes. */
async function answerTo(socket: Socket): Promise<string> {
  let text = '';
  socket.on('data', (chunk) => (text += String(chunk)));
  // Not `once`: that one fails when the portal resets the connection, which is one way to close it.
  await new Promise((resolve) => socket.on('close', resolve));
  return text;
}
async function ask(head: string, body = ''): Promise<{ status: number; text: string }> {
  const socket = await open();
  const answer = answerTo(socket);
  socket.write(
    `${head}\r\nhost: lab\r\nconnection: close\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
  const text = await answer;
  return { status: Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1]), text };
}

describe('an address', () => {
  test.each([
    ['GET /api/trpc/%ff HTTP/1.1', 400],
    ['GET /api/trpc/team.isSetUp%c3%28 HTTP/1.1', 400],
    ['GET /agent/models/espalier-demo/%ff HTTP/1.1', 400],
    ['GET /agent/models/espalier-demo/%00 HTTP/1.1', 400],
    ['GET /chat/%e0%a4%a HTTP/1.1', 400],
    ['GET /api/reports/usage.csv%ff?from=x HTTP/1.1', 400],
    ['GET /api/attachments/%ff HTTP/1.1', 400],
    ['GET /api/attachments/a%00 HTTP/1.1', 400],
    ['GET /%00 HTTP/1.1', 400],
    ['GET * HTTP/1.1', 400],
    ['GET ftp://lab/x HTTP/1.1', 400],
    ['GET lab HTTP/1.1', 400],
    ['OPTIONS * HTTP/1.1', 405],
    ['GET //api/health HTTP/1.1', 200],
    ['GET http://elsewhere.example/api/health HTTP/1.1', 200],
    ['GET /api/trpc/ HTTP/1.1', 404],
    ['GET /api/trpc/toString HTTP/1.1', 404],
    ['GET /api/trpc/__proto__.constructor HTTP/1.1', 404],
    ['GET /api/reports/usage.csv?from=%00&to=%ff HTTP/1.1', 401],
    ['GET /a b HTTP/1.1', 400],
  ])('%s is answered %i', async (head, status) => {
    const answer = await ask(head);
    expect(answer.status).toBe(status);
    expect(faults()).toEqual([]);
  });

  test('longer than any is answered 431', async () => {
    expect((await ask(`GET /${'x'.repeat(20_000)} HTTP/1.1`)).status).toBe(431);
  });

  test('with a query that is none is answered 400', async () => {
    const { cookie } = await portal.signIn('member');
    for (const query of [
      'input=%ff%00',
      'input={',
      'input=%00',
      'batch=1&input=[',
      'input=1&input=2',
      'input=null',
    ])
      expect((await ask(`GET /api/trpc/team.members?${query} HTTP/1.1\r\ncookie: ${cookie}`)).status).toBe(
        400,
      );
    for (const query of ['from=%00&to=%ff', 'from=-000001-01-01T00:00:00Z&to=2026-01-01', 'from=1&to='])
      expect((await ask(`GET /api/reports/usage.csv?${query} HTTP/1.1\r\ncookie: ${cookie}`)).status).toBe(
        400,
      );
    expect(faults()).toEqual([]);
  });
});

describe('a method', () => {
  const ADDRESSES = [
    ['/api/trpc/team.isSetUp', 'GET, POST'],
    ['/api/auth/sign-in/email', 'GET, POST'],
    ['/api/agent/join', 'POST'],
    ['/api/agent/challenge', 'POST'],
    ['/api/health', 'GET, HEAD'],
    ['/api/ready', 'GET, HEAD'],
    ['/api/reports/usage.csv', 'GET'],
    ['/api/reports/statement.csv', 'GET'],
    ['/api/reports/usage.json', 'GET'],
    ['/api/sessions/log.txt', 'GET'],
    ['/api/sessions/diagnostics.md', 'GET'],
    ['/api/attachments/x', 'GET, POST'],
    ['/agent/agent.mjs', 'GET, HEAD'],
    ['/agent/models/espalier-demo/manifest.json', 'GET, HEAD'],
    ['/machines', 'GET, HEAD'],
  ] as const;
  const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND'];

  test.each(ADDRESSES)('that %s doesn’t take is told which it does', async (path, allowed) => {
    for (const method of METHODS.filter((it) => !allowed.split(', ').includes(it))) {
      for (const from of ['', '\r\norigin: https://elsewhere.example']) {
        const { status, text } = await ask(`${method} ${path} HTTP/1.1${from}`);
        expect([method, status]).toEqual([method, 405]);
        expect(text).toContain(`allow: ${allowed}\r\n`);
        expect(text).not.toMatch(/access-control/i);
      }
    }
    expect(faults()).toEqual([]);
  });

  test('of a procedure or of the sign-in too', async () => {
    const origin = `origin: ${portal.url}\r\ncontent-type: application/json`;
    for (const [head, allowed] of [
      ['GET /api/trpc/chat.share HTTP/1.1', 'POST'],
      [`POST /api/trpc/team.isSetUp HTTP/1.1\r\n${origin}`, 'GET'],
      ['GET /api/auth/sign-in/email HTTP/1.1', 'POST'],
      [`POST /api/auth/get-session HTTP/1.1\r\n${origin}`, 'GET'],
    ] as const) {
      const { status, text } = await ask(head, head.startsWith('POST') ? '{}' : '');
      expect([head, status]).toEqual([head, 405]);
      expect(text).toContain(`allow: ${allowed}\r\n`);
    }
  });
});

test('headers of every kind are somebody’s who is not signed in', async () => {
  for (const header of [
    'cookie: espalier.session_token=%ff',
    'cookie: espalier.session_token=%00.abc',
    'cookie: espalier.session_token=; espalier.session_token=a.b',
    'cookie: =;;=%;\u00ff',
    'authorization: Bearer \u00ff',
    'x-forwarded-for: ,,;=\u00ff',
    'x-forwarded-for: [::1, ::ffff:999.1.1.1',
    'accept-language: \u00ff',
    'if-none-match: "\u00ff',
    'range: bytes=9-1',
  ]) {
    expect((await ask(`GET /api/trpc/team.me HTTP/1.1\r\n${header}`)).status).toBe(401);
    expect((await ask(`GET /api/auth/get-session HTTP/1.1\r\n${header}`)).status).toBe(200);
    expect((await ask(`GET /agent/agent.mjs HTTP/1.1\r\n${header}`)).status).toBe(200);
  }
  expect(faults()).toEqual([]);
});

describe('who asks slowly', () => {
  /** A byte at a time, as long as the portal lets them. */
  async function drip(socket: Socket, text: string): Promise<string> {
    const answer = answerTo(socket);
    const every = setInterval(() => socket.write(text), 20);
    try {
      return await answer;
    } finally {
      clearInterval(every);
    }
  }
  const post = (path: string) =>
    `POST ${path} HTTP/1.1\r\nhost: lab\r\norigin: ${portal.url}\r\ncontent-type: application/json\r\ncontent-length: 16000\r\n\r\n`;

  test.each(['/api/trpc/team.setUp', '/api/auth/sign-in/email', '/api/agent/join'])(
    'with the body of %s is told so, and cut off',
    async (path) => {
      const socket = await open();
      socket.write(path.includes('agent') ? post(path).replace(/origin:[^\r]*\r\n/, '') : post(path));
      expect(await drip(socket, ' ')).toMatch(/^HTTP\/1\.1 408 /);
      expect(faults()).toEqual([]);
    },
  );

  test('is cut off also where nobody reads the body', async () => {
    for (const path of ['/api/nothing', '/machines']) {
      const socket = await open();
      socket.write(post(path));
      expect(await drip(socket, ' ')).toMatch(/^HTTP\/1\.1 40[45] /);
    }
  });

  test('with the head, or says nothing at all, is cut off', async () => {
    const [slow, silent] = [await open(), await open()];
    slow.write('GET /api/health HTTP/1.1\r\nx-slow: ');
    await Promise.all([drip(slow, 'x'), answerTo(silent)]);
    expect(faults()).toEqual([]);
  });
});

test('who hangs up in the middle is a line in the log and no fault', async () => {
  const { cookie } = await portal.signIn('member');
  lines.length = 0;
  for (const path of ['/api/trpc/chat.share', '/api/auth/sign-in/email', '/api/agent/join']) {
    const from = path.includes('agent') ? '' : `origin: ${portal.url}\r\ncookie: ${cookie}\r\n`;
    const socket = await open();
    socket.write(
      `POST ${path} HTTP/1.1\r\nhost: lab\r\n${from}content-type: application/json\r\ncontent-length: 999\r\n\r\n{"id"`,
    );
    const arrived = once(portal.httpServer, 'request');
    await arrived;
    socket.resetAndDestroy();
    await until(() => lines.some((it) => it.includes(`"path":"${path}"`)), `${path} is in the log`);
  }
  expect(lines.filter((it) => it.includes('who asked has gone'))).toHaveLength(3);
  expect(faults()).toEqual([]);
});
