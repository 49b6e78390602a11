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

const pools = new WeakMap<Database, pg.Pool>();

/** A client of its own; tests and tools close it themselves. */
export function createDatabase(url: string): Database {
  // The adapter writes instants without their offset, so every connection has to be on UTC.
  const pool = new pg.Pool({ connectionString: url, max: 20, options: '-c timezone=UTC' });
  pool.on('error', (error) => logger.warn({ err: error }, 'an idle database connection was lost'));
  const db = new PrismaClient({
    adapter: new PrismaPg(pool, {
      disposeExternalPool: true,
      statementNameGenerator: statementNames() as Namer,
    }),
  });
  pools.set(db, pool);
  return db;
}

type Namer = NonNullable<NonNullable<ConstructorParameters<typeof PrismaPg>[1]>['statementNameGenerator']>;
/** Texts that are prepared; each connection keeps each that it has run. */
const MOST_PREPARED = 1000;

/**
 * Postgres reads and plans a statement once a connection and not each time: half of what a booking takes. One that is
 * asked only once, as a list of a length of its own makes it, is not worth keeping.
 */
function statementNames(): (query: { sql: string }) => string | undefined {
  const names = new Map<string, string | null>();
  let last = 0;
  return ({ sql }) => {
    const name = names.get(sql);
    if (name) return name;
    if (name === undefined && names.size >= MOST_PREPARED) return undefined;
    names.set(sql, name === undefined ? null : `prisma.${(last += 1)}`);
    return undefined;
  };
}

/** The process's one client, made on first use. */
export function openDatabase(url: string): Database {
  return singleton('database', () => createDatabase(url));
}

/**
 * Prepared statements past Prisma, which cost a third of the time: for the few that stand between a question and
 * its first token. Values are bound, rows come back as Postgres has them.
 */
export const hotClient = (db: Database): HotClient => clientOver(pools.get(db)!);

/**
 * A statement that is asked often, past Prisma where it stands alone; within a transaction through it. The same name is
 * always the same text.
 */
export function readSql<Row>(tx: Transaction, name: string, sql: Prisma.Sql): Promise<Row[]> {
  const pool = pools.get(tx as Database);
  if (!pool) return tx.$queryRaw<Row[]>(sql);
  return clientOver(pool).query<Row>({ name, text: sql.text }, sql.values);
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

/** Prepared statements in one transaction, for the same few. */
export async function hotTransaction<T>(db: Database, work: (client: HotClient) => Promise<T>): Promise<T> {
  const connection = await pools.get(db)!.connect();
  let isBroken = false;
  // Lost between two statements: the next one fails with it. Without a listener it would end the process.
  const onLost = (): void => void (isBroken = true);
  connection.on('error', onLost);
  try {
    await connection.query('BEGIN');
    const result = await work(clientOver(connection));
    await connection.query('COMMIT');
    return result;
  } catch (error) {
    await connection.query('ROLLBACK').catch(() => (isBroken = true));
    throw error;
  } finally {
    connection.off('error', onLost);
    // A connection that could not even roll back is not given to the next one.
    connection.release(isBroken);
  }
}
