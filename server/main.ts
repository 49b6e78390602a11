import { crash, explain } from './crash.ts';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Server as TlsServer } from 'node:tls';
import path from 'node:path';
import next from 'next';
import { createLearnedClock, type LearnedClock } from '@/shared/domain/learned-clock.ts';
import { forgetActor } from './auth/actor.ts';
import { type Auth, createAuth } from './auth/config.ts';
import { forgetOldUses } from './auth/rate-limit.ts';
import { viewerOf } from './auth/viewer.ts';
import type { Actor, AgentGateway, Outbound, PortalIdentity, ServiceContext } from './context.ts';
import { type Database, openDatabase } from './db.ts';
import { env, readSecret, secretToKeep } from './env.ts';
import { processBus } from './events/bus.ts';
import { seedDemoLab } from './demo/demo-lab.ts';
import { ensurePast } from './demo/past/make-past.ts';
import { createHandler } from './http/create-handler.ts';
import { createHttpServer } from './http/create-http-server.ts';
import { trackRequests } from './http/stop-listening.ts';
import { readTlsPair, watchTlsPair } from './http/tls-pair.ts';
import { startJobs } from './jobs/runtime.ts';
import { logger } from './logger.ts';
import { noteRefusals } from './modules/audit/index.ts';
import { followAnswers } from './modules/chat/index.ts';
import { followEvents } from './modules/sessions/index.ts';
import { nonceKeyOf } from './modules/agents/index.ts';
import { sealKeyOf } from './modules/notifications/index.ts';
import { claimSecret, resealSecrets } from './modules/portals/index.ts';
import { ensureLab } from './modules/team/index.ts';
import { allowedOrigins, answerOn } from './origins.ts';
import { registerPortal } from './portal.ts';
import { meterServer } from './portal-meter.ts';
import { startEmbeddedPostgres } from './postgres/embedded.ts';
import { upgradeDatabase } from './postgres/upgrade.ts';
import { type Pulse, startPulse } from './pulse.ts';
import { createAgentGateway, createRealtime } from './realtime/index.ts';
import { appRouter } from './trpc/root.ts';

const STOP_DEADLINE_MS = 9000;
/** Sockets end after it, with the realtime server. */
const DRAIN_MS = 4000;
/** While another portal serves nobody waits for this one: answers that programs read are read to their end. */
const DRAIN_BESIDE_MS = 300_000;
/** Asked a second time, by a person: a terminal tells each process of a group, and npm start tells its own again. */
const HURRY_AFTER_MS = 1000;

/** What was started, in order; stopping goes backwards. */
const started: { name: string; stop: () => Promise<unknown> }[] = [];
let stopping: Promise<void> | undefined;
let hasOthers = (): boolean => false;
const hurry = new AbortController();
let mayHurry = false;

async function start(): Promise<void> {
  const databaseUrl = env.databaseUrl ?? (await startPostgres());
  await upgrade(databaseUrl);
  const db = openDatabase(databaseUrl);
  started.push({ name: 'database client', stop: () => db.$disconnect() });
  await forgetOldUses(db);
  const gateway = createAgentGateway();
  const origins = allowedOrigins();
  const { url } = env;
  const secret = readSecret(env);
  const clock = createLearnedClock({ nowMs: () => performance.now() });
  const { isBeforeUpgrade: _, ...rule } = env.backups;
  // The demo's past is made anew in a minute.
  const backups = env.isDemo ? { ...rule, hour: null } : rule;
  const portal = {
    id: randomUUID(),
    url,
    origins,
    nonceKey: nonceKeyOf(secret),
    build: readBuild(),
    backups,
  };
  const outbound = {
    smtpUrl: env.smtpUrl,
    mailFrom: env.mailFrom,
    allowPrivateHosts: env.webhookAllowPrivate,
    sealKey: sealKeyOf(secret),
    oldSealKeys: env.oldSecrets.map(sealKeyOf),
  };
  const makeContext = contextFactory(db, gateway, { portal, outbound }, clock);
  const address = `${env.tls ? 'https' : 'http'}://${env.host}:${env.port}`;
  const pulse = await startPulse(makeContext({ kind: 'system', name: 'pulse' }), clock, address);
  started.push({ name: 'pulse', stop: () => pulse.stop() });
  hasOthers = () => pulse.others().length > 0;
  const preparing = makeContext({ kind: 'system', name: env.isDemo ? 'Demo set-up' : 'Portal' });
  await prepareLab(preparing, secret, pulse);
  const { now } = makeContext({ kind: 'system', name: 'sign-in' });
  const auth = createAuth({ db, bus: processBus(), logger, url, origins, secret, now });
  const httpServer = openServer();
  const stopListening = trackRequests(httpServer);
  meterServer(httpServer);
  // Side by side: the one works in the database, the other here.
  const [servePage] = await Promise.all([startPages(httpServer), preparePast(preparing)]);
  httpServer.on('request', (req, res) => void handle(req, res));
  const handle = createHandler({
    auth,
    url,
    origins,
    isProduction: env.isProduction,
    trustedProxies: env.trustedProxies,
    makeContext,
    servePage,
    agentBundle: path.resolve('dist/agent.mjs'),
    demoModelFolder: path.resolve('agent/models/espalier-demo'),
  });
  register(auth, makeContext);
  const asPortal = makeContext({ kind: 'system', name: 'portal' });
  const unfollow = [followEvents(asPortal), followAnswers(asPortal), noteRefusals(asPortal)];
  started.push({ name: 'policy', stop: async () => unfollow.forEach((undo) => undo()) });
  const realtime = createRealtime(httpServer, {
    gateway,
    makeContext,
    actorOf: (headers) => viewerOf(auth, asPortal, headers),
    forgetActor,
    allowedOrigins: origins,
    databaseUrl,
    pulse,
  });
  started.push({ name: 'sockets', stop: () => realtime.close() });
  const jobs = await startJobs({ databaseUrl, makeContext, secretToKeep: () => secretToKeep(env) });
  started.push({ name: 'jobs', stop: () => jobs.stop() });
  await realtime.greet();
  await listen(httpServer, stopListening, realtime.letGo);
  const { port } = httpServer.address() as AddressInfo;
  answerOn(port);
  tellWhatIsOpen();
  logger.info({ url, host: env.host, port, pid: process.pid }, `Espalier is ready at ${url}`);
}

async function upgrade(databaseUrl: string): Promise<void> {
  const { folder, keep, isBeforeUpgrade } = env.backups;
  const backup = isBeforeUpgrade && !env.isDemo ? { folder, keep, secret: secretToKeep(env) } : null;
  const { applied, backup: made } = await upgradeDatabase(databaseUrl, { backup });
  if (made) logger.info({ file: made.file, bytes: made.bytes }, 'a backup was made before the upgrade');
  if (applied.length > 0) logger.info({ applied }, 'migrations applied');
}

async function startPostgres(): Promise<string> {
  const postgres = await startEmbeddedPostgres({
    dataFolder: env.dataFolder,
    address: env.url,
    onEnded: (error) => logger.error({ err: error }, 'Postgres has ended by itself; it is started again'),
  });
  started.push({ name: 'Postgres', stop: () => postgres.stop() });
  void postgres.exited.then(() => {
    if (!stopping) crash.handle(new Error('Postgres ends again and again; its log says why.'));
  });
  return postgres.url;
}

function contextFactory(
  db: Database,
  agents: AgentGateway,
  { portal, outbound }: { portal: PortalIdentity; outbound: Outbound },
  clock: LearnedClock,
) {
  const { heartbeatMs, suspectMs, lostMs, leaseMs, rankEndMs } = env;
  const timings = { heartbeatMs, suspectMs, lostMs, leaseMs, rankEndMs };
  return (actor: Actor, requestId: string = randomUUID()): ServiceContext => ({
    actor,
    db,
    bus: processBus(),
    agents,
    timings,
    portal,
    huggingFaceUrl: env.huggingFaceUrl,
    outbound,
    logger: logger.child({ requestId }),
    requestId,
    now: () => clock.now(),
  });
}

async function prepareLab(ctx: ServiceContext, secret: string, pulse: Pulse): Promise<void> {
  if (env.isDemo) await seedDemoLab(ctx, { dataFolder: env.dataFolder });
  const isAlone = pulse.others().length === 0;
  const link = await ensureLab(ctx, env.url, { isAlone });
  await claimSecret(ctx, secret, pulse.others());
  await resealSecrets(ctx);
  // To the console and not to the log: whoever has the link becomes the lab's owner.
  if (link) console.log(`\nThis lab has no owner yet. Set it up once at\n\n  ${link}\n`);
}

/** Pages that are made as they are asked for have no build. */
function readBuild(): string {
  try {
    return readFileSync('.next/BUILD_ID', 'utf8').trim();
  } catch {
    return 'none';
  }
}
const preparePast = async (ctx: ServiceContext): Promise<void> => {
  if (env.isDemo) await ensurePast(ctx, { days: env.demoPastDays });
};

async function startPages(httpServer: Server) {
  const app = next({ dev: !env.isProduction, hostname: env.host, port: env.port, httpServer });
  await app.prepare();
  started.push({ name: 'pages', stop: () => app.close() });
  return app.getRequestHandler();
}

function register(auth: Auth, makeContext: ReturnType<typeof contextFactory>): void {
  const system = makeContext({ kind: 'system', name: 'pages' });
  const who = (headers: Headers): Promise<Actor> => viewerOf(auth, system, headers);
  registerPortal({
    router: appRouter,
    actorOf: who,
    createContext: async (headers) => makeContext(await who(headers)),
  });
}

function openServer(): Server {
  if (!env.tls) return createHttpServer();
  const server = createHttpServer(undefined, readTlsPair(env.tls));
  const stop = watchTlsPair(server as unknown as TlsServer, env.tls, logger);
  started.push({ name: 'certificate', stop: async () => stop() });
  return server;
}

/** To whoever looks at the first lines: what others on the network could do. */
function tellWhatIsOpen(): void {
  const isOpen = !/^(localhost$|127\.|::1$)/.test(env.host);
  if (isOpen && env.url.startsWith('http:'))
    logger.warn(
      `Anybody on the network can reach this portal at ${env.host}, and passwords go unencrypted. Give it a certificate (ESPALIER_TLS_CERT, ESPALIER_TLS_KEY) or a proxy with one: docs/install.md`,
    );
}

async function listen(
  httpServer: Server,
  stopListening: ReturnType<typeof trackRequests>,
  onLeave: () => void,
): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    httpServer.once('error', reject);
    httpServer.listen(env.port, env.host, resolve);
  }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error;
    throw new Error(`Port ${env.port} on ${env.host} is taken. Choose another with PORT=…`);
  });
  started.push({
    name: 'http',
    stop: () =>
      stopListening({
        hasOthers: hasOthers(),
        onLeave,
        limitMs: hasOthers() ? DRAIN_BESIDE_MS : DRAIN_MS,
        hurry: hurry.signal,
      }),
  });
}

/** Once, however often it is asked; the process ends in any case. */
function stop(exitCode: number): Promise<void> {
  return (stopping ??= (async () => {
    const deadlineMs = STOP_DEADLINE_MS + (hasOthers() ? DRAIN_BESIDE_MS : 0);
    setTimeout(() => process.exit(exitCode || 1), deadlineMs).unref();
    setTimeout(() => (mayHurry = true), HURRY_AFTER_MS).unref();
    for (const { name, stop: end } of started.toReversed()) {
      await end().catch((error: unknown) => logger.error({ err: error }, `${name} did not stop cleanly`));
    }
    logger.info('Espalier has stopped');
    process.exit(exitCode);
  })());
}

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => {
    if (mayHurry) hurry.abort();
    void stop(0);
  });

try {
  await start();
  crash.handle = (error) => {
    logger.fatal({ err: error }, 'the portal ends after an error nobody handled');
    void stop(1);
  };
} catch (error) {
  console.error(`Espalier could not start: ${explain(error)}`);
  if (env.logLevel === 'debug') console.error(error);
  await stop(1);
}
