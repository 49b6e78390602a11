import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from '../prisma/generated/client.ts';
import { singleton } from './singleton.ts';

export type Database = PrismaClient;
export type Transaction = Parameters<Parameters<PrismaClient['$transaction']>[0]>[0];

/** A client of its own; tests and tools close it themselves. */
export function createDatabase(url: string): Database {
  return new PrismaClient({
    adapter: new PrismaPg({ connectionString: url, max: 20, options: '-c timezone=UTC' }),
  });
}

/** The process's one client, made on first use. */
export function openDatabase(url: string): Database {
  return singleton('database', () => createDatabase(url));
}
