import type { Socket } from 'socket.io-client';
import { afterEach, describe, expect, test } from 'vitest';
import type { Hint, MetricFrame, Topic } from '@/shared/protocol/console.ts';
import { actingAs } from '../testing/context.ts';
import {
  closeRealtime,
  connectAgent,
  connectBrowser,
  handshake,
  hello,
  makeKeyed,
  makeRealtimePortal,
  type RealtimePortal,
  underneath,
} from '../testing/realtime-portal.ts';

afterEach(closeRealtime);
const PATIENT = { timeout: 10_000 };

/** What each agent said of its machine. */
const said = new Map<string, ReturnType<typeof hello>>();

async function openLab(machines: number) {
  const portal = await makeRealtimePortal();
  portal.people.set('member', (await actingAs(portal.ctx, 'member')).actor);
  const agents = [];
  for (let index = 0; index < machines; index++) {
    const { machineId, ...agent } = await makeKeyed(portal);
    const socket = await connectAgent(portal, handshake(portal, agent, 1));
    const words = hello();
    said.set(machineId, words);
    await socket.emitWithAck('agent:hello', words);
    agents.push({ machineId, tell: (sample: object) => void socket.emit('metrics:live', sample), socket });
  }
  return { portal, agents };
}

const sample = (powerWatts: number, at = new Date()) => ({
  at: at.toISOString(),
  powerWatts,
  powerSource: 'plug_meter',
  energyJoules: 1,
  coveredMs: 1,
  cpuRatio: 0.123456,
  gpuRatio: null,
  memoryUsedBytes: 8,
  memoryTotalBytes: 16,
  temperatureCelsius: null,
});

async function watch(portal: RealtimePortal, who: string | Topic, ...rest: Topic[]) {
  const topics = typeof who === 'string' ? rest : [who, ...rest];
  const socket = await connectBrowser(portal, typeof who === 'string' ? who : 'member');
  const frames: MetricFrame[] = [];
  const hints: Hint[] = [];
  socket.on('metrics:frame', (frame: MetricFrame) => void frames.push(frame));
  socket.on('hints', (list: Hint[]) => void hints.push(...list));
  for (const topic of topics) await ask(socket, 'topic:subscribe', topic);
  const readings = () => frames.flatMap((it) => it.machines);
  const watts = (machineId: string) =>
    readings()
      .filter((it) => it.machineId === machineId)
      .map((it) => it.powerWatts);
  return { socket, frames, hints, readings, watts };
}
const ask = async (socket: Socket, event: string, payload: object) =>
  expect(await socket.emitWithAck(event, payload)).toEqual({ ok: true, data: {} });

describe('live readings', () => {
  test('go to those who watch that machine, or all; to nobody else', async () => {
    const { portal, agents } = await openLab(2);
    const [one, other] = agents as [(typeof agents)[0], (typeof agents)[0]];
    const wall = await watch(portal, { kind: 'live' });
    const page = await watch(portal, { kind: 'live', machineId: one.machineId });
    const elsewhere = await watch(portal, { kind: 'lab' });
    one.tell(sample(101));
    other.tell(sample(202));
    await expect.poll(() => [wall.watts(one.machineId), wall.watts(other.machineId)]).toEqual([[101], [202]]);
    await expect.poll(() => page.watts(one.machineId)).toEqual([101]);
    one.tell(sample(102));
    await expect.poll(() => page.watts(one.machineId)).toEqual([101, 102]);
    expect(page.watts(other.machineId)).toEqual([]);
    expect(elsewhere.frames).toEqual([]);
    expect(wall.frames.at(-1)!.lab).toMatchObject({ powerWatts: 304, measuredMachines: 2 });
    expect(wall.readings()[0]).toMatchObject({ cpuRatio: 0.123, powerSource: 'plug_meter' });
    expect(wall.readings()[0]).not.toHaveProperty('energyJoules');
  });

  test('of one page come once, though it watches the machine and the lab', async () => {
    const { portal, agents } = await openLab(1);
    const { machineId, tell } = agents[0]!;
    const both = await watch(portal, { kind: 'live' }, { kind: 'live', machineId });
    tell(sample(101));
    await expect.poll(() => both.watts(machineId)).toEqual([101]);
    tell(sample(102));
    await expect.poll(() => both.watts(machineId)).toEqual([101, 102]);
  });

  test('gathered: many within a moment are one frame, of each machine the newest', async () => {
    const { portal, agents } = await openLab(3);
    const wall = await watch(portal, { kind: 'live' });
    for (const watts of [1, 2, 3]) {
      for (const { tell } of agents) tell(sample(watts, new Date(Date.now() - 10 + watts)));
    }
    await expect.poll(() => agents.map((it) => wall.watts(it.machineId).at(-1))).toEqual([3, 3, 3]);
    expect(wall.frames.length).toBeLessThan(3);
  });

  test('who has left hears no more; who comes sees what is known at once', async () => {
    const { portal, agents } = await openLab(1);
    const { machineId, tell } = agents[0]!;
    const first = await watch(portal, { kind: 'live', machineId });
    tell(sample(101));
    await expect.poll(() => first.watts(machineId)).toEqual([101]);
    await ask(first.socket, 'topic:unsubscribe', { kind: 'live', machineId });
    tell(sample(102));
    const second = await watch(portal, { kind: 'live', machineId });
    await expect.poll(() => second.watts(machineId)).toEqual([102]);
    expect(first.watts(machineId)).toEqual([101]);
  });

  test('before its hello an agent is not heard', async () => {
    const { portal } = await openLab(0);
    const { machineId, ...agent } = await makeKeyed(portal);
    const wall = await watch(portal, { kind: 'live' });
    const socket = await connectAgent(portal, handshake(portal, agent, 1));
    socket.emit('metrics:live', sample(101));
    await socket.emitWithAck('agent:hello', hello());
    socket.emit('metrics:live', sample(102));
    await expect.poll(() => wall.watts(machineId)).toEqual([102]);
  });

  test('a browser that can’t keep up misses frames, and no hint', async () => {
    const { portal, agents } = await openLab(1);
    const { machineId, tell } = agents[0]!;
    const slow = await watch(portal, { kind: 'live' }, { kind: 'lab' });
    const quick = await watch(portal, { kind: 'live' }, { kind: 'lab' });
    const wire = underneath(slow.socket);
    wire.pause();
    // Long words fill what the kernel takes; from then on they wait in the portal.
    const words = Array.from({ length: 10 }, (_, index) => index + 'x'.repeat(4_000_000));
    for (const word of words) {
      portal.ctx.bus.emit('member.changed', { userId: word });
      await expect.poll(() => quick.hints.at(-1)?.id === word).toBe(true);
    }
    for (const watts of [1, 2, 3, 4]) {
      tell(sample(watts));
      await expect.poll(() => quick.watts(machineId).at(-1)).toBe(watts);
    }
    wire.resume();
    await expect.poll(() => slow.hints.length, { timeout: 10_000 }).toBe(words.length);
    tell(sample(5));
    await expect.poll(() => slow.watts(machineId)).toEqual([5]);
  });
});

describe('a screen with a link of its own', () => {
  const WALL = { kind: 'wall', id: 'a-link', name: 'Corridor', showsNames: false } as const;

  test('hears every reading and what changes of machines and bookings, and nothing else, whatever it asks', async () => {
    const { portal, agents } = await openLab(1);
    const [agent] = agents as [(typeof agents)[0]];
    portal.people.set('screen', WALL);
    const screen = await watch(portal, 'screen', { kind: 'wall' });
    agent.tell(sample(101));
    await expect.poll(() => screen.watts(agent.machineId), PATIENT).toContain(101);
    for (const topic of [{ kind: 'lab' }, { kind: 'live' }, { kind: 'session', id: 's' }])
      expect(await screen.socket.emitWithAck('topic:subscribe', topic)).toMatchObject({
        error: { code: 'FORBIDDEN' },
      });
    for (const [event, payload] of [
      ['generation:subscribe', { generationId: 'g', afterSeq: 0 }],
      ['generation:expect', { generationId: 'g' }],
      ['chat:here', { conversationId: 'c', isTyping: false }],
    ] as const)
      expect(await screen.socket.emitWithAck(event, payload)).toMatchObject({ error: { code: 'FORBIDDEN' } });
    portal.ctx.bus.emit('conversation.changed', { conversationId: 'c', revision: 1 });
    portal.ctx.bus.emit('member.changed', { userId: 'somebody' });
    portal.ctx.bus.emit('booking.changed', { bookingId: 'b', revision: 1 });
    await expect.poll(() => screen.hints.map((it) => it.kind), PATIENT).toContain('booking');
    expect(new Set(screen.hints.map((it) => it.kind))).toEqual(new Set(['booking']));
  });

  test('is cut off when its link is taken back, and no other screen is', async () => {
    const { portal } = await openLab(0);
    portal.people.set('screen', WALL);
    portal.people.set('other', { ...WALL, id: 'another-link' });
    const [screen, other] = [
      await watch(portal, 'screen', { kind: 'wall' }),
      await watch(portal, 'other', { kind: 'wall' }),
    ];
    portal.people.delete('screen');
    portal.ctx.bus.emit('wall.revoked', { wallId: WALL.id });
    await expect.poll(() => screen.socket.connected, PATIENT).toBe(false);
    await expect(connectBrowser(portal, 'screen')).rejects.toThrow('Sign in first.');
    expect(other.socket.connected).toBe(true);
  });
});

describe('hints', () => {
  test('a quiet lab gives none: its agents beat, are read and are stored, and no page reads anything again', async () => {
    const { portal, agents } = await openLab(3);
    const page = await watch(portal, { kind: 'lab' }, { kind: 'live' });
    // What was said before a word has come when the word has: the agents' arrival first, at last nothing.
    const word = async (userId: string) => {
      portal.ctx.bus.emit('member.changed', { userId });
      await expect.poll(() => page.hints.at(-1)?.id).toBe(userId);
    };
    await word('begin');
    const begun = page.hints.length;
    for (let round = 1; round <= 5; round++) {
      for (const { tell, socket, machineId } of agents) {
        tell(sample(100 + round));
        const beat = { bootId: 'boot-a', running: [], reading: sample(100 + round) };
        expect(await socket.emitWithAck('agent:heartbeat', beat)).toMatchObject({ ok: true });
        const { facts, models, engine } = said.get(machineId)!;
        expect(await socket.emitWithAck('agent:facts', { facts, models, engine })).toMatchObject({
          ok: true,
        });
      }
    }
    await expect.poll(() => page.watts(agents[2]!.machineId).at(-1), PATIENT).toBe(105);
    await word('end');
    expect(page.hints.slice(begun).map((it) => it.id)).toEqual(['end']);
  });

  test('forty machines that change together are a few lists, not forty hints', async () => {
    const { portal } = await openLab(0);
    const page = await watch(portal, { kind: 'lab' });
    let lists = 0;
    page.socket.on('hints', () => void lists++);
    for (let index = 0; index < 40; index++)
      portal.ctx.bus.emit('machine.changed', { machineId: `m${index}`, revision: 1 });
    await expect.poll(() => page.hints.length).toBe(40);
    expect(lists).toBeLessThanOrEqual(2);
  });
});

describe('live readings between portals', () => {
  async function openTwo() {
    const { portal, agents } = await openLab(2);
    const other = await makeRealtimePortal(portal);
    other.people.set('member', portal.people.get('member')!);
    return { here: portal, other, agents };
  }

  test('reach who watches on a portal that does not hold the agent, and only what is watched there', async () => {
    const { here, other, agents } = await openTwo();
    const [one, two] = agents as [(typeof agents)[0], (typeof agents)[0]];
    const near = await watch(here, { kind: 'live' });
    const far = await watch(other, { kind: 'live', machineId: one.machineId });
    let watts = 100;
    await expect
      .poll(() => {
        for (const { tell } of agents) tell(sample(++watts));
        return far.watts(one.machineId).length;
      }, PATIENT)
      .toBeGreaterThan(2);
    await expect.poll(() => near.watts(two.machineId).length, PATIENT).toBeGreaterThan(2);
    expect(far.watts(two.machineId)).toEqual([]);
    const seen = far.watts(one.machineId);
    expect(seen).toEqual([...new Set(seen)]);
  });
});
