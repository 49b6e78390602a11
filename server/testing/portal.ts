import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { verifyPassword } from 'better-auth/crypto';
import type { Role } from '@/shared/schemas/member.ts';
import { createAuth } from '../auth/config.ts';
import type { Database } from '../db.ts';
import { createHandler } from '../http/create-handler.ts';
import { createHttpServer, type RequestTimeouts } from '../http/create-http-server.ts';
import type { Logger } from '../logger.ts';
import { createAccount, hashOfPassword } from '../modules/team/index.ts';
import { allowedOrigins, answerOn } from '../origins.ts';
import { meterServer } from '../portal-meter.ts';
import { parseTrustedProxies } from '../trusted-proxies.ts';
import { makeTestContext, type TestContext } from './context.ts';

const PASSWORD = 'correct horse battery';

/** Each password is hashed and held against each hash once: an eighth of a second, and most people here have the same. */
let hashed: Promise<string> | undefined;
const verified = new Map<string, Promise<boolean>>();
function verifyOnce({ hash, password }: { hash: string; password: string }): Promise<boolean> {
  const key = JSON.stringify([hash, password]);
  const known = verified.get(key) ?? verifyPassword({ hash, password });
  verified.set(key, known);
  return known;
}

export type TestPortal = {
  url: string;
  ctx: TestContext;
  httpServer: Server;
  /** What a browser on the portal's own page sends. */
  browser(cookie?: string): Record<string, string>;
  /** A new person of that role, signed in over HTTP: the cookie header. */
  signIn(role: Role): Promise<{ cookie: string; userId: string; email: string; password: string }>;
  close(): Promise<void>;
};

type TestPortalOptions = {
  db?: Database;
  timeouts?: RequestTimeouts;
  trustedProxies?: string;
  logger?: Logger;
  /** Whose rows, bus and agents it serves, in place of a context of its own. */
  over?: TestContext;
};
/** Who has signed in at one is signed in at all of them. */
const SECRET = randomUUID() + randomUUID();

/** The portal's HTTP side on a port of its own: real database, real sign-in; pages answer "a page". */
export async function startTestPortal({
  timeouts,
  trustedProxies = '',
  over,
  ...own
}: TestPortalOptions = {}): Promise<TestPortal> {
  const ctx = over ?? (await makeTestContext(own));
  const httpServer = createHttpServer(timeouts);
  meterServer(httpServer);
  await new Promise<void>((resolve) => httpServer.listen(0, '127.0.0.1', resolve));
  const { port } = httpServer.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  answerOn(port);
  const { db, bus, logger } = ctx;
  const origins = allowedOrigins();
  const auth = createAuth({
    db,
    bus,
    logger,
    url,
    origins,
    secret: SECRET,
    now: ctx.now,
    verifyPassword: verifyOnce,
  });
  const folder = makeAgentFolder();
  const handle = createHandler({
    auth,
    url,
    origins,
    isProduction: true,
    trustedProxies: parseTrustedProxies(trustedProxies),
    makeContext: (actor, requestId = randomUUID()) => ({ ...ctx, actor, requestId }),
    servePage: (_req, res) => void res.end('a page'),
    agentBundle: path.join(folder, 'agent.mjs'),
    demoModelFolder: path.join(folder, 'model'),
  });
  httpServer.on('request', (req, res) => void handle(req, res));
  const browser = (cookie?: string) => ({
    origin: url,
    'sec-fetch-site': 'same-origin',
    ...(cookie ? { cookie } : {}),
  });
  return {
    url,
    ctx,
    httpServer,
    browser,
    async signIn(role) {
      const email = `${randomUUID()}@example.org`;
      const passwordHash = await (hashed ??= hashOfPassword(PASSWORD));
      const user = await db.$transaction((tx) =>
        createAccount(tx, { name: `The ${role}`, email, role, teamId: null, passwordHash }),
      );
      const response = await fetch(`${url}/api/auth/sign-in/email`, {
        method: 'POST',
        headers: { ...browser(), 'content-type': 'application/json' },
        body: JSON.stringify({ email, password: PASSWORD }),
      });
      if (!response.ok) throw new Error(`Sign-in answered ${response.status}: ${await response.text()}`);
      const cookie = response.headers
        .getSetCookie()
        .map((it) => it.split(';')[0])
        .join('; ');
      return { cookie, userId: user.id, email, password: PASSWORD };
    },
    async close() {
      httpServer.closeAllConnections();
      await new Promise((resolve) => httpServer.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function makeAgentFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'espalier-agent-files-'));
  writeFileSync(path.join(folder, 'agent.mjs'), '// the agent\n');
  writeFileSync(path.join(folder, 'secret.txt'), 'not for everybody');
  mkdirSync(path.join(folder, 'model'));
  writeFileSync(path.join(folder, 'model', 'config.json'), '{}');
  return folder;
}
