import { afterAll } from 'vitest';
import { createDatabase, type Database } from '../db.ts';

let opened: { url: string; database: Database } | undefined;

/** The client of this test file's own, migrated database (made by the test set-up); closed after the file. */
export function testDatabase(): Database {
  const url = process.env.DATABASE_URL;
  if (opened && opened.url === url) return opened.database;
  if (!url) throw new Error('No DATABASE_URL: run this file with `vitest --project db` (or socket, mlx).');
  const database = createDatabase(url);
  opened = { url, database };
  afterAll(() => database.$disconnect());
  return database;
}

/** How many connections to this database wait for a lock that another holds. */
export async function waitingForLocks(db: Database): Promise<number> {
  const [row] = await db.$queryRaw<{ waiting: number }[]>`
    SELECT count(*)::int AS waiting FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'`;
  return row!.waiting;
}
