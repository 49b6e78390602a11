import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { type Prisma, PrismaClient } from '../prisma/generated/client.ts';
import { logger } from './logger.ts';
import { translatePrismaError } from './prisma-errors.ts';
import { singleton } from './singleton.ts';

export type Database = PrismaClient;
export type Transaction = Parameters<Parameters<PrismaClient['$transaction']>[0]>[0];
export type Statement = { name: string; text: string };
export type HotClient = {
  query<Row>(statement: Statement, values: unknown[]): Promise<Row[]>;
};

type Pools = { general: pg.Pool; hot: pg.Pool };
const pools = new WeakMap<Database, Pools>();

/** A client of its own; tests and tools close it themselves. */
export function createDatabase(url: string): Database {
  const pool = createPool(url, 12);
  // One plan for all values, made at its first use: planning took longer than running them.
  const hot = createPool(url, 8, '-c plan_cache_mode=force_generic_plan', { pipeline: true });
  const end = pool.end.bind(pool) as () => Promise<void>;
  // Prisma ends the pool that it was given, and knows of no other.
  pool.end = async () => void (await Promise.all([end(), hot.end()]));
  const db = new PrismaClient({
    adapter: new PrismaPg(pool, {
      disposeExternalPool: true,
      statementNameGenerator: nameOf as Namer,
    }),
  });
  pools.set(db, { general: pool, hot });
  return db;
}

function createPool(
  connectionString: string,
  max: number,
  more = '',
  options: Pick<pg.ClientConfig, 'pipeline'> = {},
): pg.Pool {
  // The adapter writes instants without their offset, so every connection has to be on UTC.
  const pool = new pg.Pool({
    connectionString,
    max,
    options: `-c timezone=UTC ${more}`,
    allowExitOnIdle: true,
    ...options,
  });
  pool.on('error', (error) => logger.warn({ err: error }, 'an idle database connection was lost'));
  return pool;
}

/** How many connections there are, and what waits for one. */
export function poolCounts(db: Database): { pool: string; total: number; idle: number; waiting: number }[] {
  return Object.entries(pools.get(db) ?? {}).map(([pool, { totalCount, idleCount, waitingCount }]) => ({
    pool,
    total: totalCount,
    idle: idleCount,
    waiting: waitingCount,
  }));
}

type Namer = NonNullable<NonNullable<ConstructorParameters<typeof PrismaPg>[1]>['statementNameGenerator']>;
/** Of the statements that `readSql` asks, by their text. */
const names = new Map<string, string>();
/** Of inserts that Prisma writes: one for each number of rows. Each connection keeps those that it has run. */
const MOST_INSERTS = 500;
const inserts = new Map<string, string>();

/**
 * A statement with a name is read and planned once a connection and not each time: half of what a booking takes. Only
 * those whose plan does not hang on their values: a search for a word that is everywhere wants another than one for a
 * rare word, and one plan for both has taken twenty times as long.
 */
function nameOf({ sql }: { sql: string }): string | undefined {
  const known = names.get(sql) ?? inserts.get(sql);
  if (known !== undefined || !sql.startsWith('INSERT INTO') || inserts.size >= MOST_INSERTS) return known;
  const name = `insert.${inserts.size}`;
  inserts.set(sql, name);
  return name;
}

/** The process's one client, made on first use. */
export function openDatabase(url: string): Database {
  return singleton('database', () => createDatabase(url));
}

/**
 * Prepared statements past Prisma, which cost a third of the time: for the few that stand between a question and
 * its first token, and what agents say all the time. They look up a few rows by key and have connections of their own,
 * so that no report stands before an answer. Values are bound, rows come back as Postgres has them.
 */
export const hotClient = (db: Database): HotClient => clientOver(pools.get(db)!.hot);
/** The same for statements that read much or run in the background: planned by their values, out of an answer's way. */
export const wideClient = (db: Database): HotClient => clientOver(pools.get(db)!.general);

/**
 * A statement that is asked often and planned alike whatever its values are: past Prisma where it stands alone, through
 * it within a transaction. The same name is always the same text.
 */
export function readSql<Row>(tx: Transaction, name: string, sql: Prisma.Sql): Promise<Row[]> {
  const own = pools.get(tx as Database);
  if (own) return clientOver(own.hot).query<Row>({ name, text: sql.text }, sql.values);
  names.set(sql.text, name);
  return tx.$queryRaw<Row[]>(sql);
}

const clientOver = (connection: Pick<pg.ClientBase, 'query'>): HotClient => ({
  async query<Row>(statement: Statement, values: unknown[]) {
    try {
      return (await connection.query({ ...statement, values })).rows as Row[];
    } catch (error) {
      throw translatePrismaError(error);
    }
  },
});

/** Statements of one transaction that don't wait for each other's rows: one way there and back for all of them. */
export type Asked = { statement: Statement; values: unknown[] };

/**
 * Runs these in one transaction, in their order, each seeing what was committed when it is its turn: one that locks a
 * row stands before those that count under it. Where one fails nothing of any is written.
 *
 * @returns the rows of the last.
 */
export function hotBatch<Row>(db: Database, asked: readonly Asked[]): Promise<Row[]> {
  return onConnection(pools.get(db)!.hot, async (connection) => {
    const client = clientOver(connection);
    // A commit after a failure is Postgres's rollback.
    const [, ...rows] = await allOf([
      connection.query('BEGIN'),
      ...asked.map(({ statement, values }) => client.query<Row>(statement, values)),
      connection.query('COMMIT'),
    ]);
    return rows[asked.length - 1] as Row[];
  });
}

/** All of them, whichever fails first: none is left that nobody waits for. */
async function allOf(work: Promise<unknown>[]): Promise<unknown[]> {
  const settled = await Promise.allSettled(work);
  const failed = settled.find((it) => it.status === 'rejected');
  if (failed) throw failed.reason;
  return settled.map((it) => (it as PromiseFulfilledResult<unknown>).value);
}

/** Prepared statements in one transaction. */
type InTransaction = <T>(db: Database, work: (client: HotClient) => Promise<T>) => Promise<T>;
export const hotTransaction: InTransaction = (db, work) => transactionOn(pools.get(db)!.hot, work);
export const wideTransaction: InTransaction = (db, work) => transactionOn(pools.get(db)!.general, work);

const transactionOn = <T>(pool: pg.Pool, work: (client: HotClient) => Promise<T>): Promise<T> =>
  onConnection(pool, async (connection) => {
    await connection.query('BEGIN');
    const result = await work(clientOver(connection));
    await connection.query('COMMIT');
    return result;
  });

/** Gives a connection to what runs one transaction on it, and rolls back what that leaves open by failing. */
async function onConnection<T>(pool: pg.Pool, work: (connection: pg.PoolClient) => Promise<T>): Promise<T> {
  const connection = await pool.connect();
  let isBroken = false;
  // Lost between two statements: the next one fails with it. Without a listener it would end the process.
  const onLost = (): void => void (isBroken = true);
  connection.on('error', onLost);
  try {
    return await work(connection);
  } catch (error) {
    await connection.query('ROLLBACK').catch(() => (isBroken = true));
    throw error;
  } finally {
    connection.off('error', onLost);
    // A connection that could not even roll back is not given to the next one.
    connection.release(isBroken);
  }
}
