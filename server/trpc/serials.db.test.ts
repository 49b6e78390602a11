import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Role } from '@/shared/schemas/member.ts';
import { actingAs, makeTestContext, type TestContext } from '../testing/context.ts';
import { machineFacts, makeLab, makeMachine } from '../testing/factories.ts';
import { type Procedure, procedures } from '../testing/procedures.ts';
import { createCallerFactory } from './init.ts';
import { appRouter } from './root.ts';

/* A machine's serial number, entered or told by its agent, is for who keeps the register: no other answer has it. */

const SERIAL = `HIDE${randomUUID().slice(0, 8).toUpperCase()}`;
let ctx: TestContext;
let machineId: string;

beforeAll(async () => {
  ctx = await makeTestContext();
  await makeLab(ctx.db);
  const machine = await makeMachine(ctx.db, { serial: SERIAL, facts: machineFacts({ serial: SERIAL }) });
  machineId = machine.id;
  await ctx.db.observedChange.create({
    data: {
      machineId,
      field: 'serial',
      before: SERIAL,
      after: `${SERIAL}B`,
      at: new Date(),
      needsWord: true,
    },
  });
});

const queries = Object.entries(procedures)
  .filter(([, { _def }]: [string, Procedure]) => _def.type === 'query')
  .map(([name]) => name);

async function ask(role: Role, name: string): Promise<string> {
  let target: unknown = createCallerFactory(appRouter)(await actingAs(ctx, role));
  for (const step of name.split('.')) target = (target as Record<string, unknown>)[step];
  const inputs = [undefined, { id: machineId }, { machineId }, { machineIds: [machineId] }];
  const answers = await Promise.all(
    inputs.map((input) => (target as (it: unknown) => Promise<unknown>)(input).catch(() => null)),
  );
  return JSON.stringify(answers, (_key, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value,
  );
}

describe.each(['viewer', 'member'] as const)('to a %s', (role) => {
  test.each(queries)('%s', async (name) => {
    expect(await ask(role, name)).not.toContain(SERIAL);
  });
});

test('who keeps the register sees it', async () => {
  expect(await ask('admin', 'machines.evidence')).toContain(SERIAL);
  expect(await ask('admin', 'register.get')).toContain(SERIAL);
});
