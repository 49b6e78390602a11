import pg from 'pg';
import { until } from '@/agent/testing/until.ts';

const WAITING = `
  WITH RECURSIVE waits AS (
    SELECT pid, pg_blocking_pids(pid) AS blockers FROM pg_stat_activity WHERE wait_event_type = 'Lock'
  ), behind AS (
    SELECT pid FROM waits WHERE $1::int = ANY(blockers)
    UNION SELECT w.pid FROM waits w JOIN behind b ON b.pid = ANY(w.blockers)
  ) SELECT count(*)::int AS count FROM behind`;

/** Takes a lock until it is released, and tells when so many wait behind it, or behind who does. */
export async function holdLock(statement: string) {
  const connectionString = process.env['DATABASE_URL']!;
  // A transaction sees one state of who waits, so another connection looks.
  const [holder, looker] = [new pg.Client({ connectionString }), new pg.Client({ connectionString })];
  await Promise.all([holder.connect(), looker.connect()]);
  const { rows } = await holder.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  await holder.query('BEGIN');
  await holder.query(statement);
  const count = async (): Promise<number> =>
    (await looker.query<{ count: number }>(WAITING, [rows[0]!.pid])).rows[0]!.count;
  const release = async (): Promise<void> => {
    await Promise.all([holder.end(), looker.end()]);
  };
  return {
    release,
    untilWaiting: (wanted: number) =>
      until(async () => (await count()) >= wanted, `${wanted} wait`).catch(async (error: unknown) => {
        await release();
        throw error;
      }),
  };
}
