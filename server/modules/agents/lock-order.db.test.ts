import { PROTOCOL_VERSION } from '@/shared/protocol/agent.ts';
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeAgentKey } from '../../testing/agent-key.ts';
import { actingAs, makeTestContext, type TestContext } from '../../testing/context.ts';
import { waitingForLocks } from '../../testing/database.ts';
import { agentModel, engineState, machineFacts, makeMachine } from '../../testing/factories.ts';
import { createJoinToken, renameMachine, revokeAgent, setMachineStatus } from '../inventory/index.ts';
import {
  joinAgent,
  recordDisconnect,
  recordFacts,
  recordHeartbeat,
  recordHello,
  sweepLiveness,
  verifyHandshake,
} from './index.ts';
import { issueChallenge } from './challenge.ts';

/*
 * The rows of one machine are locked in one order (see `lockMachine`), so nobody waits in a circle. Shown without
 * luck: while somebody else holds a row, a verb that waits for it holds none of those that come after it.
 */
const ORDER = ['Machine', 'JoinToken', 'Agent', 'MachineReport'] as const;
const KEY = { Machine: 'id', Agent: '"machineId"', MachineReport: '"machineId"', JoinToken: '"machineId"' };

type World = Awaited<ReturnType<typeof makeWorld>>;
const VERBS: Record<string, (world: World) => Promise<unknown>> = {
  rename: ({ admin, id }) => renameMachine(admin, { id, name: randomUUID(), revision: 1 }),
  'set status': ({ admin, id }) => setMachineStatus(admin, { id, status: 'retired', revision: 1 }),
  revoke: ({ admin, id }) => revokeAgent(admin, { id }),
  'new join lines': ({ admin, id }) => createJoinToken(admin, { id }),
  join: ({ ctx, token }) =>
    joinAgent(ctx, { token, publicKey: makeAgentKey().publicKey, agentVersion: '0.1.0' }),
  hello: ({ ctx, agent, report }) =>
    recordHello(ctx, agent, {
      ...report,
      bootId: 'boot-2',
      agentVersion: '0.2.0',
      protocolVersion: PROTOCOL_VERSION,
    }),
  facts: ({ ctx, agent, report }) => recordFacts(ctx, agent, report),
  heartbeat: ({ ctx, agent }) => recordHeartbeat(ctx, agent, { bootId: 'boot-1' }),
  disconnect: ({ ctx, agent }) => recordDisconnect(ctx, agent, 'boot-1'),
  'a copy of its identity': ({ ctx, agent: { agentId }, key }) =>
    verifyHandshake(
      ctx,
      key.handshake(ctx.portal.origins[0]!, {
        agentId,
        nonce: issueChallenge(ctx, agentId).nonce,
        joinCounter: 1,
      }),
    ),
  sweep: ({ ctx }) =>
    sweepLiveness({ ...ctx, now: () => new Date(Date.now() + 3_600_000) }, { mayJudge: true }),
};

let ctx: TestContext;
let other: pg.Client;
beforeEach(async () => {
  ctx = await makeTestContext();
  await ctx.db.agent.deleteMany();
  other = new pg.Client({ connectionString: process.env.DATABASE_URL! });
  await other.connect();
});
afterEach(() => other.end());

async function makeWorld() {
  const admin = await actingAs(ctx, 'admin');
  const key = makeAgentKey();
  const machine = await makeMachine(ctx.db, {
    agent: { publicKey: key.publicKey, bootId: 'boot-1', joinCounter: 5 },
  });
  const { token } = await createJoinToken(admin, { id: machine.id });
  const facts = machineFacts({ hwModel: 'Mac14,12', simulated: true });
  const report = { facts, models: [agentModel({ title: 'Another' })], engine: engineState() };
  const agent = { machineId: machine.id, agentId: machine.agent!.id };
  return { ctx, admin, key, token, report, id: machine.id, agent };
}

describe.each(Object.keys(VERBS))('%s', (name) => {
  test.each(ORDER.slice(0, -1).map((table, index) => ({ table, after: ORDER.slice(index + 1) })))(
    'holds nothing after $table while it waits for it',
    async ({ table, after }) => {
      const world = await makeWorld();
      await other.query('BEGIN');
      await other.query(`SELECT FROM "${table}" WHERE ${KEY[table]} = $1 FOR NO KEY UPDATE`, [world.id]);
      let isDone = false;
      const verb = VERBS[name]!(world)
        .catch((error: unknown) => error)
        .finally(() => (isDone = true));
      await expect.poll(async () => isDone || (await waitingForLocks(ctx.db)) > 0).toBe(true);
      for (const next of after)
        await other.query(`SELECT FROM "${next}" WHERE ${KEY[next]} = $1 FOR NO KEY UPDATE NOWAIT`, [
          world.id,
        ]);
      await other.query('COMMIT');
      await verb;
    },
  );
});
