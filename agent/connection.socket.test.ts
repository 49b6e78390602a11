import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Connection, connectToPortal } from './connection.ts';
import type { createCommands } from './commands.ts';
import { joinLab } from './join-lab.ts';
import { type FakePortal, startFakePortal } from './testing/fake-portal.ts';
import { until } from './testing/until.ts';

let folder: string;
let portal: FakePortal;
let connection: Connection | null;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'espalier-connection-'));
  portal = await startFakePortal();
  connection = null;
});
afterEach(async () => {
  vi.useRealTimers();
  connection?.close();
  await portal.close();
  rmSync(folder, { recursive: true });
});

async function connect(): Promise<Connection> {
  const token = { text: portal.joinToken() };
  const identity = await joinLab({ portal: portal.origin, dataFolder: folder, token });
  connection = connectToPortal({
    portal: portal.origin,
    dataFolder: folder,
    identity,
    where: {},
    bootId: 'boot',
    makeHello: async () => ({
      protocolVersion: 2,
      agentVersion: '1',
      bootId: 'boot',
      facts: FACTS,
      models: [],
      engine: ENGINE,
      running: [],
    }),
    handlers: {} as ReturnType<typeof createCommands>,
    onReady: () => {},
    nowMs: () => performance.now(),
    onRevoked: () => {},
  });
  await until(() => connection!.isReady(), 'it is ready');
  return connection;
}

test('a message that would cut the connection is refused here, and what follows is sent', async () => {
  await connect();
  const agent = await portal.agent(0);
  const line = (text: string) => ({
    rank: 0,
    seq: 1,
    at: new Date().toISOString(),
    stream: 'stdout' as const,
    text,
  });
  const fence = { sessionId: 's', epoch: 1 };
  const large = connection!.ask('rank:log', { ...fence, lines: [line('漢'.repeat(400_000))] });
  await expect(large).rejects.toMatchObject({
    code: 'VALIDATION',
    message: expect.stringContaining('bytes'),
  });
  await connection!.ask('rank:log', { ...fence, lines: [line('short')] });
  expect(agent.lines.map((it) => it.text)).toEqual(['short']);
  expect(agent.connections).toBe(1);
});

test('a clock that jumps ends the connection, and what was asked at that moment fails with it', async () => {
  const { ask, isReady } = await connect();
  const agent = await portal.agent(0);
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 });
  const askedAtMs = performance.now();
  const beat = ask('agent:heartbeat', { bootId: 'boot', running: [] });
  await expect(beat).rejects.toMatchObject({ code: 'TIMEOUT' });
  expect(performance.now() - askedAtMs).toBeLessThan(5000);
  await until(isReady, 'it is ready again');
  await ask('agent:heartbeat', { bootId: 'boot', running: [] });
  expect([agent.heartbeats.length, agent.connections]).toEqual([1, 2]);
});

test('cut off before it is let in, it comes again', async () => {
  const { isReady, reset } = await connect();
  portal.behaviour.cutsComers = true;
  reset();
  await until(() => portal.behaviour.cutOff > 1, 'it has come twice');
  portal.behaviour.cutsComers = false;
  await until(isReady, 'it is ready again');
});

const ENGINE = { ready: false, mlx: null, mlxLm: null, python: null, backends: [], message: null };
const FACTS = {
  hostId: 'h',
  hostName: 'host',
  os: 'linux' as const,
  osVersion: null,
  osBuild: null,
  arch: 'arm64',
  hwModel: null,
  chip: null,
  cpuCores: null,
  gpuCores: null,
  memoryBytes: null,
  diskFreeBytes: null,
  addresses: [],
  thunderbolt: null,
  rdma: null,
  onBattery: null,
  simulated: false,
};
