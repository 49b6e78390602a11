import pg from 'pg';
import { expect, test } from 'vitest';
import { createDatabase, hotTransaction } from './db.ts';

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
