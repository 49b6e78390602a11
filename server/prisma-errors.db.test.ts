import { expect, test } from 'vitest';
import { createDatabase } from './db.ts';
import { isServiceError } from './errors.ts';
import { translatePrismaError } from './prisma-errors.ts';

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
