import { expect, test } from 'vitest';
import { makeAgentKey } from '../../testing/agent-key.ts';
import { makeTestContext } from '../../testing/context.ts';
import { makeMachine } from '../../testing/factories.ts';
import { issueChallenge, verifyHandshake } from './index.ts';

const NOW = new Date('2026-03-01T10:00:00Z');
const ORIGIN = 'http://localhost:3000';

async function setUp() {
  const ctx = await makeTestContext({ role: 'anonymous', now: NOW });
  const key = makeAgentKey();
  const machine = await makeMachine(ctx.db, { agent: { publicKey: key.publicKey, state: 'lost' } });
  const agentId = machine.agent?.id ?? '';
  const greet = (joinCounter: number, origin = ORIGIN) =>
    verifyHandshake(
      ctx,
      key.handshake(origin, { agentId, nonce: issueChallenge(ctx, agentId).nonce, joinCounter }),
    );
  return { ctx, key, machine, agentId, greet };
}

test('an agent proves its key under any origin of the portal', async () => {
  const { ctx, machine, agentId, greet } = await setUp();
  expect(ctx.portal.origins).toContain(ORIGIN);
  for (const [index, origin] of ctx.portal.origins.entries()) {
    expect(await greet(index + 1, origin)).toEqual({
      agentId,
      machineId: machine.id,
      machineName: machine.name,
    });
  }
});

test('a signature for another portal, by another key, or over other fields is refused', async () => {
  const { ctx, key, agentId, greet } = await setUp();
  await expect(greet(1, 'https://elsewhere.example')).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
  const fields = { agentId, nonce: issueChallenge(ctx, agentId).nonce };
  await expect(verifyHandshake(ctx, makeAgentKey().handshake(ORIGIN, fields))).rejects.toMatchObject({
    code: 'UNAUTHORIZED',
  });
  const good = key.handshake(ORIGIN, fields);
  await expect(verifyHandshake(ctx, { ...good, joinCounter: 99 })).rejects.toMatchObject({
    code: 'UNAUTHORIZED',
  });
  await expect(verifyHandshake(ctx, { ...good, bootId: 'another' })).rejects.toMatchObject({
    code: 'UNAUTHORIZED',
  });
  await verifyHandshake(ctx, good);
});

test('a nonce is good for thirty seconds, for one agent, and only if it is ours', async () => {
  const { ctx, key, agentId } = await setUp();
  const { nonce } = issueChallenge(ctx, agentId);
  const [expires = '', ...rest] = nonce.split('.');
  const forged = [Number(expires) + 60_000, ...rest].join('.');
  ctx.clock.now = new Date(NOW.getTime() + 31_000);
  for (const wrong of [nonce, forged, issueChallenge(ctx, 'another agent').nonce, '', 'a.b.c']) {
    await expect(
      verifyHandshake(ctx, key.handshake(ORIGIN, { agentId, nonce: wrong })),
    ).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
  }
});

test('an older or repeated counter is a copy of the identity: refused, and the machine asks for attention', async () => {
  const { ctx, machine, greet } = await setUp();
  await greet(5);
  await expect(greet(5)).rejects.toMatchObject({ code: 'CONFLICT' });
  await expect(greet(4)).rejects.toMatchObject({ code: 'CONFLICT' });
  const row = await ctx.db.machine.findUniqueOrThrow({ where: { id: machine.id } });
  expect(row.needsAttention).toContain('Two copies');
  await greet(6);
});

test('a counter far ahead is refused, said on the machine’s page and not kept: nobody is locked out by it', async () => {
  const { ctx, machine, greet } = await setUp();
  await greet(5);
  for (const far of [2 ** 31 - 1, 5 + 10_001]) {
    await expect(greet(far)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('Revoke its agent') as string,
    });
  }
  const row = await ctx.db.machine.findUniqueOrThrow({ where: { id: machine.id } });
  expect(row.needsAttention).toContain('copy of the agent’s key');
  await greet(6);
  await greet(6 + 10_000);
});

test('of many handshakes with one counter, one gets in', async () => {
  const { greet } = await setUp();
  const tries = await Promise.allSettled(Array.from({ length: 20 }, () => greet(1)));
  expect(tries.filter((it) => it.status === 'fulfilled')).toHaveLength(1);
});

test('a revoked agent is refused for good', async () => {
  const { ctx, agentId, greet } = await setUp();
  await ctx.db.agent.update({ where: { id: agentId }, data: { state: 'revoked' } });
  await expect(greet(1)).rejects.toMatchObject({ code: 'FORBIDDEN' });
});
