import { beforeAll, describe, expect, test } from 'vitest';
import { actingAs, makeTestContext, type TestContext } from '../testing/context.ts';
import { makeLab, makeTariff, makeUser } from '../testing/factories.ts';
import { callProcedure, procedures } from '../testing/procedures.ts';
import { RIGHTS } from '../testing/rights-table.ts';
import { WHO } from '../testing/rights-who.ts';
import { makeWorld, type World } from '../testing/rights-world.ts';

/*
 * Who may call what: every procedure as everybody. "Refused" is UNAUTHORIZED or FORBIDDEN; whoever is let in may
 * still be told that a thing is gone or taken. A procedure that is not in this table fails the test.
 */
const NO_WORLD = {} as World;
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
  test.each(CASES)('$name', async ({ procedure, may, input }) => {
    const ctx = await actingAs(lab, who);
    // Only where the input is of it: worlds add up, and what reads the whole lab reads them all.
    const world = input?.length ? await makeWorld(ctx) : NO_WORLD;
    const code = (await callProcedure(ctx, procedure, input?.(world)))?.code ?? 'OK';
    if (!may.includes(who)) expect(code).toBe(who === 'anonymous' ? 'UNAUTHORIZED' : 'FORBIDDEN');
    else expect(['UNAUTHORIZED', 'FORBIDDEN', 'BAD_REQUEST', 'INTERNAL_SERVER_ERROR']).not.toContain(code);
  });
});
