import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import { postMessage } from '../modules/chat/index.ts';
import { makeAnswering } from '../testing/answering-portal.ts';
import { closeRealtime, makeRealtimePortal } from '../testing/realtime-portal.ts';

/* Whatever an agent answers to a command, who asked reads a sentence. */

afterEach(closeRealtime);

const STOP = { sessionId: 's', epoch: 1, reason: 'a test' };
const NOT_UNDERSTOOD = 'answered in a way this portal does not understand. Update its agent.';

async function makeAsked() {
  const portal = await makeRealtimePortal();
  const answering = await makeAnswering(portal);
  const { name } = await portal.ctx.db.machine.findUniqueOrThrow({
    where: { id: answering.agent.machineId },
  });
  return { portal, name, ...answering };
}

describe('an answer that is none', () => {
  const ODD = [null, undefined, 'yes', 17, [], {}, { ok: true }, { ok: true, data: 'yes' }, { ok: false }];
  test.each([...ODD, { ok: false, error: null }].map((reply) => [JSON.stringify(reply) ?? 'nothing', reply]))(
    '%s is said in words',
    async (_, reply) => {
      const { portal, name, agent, agentSocket } = await makeAsked();
      agentSocket.on('session:stop', (_payload, done) => (reply === undefined ? done() : done(reply)));
      await expect(portal.gateway.send(agent.machineId, 'session:stop', STOP)).rejects.toMatchObject({
        code: 'PRECONDITION_FAILED',
        message: `${name} ${NOT_UNDERSTOOD}`,
      });
    },
  );

  test('ends the question at once, with that sentence', async () => {
    const { portal, ctx, agentSocket, conversationId, fence } = await makeAsked();
    agentSocket.on('generation:start', (_payload, done) => done(null));
    const generationId = randomUUID();
    const { sessionId } = fence;
    await postMessage(
      { ...ctx, agents: portal.gateway },
      { conversationId, sessionId, messageId: randomUUID(), generationId, text: 'Well?' },
    );
    const row = () => ctx.db.generation.findUniqueOrThrow({ where: { id: generationId } });
    await expect.poll(async () => (await row()).state, { timeout: 5000 }).toBe('error');
    expect((await row()).errorMessage).toContain(NOT_UNDERSTOOD);
  });
});

test('a refusal without end is cut to what a person reads, and to what can be stored', async () => {
  const { portal, agent, agentSocket } = await makeAsked();
  const message = `\0${'😀'.repeat(200_000)}`;
  agentSocket.on('session:stop', (_, done) => done({ ok: false, error: { code: 'CONFLICT', message } }));
  const refusal = await portal.gateway
    .send(agent.machineId, 'session:stop', STOP)
    .catch((error: Error) => error.message);
  expect(refusal).toMatch(/^\uFFFD(😀){249}…$/u);
});

test('a chat that no model could read is not sent', async () => {
  const { portal, agent, agentSocket, fence } = await makeAsked();
  let heard = 0;
  agentSocket.on('generation:start', (_, done) => {
    heard += 1;
    done({ ok: true, data: {} });
  });
  const ask = (turns: number) =>
    portal.gateway.send(agent.machineId, 'generation:start', {
      ...fence,
      messages: Array.from({ length: turns }, () => ({
        role: 'user' as const,
        content: '漢'.repeat(32_000),
      })),
      settings: {},
      maxTokens: 10,
    });
  // Twelve megabytes on the wire.
  await ask(125);
  await expect(ask(126)).rejects.toMatchObject({
    code: 'PRECONDITION_FAILED',
    message: expect.stringContaining('too long') as string,
  });
  expect(heard).toBe(1);
});
