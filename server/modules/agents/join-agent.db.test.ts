import { expect, test } from 'vitest';
import { actingAs, makeTestContext, type TestContext } from '../../testing/context.ts';
import { makeAgentKey } from '../../testing/agent-key.ts';
import { makeMachine } from '../../testing/factories.ts';
import { issueJoinToken } from '../inventory/join-token.ts';
import { joinAgent } from './index.ts';

const START = new Date('2026-03-01T10:00:00Z');
const later = (minutes: number) => new Date(START.getTime() + minutes * 60_000);

async function setUp() {
  const admin = await makeTestContext({ role: 'admin', now: START });
  const machine = await makeMachine(admin.db, { agent: null });
  const { token } = await admin.db.$transaction((tx) => issueJoinToken(admin, tx, machine));
  const ctx = await actingAs(admin, 'anonymous');
  return { ctx, machine, token };
}
const join = (ctx: TestContext, token: string, publicKey = makeAgentKey().publicKey) =>
  joinAgent(ctx, { token, publicKey, agentVersion: '0.1.0' });
const wrongSecret = (token: string) => `${token.slice(0, 22)}${'A'.repeat(43)}`;

test('of fifty agents that use one token at once, one joins', async () => {
  const { ctx, machine, token } = await setUp();
  const tries = await Promise.allSettled(Array.from({ length: 50 }, () => join(ctx, token)));
  const joined = tries.filter((it) => it.status === 'fulfilled');
  expect(joined).toHaveLength(1);
  const codes = tries.flatMap((it) =>
    it.status === 'rejected' ? [(it.reason as { code: string }).code] : [],
  );
  expect(new Set(codes)).toEqual(new Set(['CONFLICT']));
  expect(await ctx.db.agent.count({ where: { machineId: machine.id } })).toBe(1);
  const audit = await ctx.db.auditEntry.findMany({ where: { objectId: machine.id, action: 'agent.join' } });
  expect(audit).toHaveLength(1);
});

test('the same key asking again within a minute gets the same answer, and not later', async () => {
  const { ctx, token } = await setUp();
  const { publicKey } = makeAgentKey();
  const [first, twin] = await Promise.all([join(ctx, token, publicKey), join(ctx, token, publicKey)]);
  expect(twin).toEqual(first);
  ctx.clock.now = later(0.9);
  expect(await join(ctx, token, publicKey)).toEqual(first);
  ctx.clock.now = later(1.1);
  await expect(join(ctx, token, publicKey)).rejects.toMatchObject({ code: 'CONFLICT' });
});

test('a token is good for fifteen minutes', async () => {
  const { ctx, machine, token } = await setUp();
  ctx.clock.now = later(15.1);
  await expect(join(ctx, token)).rejects.toMatchObject({
    code: 'PRECONDITION_FAILED',
    message: expect.stringContaining('expired') as string,
  });
  expect(await ctx.db.agent.count({ where: { machineId: machine.id } })).toBe(0);
});

test('five wrong secrets make the token void', async () => {
  const { ctx, token } = await setUp();
  for (let i = 0; i < 4; i++)
    await expect(join(ctx, wrongSecret(token))).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
  const spare = await setUp();
  for (let i = 0; i < 4; i++)
    await expect(join(spare.ctx, wrongSecret(spare.token))).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
  await join(spare.ctx, spare.token);
  await expect(join(ctx, wrongSecret(token))).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
  await expect(join(ctx, token)).rejects.toMatchObject({
    code: 'PRECONDITION_FAILED',
    message: expect.stringContaining('too often') as string,
  });
});

test('an unknown token and a key of another kind are refused', async () => {
  const { ctx, token } = await setUp();
  await expect(join(ctx, `esp_join_${'0'.repeat(12)}_${'A'.repeat(43)}`)).rejects.toMatchObject({
    code: 'UNAUTHORIZED',
  });
  await expect(
    join(ctx, token, Buffer.from('no key at all, just text of some length').toString('base64')),
  ).rejects.toMatchObject({
    code: 'VALIDATION',
  });
});

test('the database holds a hash and never the secret; a newer token ends the older', async () => {
  const { ctx, machine, token } = await setUp();
  const secret = token.split('_').slice(3).join('_');
  const dump = JSON.stringify([await ctx.db.joinToken.findMany(), await ctx.db.auditEntry.findMany()]);
  expect(dump).toContain(token.split('_')[2]);
  expect(dump).not.toContain(secret);
  ctx.clock.now = later(1);
  const newer = await ctx.db.$transaction((tx) => issueJoinToken(ctx, tx, machine));
  await expect(join(ctx, token)).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' });
  expect((await join(ctx, newer.token)).machineId).toBe(machine.id);
});

test('who joins in the place of an agent ends it', async () => {
  const { ctx, machine, token } = await setUp();
  const first = await join(ctx, token);
  const issued = await ctx.db.$transaction((tx) => issueJoinToken(ctx, tx, machine));
  // What the page that shows the lines waits for: another agent than this.
  expect(issued.replacesAgentId).toBe(first.agentId);
  const replacement = await join(ctx, issued.token);
  expect(replacement.agentId).not.toBe(first.agentId);
  expect(await ctx.db.agent.findUnique({ where: { id: first.agentId } })).toBeNull();
  expect(ctx.events.filter((it) => it.event === 'agent.revoked')).toMatchObject([
    { payload: { machineId: machine.id, agentId: first.agentId } },
  ]);
});
