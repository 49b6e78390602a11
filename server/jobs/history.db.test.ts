import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { createCallerFactory } from '../trpc/init.ts';
import { appRouter } from '../trpc/root.ts';
import { actingAs, makeTestContext, type TestContext } from '../testing/context.ts';
import { makeBooking, makeLab, makeMachine, makeSession, makeTariff } from '../testing/factories.ts';
import { listDesired } from '../modules/sessions/index.ts';
import { createSweeps } from './sweeps.ts';

/*
 * No query reads history once a second: on a database with years of it, what runs each second, and what pages ask for
 * again at every hint, goes through an index to what is open or to one page of rows.
 */
const YEARS = `
  INSERT INTO "User" (id, name, email, "updatedAt") SELECT 'u' || n, 'Person ' || n, n || '@example.org', now()
    FROM generate_series(1, 40) n;
  INSERT INTO "Machine" (id, name) SELECT 'm' || n, 'Machine ' || n FROM generate_series(1, 40) n;
  INSERT INTO "Booking" (id, "personId", purpose, "startsAt", "endsAt", status, simulated)
    SELECT 'b' || n, 'u' || (n % 40 + 1), 'Past', now() - n * interval '1 hour', now() - n * interval '1 hour' + interval '50 min', 'ended', false
    FROM generate_series(1, 20000) n;
  INSERT INTO "MachineBlock" (id, "machineId", kind, "bookingId", "startsAt", "endsAt", holds)
    SELECT 'k' || n, 'm' || (n % 40 + 1), 'booking', 'b' || n, now() - n * interval '1 hour', now() - n * interval '1 hour' + interval '50 min', false
    FROM generate_series(1, 20000) n;
  INSERT INTO "Session" (id, "bookingId", "startedById", "modelId", "modelTitle", "modelFingerprint", backend, "backendReason", parallelism, simulated, state, "createdAt", "endedAt")
    SELECT 's' || n, 'b' || n, 'u' || (n % 40 + 1), 'x', 'X', 'f', 'single', '', 'single', false, CASE WHEN n % 9 = 0 THEN 'failed'::"SessionState" ELSE 'ended' END,
      now() - n * interval '1 hour', now() - n * interval '1 hour' + interval '50 min' FROM generate_series(1, 20000) n;
  INSERT INTO "SessionRank" ("sessionId", rank, "machineId", state) SELECT 's' || n, 0, 'm' || (n % 40 + 1), 'exited' FROM generate_series(1, 20000) n;
  INSERT INTO "RankLogLine" ("sessionId", rank, seq, at, stream, text) SELECT 's' || (n % 2000 + 1), 0, n, now(), 'stdout', 'a line' FROM generate_series(1, 40000) n;
  INSERT INTO "Generation" (id, "sessionId", epoch, "requestedById", state, "maxTokens", "createdAt", "startedAt", "endedAt", "completionTokens", text)
    SELECT 'g' || n, 's' || (n % 20000 + 1), 1, 'u' || (n % 40 + 1), 'completed', 10, now() - n * interval '20 min', now() - n * interval '20 min', now() - n * interval '20 min', 5, 'words'
    FROM generate_series(1, 50000) n;
  INSERT INTO "Conversation" (id, title, "ownerId", shared, "sessionId", "createdAt", "updatedAt")
    SELECT 'c' || n, 'Chat ' || n, 'u' || (n % 40 + 1), n % 2000 = 0, 's' || n, now() - n * interval '2 hours', now() - n * interval '2 hours' FROM generate_series(1, 10000) n;
  INSERT INTO "Message" (id, "conversationId", role, text, "generationId", "createdAt")
    SELECT 'q' || n, 'c' || (n % 10000 + 1), 'user', 'a question', NULL, now() - n * interval '20 min' FROM generate_series(1, 50000) n;
  INSERT INTO "Message" (id, "conversationId", role, text, "generationId", "createdAt")
    SELECT 'a' || n, 'c' || (n % 10000 + 1), 'assistant', '', 'g' || n, now() - n * interval '20 min' FROM generate_series(1, 50000) n;
  INSERT INTO "AuditEntry" (id, at, "actorKind", "actorName", action, "objectType", "objectId", "objectName")
    SELECT 'e' || n, now() - n * interval '10 min', 'user', 'Somebody', 'booking.create', 'booking', 'b' || n, 'Past' FROM generate_series(1, 50000) n;
  ANALYZE`;
const HISTORY = new Set(
  [
    'Booking',
    'MachineBlock',
    'Session',
    'SessionRank',
    'RankLogLine',
    'Generation',
    'GenerationDelta',
  ].concat(['Conversation', 'Message', 'AuditEntry', 'ReadingChunk', 'ReadingMinute', 'ReadingHour']),
);
/** More than so many rows of one table is history, not what is open, or what a page shows. */
const OPEN_ROWS = 100;
const PAGE_ROWS = 2500;

type Statement = { text: string; values: unknown[] };
type Plan = {
  'Node Type': string;
  'Relation Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  Plans?: Plan[];
};

let ctx: TestContext;
let live: { sessionId: string; machineId: string };
beforeAll(async () => {
  ctx = await makeTestContext();
  await makeLab(ctx.db);
  await makeTariff(ctx.db);
  await runSql(YEARS);
  const machine = await makeMachine(ctx.db, {
    agent: { state: 'online', bootId: 'boot', lastSeenAt: new Date() },
  });
  const booking = await makeBooking(ctx.db, { machineIds: [machine.id], personId: 'u1' });
  const session = await makeSession(ctx.db, {
    machineIds: [machine.id],
    bookingId: booking.id,
    startedById: 'u1',
  });
  live = { sessionId: session.id, machineId: machine.id };
});

async function runSql(text: string, values?: unknown[]): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: process.env.DATABASE_URL!, options: '-c timezone=UTC' });
  await client.connect();
  try {
    return await client.query(text, values);
  } finally {
    await client.end();
  }
}

/** What `work` asks the database, statement by statement. */
async function statementsOf(work: () => Promise<unknown>): Promise<Statement[]> {
  const seen = new Map<string, Statement>();
  const spy = vi.spyOn(pg.Client.prototype, 'query');
  try {
    await work();
    for (const [first, second] of spy.mock.calls as unknown[][]) {
      const config = typeof first === 'string' ? { text: first } : (first as Partial<Statement>);
      const values = (config.values ?? (Array.isArray(second) ? second : [])) as unknown[];
      if (/^\s*(SELECT|UPDATE|INSERT|DELETE|WITH)/i.test(config.text ?? ''))
        seen.set(config.text!, { text: config.text!, values });
    }
  } finally {
    spy.mockRestore();
  }
  return [...seen.values()];
}

const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];
const rowsRead = (it: Plan): number =>
  (it['Actual Rows'] + (it['Rows Removed by Filter'] ?? 0)) * it['Actual Loops'];

/** Tables of which a statement reads more than what is open, with how it does. */
async function historyReadBy({ text, values }: Statement, mostRows: number): Promise<string[]> {
  const { rows } = await runSql(`EXPLAIN (ANALYZE, FORMAT JSON) ${text}`, values);
  const [{ Plan: plan }] = (rows[0] as { 'QUERY PLAN': [{ Plan: Plan }] })['QUERY PLAN'];
  return nodesOf(plan)
    .filter((it) => HISTORY.has((it['Relation Name'] ?? '').replace(/_\d+$/, '')) && rowsRead(it) > mostRows)
    .map(
      (it) =>
        `${it['Node Type']} of ${it['Relation Name']} reads ${rowsRead(it)} rows: ${text.slice(0, 300)}`,
    );
}

async function expectNoHistory(work: () => Promise<unknown>, mostRows: number): Promise<void> {
  const statements = await statementsOf(work);
  expect(statements.length).toBeGreaterThan(0);
  const found: string[] = [];
  for (const it of statements) found.push(...(await historyReadBy(it, mostRows)));
  expect(found).toEqual([]);
}

describe('once a second', () => {
  test('every sweep', async () => {
    const sweeps = createSweeps((name) => ({ ...ctx, actor: { kind: 'system', name } }));
    expect(sweeps.length).toBeGreaterThan(4);
    await expectNoHistory(async () => {
      for (const it of sweeps) await it.run();
    }, OPEN_ROWS);
  });

  test('an agent’s heartbeat, on a machine that has had many sessions', async () => {
    for (const machineId of [live.machineId, 'm7'])
      await expectNoHistory(() => listDesired(ctx, machineId), OPEN_ROWS);
    expect(await listDesired(ctx, live.machineId)).toMatchObject([{ sessionId: live.sessionId, rank: 0 }]);
  });
});

describe('at every hint', () => {
  const now = () => Date.now();
  const window = () => ({ from: new Date(now() - 86_400_000), to: new Date(now() + 13 * 86_400_000) });
  const PAGES: [string, () => unknown][] = [
    ['lab.glance', () => undefined],
    ['machines.list', () => undefined],
    ['machines.labNow', () => undefined],
    ['machines.get', () => ({ id: live.machineId })],
    ['bookings.list', window],
    ['bookings.maintenance', window],
    ['sessions.list', () => ({})],
    ['sessions.get', () => ({ id: live.sessionId })],
    ['sessions.readLog', () => ({ sessionId: 's1' })],
    ['chat.list', () => ({})],
    ['chat.get', () => ({ id: 'c2000' })],
    ['team.members', () => ({})],
    ['audit.list', () => ({})],
  ];
  test.each(PAGES)('%s', async (path, input) => {
    const as = await actingAs(ctx, 'admin');
    const [router, verb] = path.split('.') as [string, string];
    const caller = createCallerFactory(appRouter)({ ...as, requestId: randomUUID() }) as unknown as Record<
      string,
      Record<string, (input: unknown) => Promise<unknown>>
    >;
    await expectNoHistory(() => caller[router]![verb]!(input()), PAGE_ROWS);
  });
});
