import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeLab, makeMachine, makeUser } from '../testing/factories.ts';
import { startTestPortal, type TestPortal } from '../testing/portal.ts';

const BOOKINGS = 20_000;
const WINDOW = 'from=2026-01-01T00:00:00Z&to=2026-12-01T00:00:00Z';

let portal: TestPortal;
beforeAll(async () => {
  portal = await startTestPortal();
  const { db } = portal.ctx;
  await makeLab(db);
  const [person, machine] = [await makeUser(db), await makeMachine(db)];
  await db.$executeRaw`
    INSERT INTO "Booking" (id, "personId", purpose, "startsAt", "endsAt", simulated, status)
    SELECT 'b' || i, ${person.id}, repeat('a long purpose ', 40), s, s + interval '5 minutes', false, 'ended'
    FROM generate_series(1, ${BOOKINGS}::int) i,
      LATERAL (SELECT '2026-02-01T00:00:00Z'::timestamptz + i * interval '5 minutes' AS s) t`;
  await db.$executeRaw`
    INSERT INTO "MachineBlock" (id, "machineId", kind, "bookingId", "startsAt", "endsAt", holds)
    SELECT id, ${machine.id}, 'booking', id, "startsAt", "endsAt", false FROM "Booking"`;
});
afterAll(() => portal.close());

const get = (path: string, cookie: string) => fetch(portal.url + path, { headers: { cookie } });

test('every row of a long report arrives', async () => {
  const { cookie } = await portal.signIn('member');
  const response = await get(`/api/reports/usage.csv?${WINDOW}`, cookie);
  expect(response.headers.get('content-disposition')).toContain('espalier-use-2026-01-01-to-2026-12-01.csv');
  const lines = (await response.text()).trimEnd().split('\r\n');
  expect(lines.filter((it) => it.startsWith('booking without a session'))).toHaveLength(BOOKINGS);
  const told = await portal.ctx.db.auditEntry.findMany({ where: { action: 'report.export' } });
  expect(told).toMatchObject([
    {
      actorKind: 'user',
      after: { from: '2026-01-01T00:00:00.000Z', to: '2026-12-01T00:00:00.000Z' },
    },
  ]);
});

test('a window that is too long is told so', async () => {
  const { cookie } = await portal.signIn('member');
  const response = await get(
    '/api/reports/usage.csv?from=2024-01-01T00:00:00Z&to=2026-01-01T00:00:00Z',
    cookie,
  );
  expect(response.status).toBe(400);
  expect(await response.text()).toContain('Longest report is 400 days');
});

test('who reads slowly keeps the rest waiting only until they leave', async () => {
  const { cookie } = await portal.signIn('member');
  const { port } = new URL(portal.url);
  const slow = request({
    host: '127.0.0.1',
    port,
    path: `/api/reports/usage.csv?${WINDOW}`,
    headers: { cookie },
  });
  slow.end();
  const [response] = (await once(slow, 'response')) as [IncomingMessage];
  response.pause();
  response.on('error', () => {});
  slow.on('error', () => {});
  let isThere = false;
  const next = get(`/api/reports/usage.csv?${WINDOW}`, cookie).then((it) => ((isThere = true), it));
  // Somebody else's is not held up by it, and shows that the portal has had time for this one.
  const other = await portal.signIn('member');
  expect((await get(`/api/reports/usage.csv?${WINDOW}`, other.cookie)).status).toBe(200);
  expect(isThere).toBe(false);
  response.destroy();
  expect((await next).status).toBe(200);
});
