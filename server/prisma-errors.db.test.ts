import { expect, test } from 'vitest';
import { createDatabase, type Database, hotClient, hotTransaction } from './db.ts';
import { isServiceError, ServiceError } from './errors.ts';
import { isUniqueViolation, translatePrismaError } from './prisma-errors.ts';
import { testDatabase } from './testing/database.ts';

const report = (facts: object) => ({
  create: { facts, models: [], engine: {}, hostId: 'host', reportedAt: new Date() },
});
const hot = (db: Database, type: string, value: unknown) =>
  hotClient(db).query({ name: `test.${type}`, text: `SELECT $1::${type}` }, [value]);

const BAD_VALUES: Record<string, (db: Database) => Promise<unknown>> = {
  'an integer in a filter': (db) => db.machine.findMany({ where: { revision: 2 ** 31 } }),
  'an integer far beyond': (db) => db.machine.create({ data: { name: 'a', revision: 2 ** 62 } }),
  'a NUL in a filter': (db) => db.machine.findMany({ where: { id: 'a\0' } }),
  'a NUL in a text': (db) => db.machine.create({ data: { name: 'a\0' } }),
  'a NUL in JSON': (db) => db.machine.create({ data: { name: 'b', report: report({ a: '\0' }) } }),
  'half a character in JSON': (db) =>
    db.machine.create({ data: { name: 'c', report: report({ a: '\uD83D' }) } }),
  'a moment before Christ': (db) => db.machine.create({ data: { name: 'd', createdAt: new Date(-1e14) } }),
  'an integer, raw': (db) => db.$queryRaw`SELECT ${2 ** 31}::int`,
  'a NUL, raw': (db) => db.$executeRaw`SELECT ${'\0'}::text`,
  'an integer, prepared': (db) => hot(db, 'int4', 2 ** 31),
  'a small float, prepared': (db) => hot(db, 'float4', 1e-300),
  'a NUL, prepared': (db) => hot(db, 'text', '\0'),
  'a moment, prepared': (db) => hot(db, 'timestamptz', new Date(8.64e15).toISOString()),
  'no number at all, prepared': (db) => hot(db, 'int8', 'many'),
  'in a transaction, prepared': (db) =>
    hotTransaction(db, (client) =>
      client.query({ name: 'test.in-transaction', text: 'SELECT $1::int2' }, [2 ** 15]),
    ),
};

test.each(Object.entries(BAD_VALUES))('%s that no column holds is bad input', async (_what, run) => {
  const error = await run(testDatabase()).then(() => null, translatePrismaError);
  expect(error).toMatchObject({ code: 'VALIDATION', message: expect.stringContaining('stored') as string });
});

test('a fault of the statement stays one, and words already found are kept', async () => {
  const db = testDatabase();
  const divided = await hot(db, 'int / 0', 1).catch((error: unknown) => error);
  expect(divided).not.toBeInstanceOf(ServiceError);
  await db.machine.create({ data: { name: 'taken' } });
  const again = hotClient(db).query(
    { name: 'test.again', text: `INSERT INTO "Machine" (id, name) VALUES ($1, 'taken')` },
    ['x'],
  );
  const error = await again.catch((it: unknown) => it);
  expect(error).toMatchObject({ code: 'CONFLICT' });
  expect(isUniqueViolation(error)).toBe(true);
  const own = new ServiceError('PRECONDITION_FAILED', 'Our own words.', { cause: error });
  expect(translatePrismaError(own)).toBe(own);
});

test.each(['ECONNREFUSED', 'ECONNRESET', 'EPIPE'])(
  'a connection that is lost with %s can be tried again',
  (code) => {
    const lost = Object.assign(new Error(`write ${code}`), { code, syscall: 'write' });
    expect(translatePrismaError(lost)).toMatchObject({ code: 'UNAVAILABLE' });
  },
);

const codeOf = async (work: PromiseLike<unknown>) => {
  const error = await Promise.resolve(work).then(
    () => null,
    (it: unknown) => translatePrismaError(it),
  );
  return isServiceError(error) ? error.code : error;
};

test('a database that can’t be reached, or cuts the connection, is unavailable and no fault of the portal', async () => {
  const nobody = createDatabase('postgresql://nobody@127.0.0.1:1/none');
  expect(await codeOf(nobody.$queryRaw`SELECT 1`)).toBe('UNAVAILABLE');
  expect(await codeOf(nobody.user.findMany())).toBe('UNAVAILABLE');
  await nobody.$disconnect();
  const db = createDatabase(process.env.DATABASE_URL!);
  const cut = db.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT pg_terminate_backend(pg_backend_pid())`;
  });
  expect(await codeOf(cut)).toBe('UNAVAILABLE');
  expect(await codeOf(db.user.count())).toBe(null);
  await db.$disconnect();
});

test('a transaction that took too long changed nothing, and says so', async () => {
  const db = testDatabase();
  const slow = db.$transaction(
    async (tx) => {
      await tx.machine.create({ data: { name: 'too late' } });
      await tx.$queryRaw`SELECT pg_sleep(0.2)::text`;
      await tx.machine.count();
    },
    { timeout: 50 },
  );
  expect(await slow.then(() => null, translatePrismaError)).toMatchObject({
    code: 'UNAVAILABLE',
    message: 'The portal is very busy, and nothing was changed. Try again.',
  });
  expect(await db.machine.count({ where: { name: 'too late' } })).toBe(0);
});
