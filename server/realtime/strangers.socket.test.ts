import type { Socket } from 'socket.io-client';
import { afterEach, describe, expect, test } from 'vitest';
import { actingAs } from '../testing/context.ts';
import {
  closeRealtime,
  connect,
  connectAgent,
  connectBrowser,
  gone,
  handshake,
  hello,
  makeKeyed,
  makeRealtimePortal,
  type RealtimePortal,
} from '../testing/realtime-portal.ts';

/* Who is nobody here does not stay, and who breaks the rules of the wire ends alone. */

afterEach(closeRealtime);

/** A WebSocket of the portal's own, on which anything may be said; tells its end and what came before. */
async function openWire(portal: RealtimePortal) {
  const wire = new WebSocket(`${portal.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`);
  const heard: string[] = [];
  wire.addEventListener('message', ({ data }) => heard.push(String(data)));
  const ended = new Promise<void>((resolve) => wire.addEventListener('close', () => resolve()));
  await new Promise((resolve) => wire.addEventListener('open', resolve));
  return { say: (text: string | Uint8Array<ArrayBuffer>) => wire.send(text), heard, ended };
}

async function makeHonest(portal: RealtimePortal) {
  portal.people.set('member', (await actingAs(portal.ctx, 'member')).actor);
  const page = await connectBrowser(portal, 'member');
  const agent = await connectAgent(portal, handshake(portal, await makeKeyed(portal), 1));
  await agent.emitWithAck('agent:hello', hello());
  return { page, agent };
}
async function expectServed({ page, agent }: { page: Socket; agent: Socket }): Promise<void> {
  expect(await page.emitWithAck('topic:subscribe', { kind: 'lab' })).toMatchObject({ ok: true });
  const beat = await agent.emitWithAck('agent:heartbeat', { bootId: 'boot-a', running: [] });
  expect(beat).toMatchObject({ ok: true });
}

describe('a stranger', () => {
  test('finds nothing in the root namespace, with an Origin of ours or without, and is let go', async () => {
    const portal = await makeRealtimePortal();
    for (const extraHeaders of [{}, { origin: portal.origin }])
      await expect(connect(portal.url, { extraHeaders })).rejects.toThrow('There is nothing here.');
    const wire = await openWire(portal);
    wire.say('40');
    await wire.ended;
    expect(wire.heard.at(-1)).toMatch(/^44.*There is nothing here/);
  });

  test('that says nothing, asks for what is not there or only answers pings is let go within seconds', async () => {
    const portal = await makeRealtimePortal();
    const openedMs = performance.now();
    const lives = [[], ['40/admin,'], ['3', '3', '3']].map(async (said) => {
      const wire = await openWire(portal);
      for (const text of said) wire.say(text);
      await wire.ended;
    });
    await Promise.all(lives);
    expect(performance.now() - openedMs).toBeLessThan(10_000);
  });

  test.each([
    ['tries one identity after the other', Array.from({ length: 200 }, () => '40/agent,{"agentId":"x"}')],
    ['sends much before it has said who it is', [`40/agent,{"agentId":"${'x'.repeat(100_000)}"}`]],
    ['speaks in bytes', [new Uint8Array([1, 2, 3])]],
    [
      'announces attachments without end',
      ['451-999999999/agent,["agent:hello",{"_placeholder":true,"num":0}]'],
    ],
    ['makes no sense', ['4{{{']],
  ])('that %s is let go at once', async (_, said) => {
    const portal = await makeRealtimePortal();
    const honest = await makeHonest(portal);
    const wire = await openWire(portal);
    const openedMs = performance.now();
    for (const text of said) wire.say(text);
    await wire.ended;
    expect(performance.now() - openedMs).toBeLessThan(3000);
    expect(wire.heard.length).toBeLessThan(20);
    await expectServed(honest);
  });
});

describe('a namespace', () => {
  test('of agents is none for a web page, whatever it holds; the key stays good', async () => {
    const portal = await makeRealtimePortal();
    const agent = await makeKeyed(portal);
    const fromPage = connect(`${portal.url}/agent`, {
      auth: handshake(portal, agent, 1),
      extraHeaders: { origin: portal.origin },
    });
    await expect(fromPage).rejects.toMatchObject({ data: { code: 'VALIDATION' } });
    await connectAgent(portal, handshake(portal, agent, 1));
  });

  test('that was left holds no connection open', async () => {
    const portal = await makeRealtimePortal();
    const agent = await makeKeyed(portal);
    const wire = await openWire(portal);
    wire.say(`40/agent,${JSON.stringify(handshake(portal, agent, 1))}`);
    await expect.poll(() => wire.heard.some((it) => it.startsWith('40/agent,'))).toBe(true);
    wire.say('41/agent,');
    await wire.ended;
  });
});

describe('a message that is too large', () => {
  test.each([
    ['an agent', 1_100_000],
    ['a page', 70_000],
  ])('ends the connection of %s that sends it, and no other', async (who, characters) => {
    const portal = await makeRealtimePortal();
    const honest = await makeHonest(portal);
    const socket =
      who === 'a page'
        ? await connectBrowser(portal, 'member')
        : await connectAgent(portal, handshake(portal, await makeKeyed(portal), 1));
    const ended = gone(socket);
    socket.emit('topic:subscribe', { kind: 'x'.repeat(characters) });
    await ended;
    await expectServed(honest);
  });

  test('or many that are large: more than any agent has to bring', async () => {
    const portal = await makeRealtimePortal();
    const honest = await makeHonest(portal);
    const socket = await connectAgent(portal, handshake(portal, await makeKeyed(portal), 1));
    const ended = gone(socket);
    const text = 'x'.repeat(900_000);
    for (let time = 0; time < 40; time += 1) socket.emit('rank:log', text);
    await ended;
    await expectServed(honest);
  });

  test('for a portal without attachments: bytes end it too', async () => {
    const portal = await makeRealtimePortal();
    const honest = await makeHonest(portal);
    const socket = await connectAgent(portal, handshake(portal, await makeKeyed(portal), 1));
    const ended = gone(socket);
    socket.emit('agent:facts', Buffer.from('facts'));
    await ended;
    await expectServed(honest);
  });
});
