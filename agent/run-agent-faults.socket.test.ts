import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { agentCommands } from '@/shared/protocol/agent.ts';
import { type AgentLab, askToCount, counted, openAgentLab, textOf } from './testing/agent-lab.ts';
import { answer, exitOf, modelId, ranksOf } from './testing/asking.ts';
import { driveToReady } from './testing/drive-session.ts';
import { until } from './testing/until.ts';

let lab: AgentLab;
beforeEach(async () => {
  lab = await openAgentLab();
});
afterEach(() => lab.close());

describe('whatever a rank says', () => {
  test('two megabytes at once arrive whole, in steps, over one connection', async () => {
    await lab.start(0);
    const agent = await lab.portal.agent(0);
    const { fence } = await driveToReady([agent], { sessionId: 'loud', modelId });
    await agent.send('generation:start', { ...fence, ...answer('g-loud', askToCount(3, 2, 'shout')) });
    const stored = await lab.ended('g-loud');
    expect(textOf(stored) === counted(3) + '漢😀\u0001'.repeat(150_000)).toBe(true);
    expect(stored.end.state).toBe('completed');
    for (const { text } of stored.deltas) {
      expect(text.length).toBeLessThanOrEqual(4000);
      expect(text.isWellFormed()).toBe(true);
    }
    expect(agent.connections).toBe(1);
  });

  test('a character in two pieces is one, and half of one at the end is shown as missing', async () => {
    await lab.start(0);
    const agent = await lab.portal.agent(0);
    const { fence } = await driveToReady([agent], { sessionId: 'halved', modelId });
    await agent.send('generation:start', { ...fence, ...answer('g-half', askToCount(1, 2, 'halve')) });
    const stored = await lab.ended('g-half');
    expect(textOf(stored)).toBe('1 a😀b\uFFFD\uFFFD');
    expect(stored.end.state).toBe('completed');
  });

  test('a failure told in a long line is told, and so is a line of 100,000 characters', async () => {
    await lab.start(0, { faults: ['fail-loudly'] });
    const agent = await lab.portal.agent(0);
    await expect(driveToReady([agent], { sessionId: 'failing', modelId })).rejects.toThrow(/load_failed/);
    expect(exitOf(agent)!.message).toBe('漢'.repeat(1500));
    const loud = () => agent.lines.filter((it) => it.text.startsWith('loud'));
    await until(() => loud().length === 25, 'the log has all of it');
    for (const { text } of loud()) expect(text.length).toBeLessThanOrEqual(4000);
    expect(agent.connections).toBe(1);
  });
});

test('a models folder that is a file, and one with links in a circle, cost the agent nothing', async () => {
  const folder = join(lab.folder, 'odd');
  mkdirSync(folder);
  symlinkSync('circle', join(folder, 'circle'));
  const file = join(lab.folder, 'a-file');
  writeFileSync(file, 'no folder');
  await lab.start(0, { args: ['--models-folder', file] });
  const told = async (index: number) => {
    const agent = await lab.portal.agent(index);
    return agent.hellos[0]!.models.map(({ id, problem }) => [id, problem]);
  };
  expect(await told(0)).toEqual([['models-folder', 'This is a file, where a folder with models should be.']]);
  await lab.start(1, { args: ['--models-folder', folder] });
  expect(await told(1)).toEqual([['circle', 'This link leads back to itself. Make it anew.']]);
});

test('a machine with odd and countless models is reachable', async () => {
  const models = join(lab.folder, 'models');
  for (let n = 0; n < 400; n += 1) {
    const folder = join(models, `model-${String(n).padStart(3, '0')}`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'config.json'), '{}');
  }
  const card = { title: '\u0000\uD83D', description: '漢'.repeat(400_000), parameters: -(2 ** 40) };
  writeFileSync(join(models, 'model-000', 'espalier.json'), JSON.stringify(card));
  await lab.start(0, { args: ['--models-folder', models] });
  const agent = await lab.portal.agent(0);
  expect(agent.hellos[0]!.models).toHaveLength(200);
  expect(agent.hellos[0]!.models.find((it) => it.id === 'model-000')).toMatchObject({
    title: '\uFFFD\uFFFD',
  });
  await until(() => agent.heartbeats.length > 2, 'it stays');
  expect(agent.connections).toBe(1);
});

describe('whatever the portal says', () => {
  const JUNK = [
    undefined,
    null,
    7,
    'x',
    [],
    {},
    { sessionId: null, epoch: 1 },
    { sessionId: 'ready', epoch: 1e300 },
    { sessionId: 'ready', epoch: 1, rank: -1, size: 2 ** 60, leaseMs: -5, endsAt: 'never' },
    { sessionId: 'ready', epoch: 1, network: { kind: 'ring', hosts: {} } },
    { sessionId: 'ready', epoch: 1, generationId: {}, messages: 'all', maxTokens: 0.5 },
  ];

  test('a command in an unknown shape is refused, and the rank goes on', async () => {
    await lab.start(0);
    const agent = await lab.portal.agent(0);
    const { fence } = await driveToReady([agent], { sessionId: 'ready', modelId });
    const commands = Object.keys(agentCommands).filter((it) => it !== 'agent:revoked');
    const socket = agent.socket as unknown as {
      timeout(ms: number): { emitWithAck(event: string, payload: unknown): Promise<unknown> };
    };
    for (const command of commands) {
      for (const junk of JUNK) {
        const reply = await socket.timeout(3000).emitWithAck(command, junk);
        // A fence that is right is all that some commands need.
        if (reply && JSON.stringify(reply) === '{"ok":true,"data":{}}') continue;
        expect(reply, `${command} ${JSON.stringify(junk)}`).toMatchObject({
          ok: false,
          error: { code: expect.stringMatching(/^(VALIDATION|PRECONDITION_FAILED|CONFLICT)$/) },
        });
      }
    }
    await agent.send('generation:start', { ...fence, ...answer('g', askToCount(2, 2)) });
    expect(textOf(await lab.ended('g'))).toBe(counted(2));
    expect(agent.connections).toBe(1);
  });
});

test('a machine whose readings the portal refuses keeps its lease and its connection', async () => {
  await lab.start(0);
  const agent = await lab.portal.agent(0);
  await until(() => agent.heartbeats.some((it) => it.reading), 'a heartbeat has a reading');
  await driveToReady([agent], { sessionId: 'odd-meter', modelId, leaseMs: 1500 });
  lab.portal.behaviour.refusesReadings = true;
  const before = agent.heartbeats.length;
  await until(() => agent.heartbeats.length > before + 12, 'heartbeats go on');
  expect(agent.heartbeats.slice(before + 1).every((it) => it.reading === null)).toBe(true);
  expect(exitOf(agent)).toBeUndefined();
  expect(agent.connections).toBe(1);
});

/** Loaded before the agent: a fault that nobody catches, on a signal. */
const fault = (what: string): string =>
  `--import=data:text/javascript,${encodeURIComponent(`process.on('SIGUSR2', () => { ${what} });`)}`;

describe('a fault that nobody thought of', () => {
  test.each([
    ['an error', `setTimeout(() => { throw new Error('the sky fell'); })`],
    ['a promise', `Promise.reject(new Error('the sky fell'))`],
    ['no error at all', `setTimeout(() => { throw 'the sky fell'; })`],
  ])('(%s) ends the ranks, tells the portal, and ends the program to be started anew', async (_, what) => {
    const started = await lab.start(0, { env: { NODE_OPTIONS: fault(what) } });
    const agent = await lab.portal.agent(0);
    await driveToReady([agent], { sessionId: 'fallen', modelId });
    started.child.kill('SIGUSR2');
    expect(await started.exited).toEqual({ code: 70, signal: null });
    expect(ranksOf('fallen')).toEqual([]);
    expect(started.output()).toMatch(/fault that it can’t go on from and ends, with its ranks: the sky fell/);
    expect(exitOf(agent)).toMatchObject({ cause: 'asked', message: expect.stringContaining('had a fault') });
  });

  test('a log that nobody reads is none', async () => {
    const started = await lab.start(0);
    const agent = await lab.portal.agent(0);
    started.child.stderr!.destroy();
    started.child.stdout!.destroy();
    agent.socket!.disconnect(true);
    await until(() => agent.hellos.length === 2, 'it has logged, and is back');
    await until(() => agent.heartbeats.length > 2, 'it stays');
    expect(started.child.exitCode).toBeNull();
  });
});
