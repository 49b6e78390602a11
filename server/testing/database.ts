import { afterAll } from 'vitest';
import { createDatabase, type Database } from '../db.ts';

let opened: Database | undefined;

/** The client of this test file's own, migrated database (made by the test set-up); closed after the file. */
export function testDatabase(): Database {
  if (opened) return opened;
  const url = process.env.DATABASE_URL;
  if (!url) throw new Error('No DATABASE_URL: run this file with `vitest --project db` (or socket, mlx).');
  const database = createDatabase(url);
  opened = database;
  afterAll(() => database.$disconnect());
  return database;
}
