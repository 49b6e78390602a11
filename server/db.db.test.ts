import pg from 'pg';
import { expect, test } from 'vitest';
import { Prisma } from '@/prisma/generated/client.ts';
import { createDatabase, hotTransaction, readSql } from './db.ts';

const PID = { name: 'own-pid', text: 'SELECT pg_backend_pid() AS pid' };

test('a connection that is lost between two statements fails its transaction, and nothing else', async () => {
  const db = createDatabase(process.env.DATABASE_URL!);
  const admin = new pg.Client({ connectionString: process.env.DATABASE_URL! });
  await admin.connect();
  const lost = hotTransaction(db, async (client) => {
    const [row] = await client.query<{ pid: number }>(PID, []);
    await admin.query('SELECT pg_terminate_backend($1)', [row!.pid]);
    const isGone = async () =>
      (await admin.query('SELECT 1 FROM pg_stat_activity WHERE pid = $1', [row!.pid])).rowCount === 0;
    while (!(await isGone())) continue;
    // What the socket has to say is heard before the next statement.
    await new Promise((resolve) => setImmediate(resolve));
    return client.query(PID, []);
  });
  await expect(lost).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  expect(await hotTransaction(db, (client) => client.query(PID, []))).toHaveLength(1);
  await db.$disconnect();
  await admin.end();
});

test('only what is planned alike for any value is planned once a connection', async () => {
  const db = createDatabase(process.env['DATABASE_URL']!);
  const names = await db.$transaction(async (tx) => {
    for (const word of ['one', 'two']) {
      await readSql(tx, 'test.kept', Prisma.sql`SELECT ${word}::text AS kept`);
      await tx.$queryRaw`SELECT ${word}::text AS searched`;
      await tx.user.findFirst({ where: { name: word } });
    }
    const rows = await tx.$queryRaw<{ name: string }[]>`SELECT name FROM pg_prepared_statements`;
    return rows.map((it) => it.name);
  });
  expect(names).toEqual(['test.kept']);
  await db.$disconnect();
});
