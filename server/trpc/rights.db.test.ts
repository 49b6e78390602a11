import { beforeAll, describe, expect, test } from 'vitest';
import { actingAs, makeTestContext, type TestContext } from '../testing/context.ts';
import { makeLab, makeTariff, makeUser } from '../testing/factories.ts';
import { callProcedure, procedures } from '../testing/procedures.ts';
import { WHO } from '../testing/rights-case.ts';
import { RIGHTS } from '../testing/rights-table.ts';
import { makeWorld, partsRead, type World } from '../testing/rights-world.ts';

/*
 * Who may call what: every procedure as everybody. "Refused" is UNAUTHORIZED or FORBIDDEN; whoever is let in may
 * still be told that a thing is gone or taken. A procedure that is not in this table fails the test.
 */
let lab: TestContext;
beforeAll(async () => {
  lab = await makeTestContext();
  await makeLab(lab.db);
  await makeTariff(lab.db);
  // A second owner, so that no test comes upon the last one.
  await makeUser(lab.db, { role: 'owner' });
});

test('every procedure is in the table, and nothing else', () => {
  expect(Object.keys(RIGHTS).toSorted()).toEqual(Object.keys(procedures).toSorted());
});

const CASES = Object.entries(RIGHTS).flatMap(([procedure, cases]) =>
  cases.map((it) => ({ name: it.about ? `${procedure}, ${it.about}` : procedure, procedure, ...it })),
);

describe.each(WHO)('as %s', (who) => {
  // Who is refused or only reads leaves a world as it was: one serves them all.
  let reader: TestContext;
  let readWorld: World;
  beforeAll(async () => {
    reader = await actingAs(lab, who);
    readWorld = await makeWorld(reader);
  });

  test.each(CASES)('$name', async ({ procedure, may, input }) => {
    const isWrite = may.includes(who) && procedures[procedure]?._def.type === 'mutation';
    const ctx = isWrite ? await actingAs(lab, who) : reader;
    // Only what the input is of: worlds add up, and what reads the whole lab reads them all.
    const world = isWrite && input ? await makeWorld(ctx, partsRead(input, readWorld)) : readWorld;
    const code = (await callProcedure(ctx, procedure, input?.(world)))?.code ?? 'OK';
    if (!may.includes(who)) expect(code).toBe(who === 'anonymous' ? 'UNAUTHORIZED' : 'FORBIDDEN');
    else expect(['UNAUTHORIZED', 'FORBIDDEN', 'BAD_REQUEST', 'INTERNAL_SERVER_ERROR']).not.toContain(code);
  });
});
