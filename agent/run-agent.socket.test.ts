import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { processStartTime } from './processes.ts';
import { type AgentLab, askToCount, counted, openAgentLab, textOf } from './testing/agent-lab.ts';
import { answer, exitOf, modelId, ranksOf } from './testing/asking.ts';
import { driveToReady } from './testing/drive-session.ts';
import { runProgram } from './testing/run-agent-process.ts';
import { until } from './testing/until.ts';

let lab: AgentLab;
beforeEach(async () => {
  lab = await openAgentLab();
});
afterEach(() => lab.close());

describe('identity', () => {
  test('joins once, deletes the token, and comes back as the same agent with a higher counter', async () => {
    const first = await lab.start(0);
    const agent = await lab.portal.agent(0);
    const file = join(lab.folder, '0', 'identity.json');
    expect(existsSync(join(lab.folder, '0', 'join-token'))).toBe(false);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const counter = agent.joinCounter;
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
      joinCounter: counter,
      machineId: 'machine-1',
    });
    first.child.kill('SIGTERM');
    expect((await first.exited).code).toBe(0);

    await lab.start(0);
    await until(() => agent.hellos.length === 2, 'the second hello');
    expect(agent.joinCounter).toBeGreaterThan(counter);
    expect(agent.hellos[1]!.bootId).not.toBe(agent.hellos[0]!.bootId);
    expect(lab.portal.agents.size).toBe(1);
  });

  test('any refusal but REVOKED keeps the key, and the agent keeps trying', async () => {
    await lab.start(0);
    const agent = await lab.portal.agent(0);
    lab.portal.behaviour.refuse = 'UNAUTHORIZED';
    agent.socket!.disconnect(true);
    const counter = () =>
      (JSON.parse(readFileSync(join(lab.folder, '0', 'identity.json'), 'utf8')) as { joinCounter: number })
        .joinCounter;
    await until(() => counter() >= agent.joinCounter + 3, 'three more tries');
    lab.portal.behaviour.refuse = null;
    await until(() => agent.hellos.length === 2, 'the agent is back');
  });

  test('REVOKED ends its ranks and the program, and deletes the key', async () => {
    const started = await lab.start(0);
    const agent = await lab.portal.agent(0);
    await driveToReady([agent], { sessionId: 'revoked', modelId });
    expect(ranksOf('revoked')).not.toEqual([]);
    agent.isRevoked = true;
    agent.socket!.disconnect(true);
    expect(await started.exited).toEqual({ code: 78, signal: null });
    expect(existsSync(join(lab.folder, '0', 'identity.json'))).toBe(false);
    expect(ranksOf('revoked')).toEqual([]);
  });

  test('a second agent on the same data folder does not start', async () => {
    await lab.start(0);
    await lab.portal.agent(0);
    const second = await lab.start(0);
    expect((await second.exited).code).toBe(1);
    expect(second.output()).toMatch(/Another agent \(process \d+\) runs/);
  });

  test.each([
    [['run', '--portal', 'nonsense', '--data-folder', '/nowhere'], 2, /--portal wants/],
    [['fly'], 2, /no command “fly”/],
    [['--version'], 0, /^0\.\d+\.\d+\n$/],
  ])('%j ends with %i', async (flags, code, output) => {
    const program = await runProgram(flags);
    expect((await program.exited).code).toBe(code);
    expect(program.output()).toMatch(output);
    expect(program.output().trim()).not.toContain('\n');
  });
});

describe('no rank outlives its agent or its lease', () => {
  test.each([
    [['grandchild']],
    // The kernel ends the rank with its parent (Linux), or the next agent finds it by its mark.
    [['ignore-term', 'grandchild']],
  ])('kill -9 of the agent leaves no process (%j)', async (faults) => {
    const started = await lab.start(0, { faults });
    const agent = await lab.portal.agent(0);
    await driveToReady([agent], { sessionId: 'killed', modelId });
    expect(ranksOf('killed')).toHaveLength(2);
    started.child.kill('SIGKILL');
    await until(() => ranksOf('killed').length === 0, 'no process is left', 5000);
  });

  test('a rank that survives its agent is ended and told by the next one', async () => {
    const first = await lab.start(0, { faults: ['ignore-eof', 'ignore-term', 'escaped-grandchild'] });
    const agent = await lab.portal.agent(0);
    const { fence } = await driveToReady([agent], { sessionId: 'survivor', modelId });
    await agent.send('generation:start', { ...fence, ...answer('g-cut', askToCount(5000, 5)) });
    const told = () => lab.portal.answers.get('g-cut')?.deltas.at(-1)?.completionTokens ?? 0;
    await until(() => told() > 20, 'the answer runs');
    first.child.kill('SIGKILL');
    await first.exited;
    expect(ranksOf('survivor').length).toBeGreaterThan(0);
    agent.desired = [];

    await lab.start(0);
    await until(() => agent.hellos.length === 2, 'the next agent says hello');
    expect(ranksOf('survivor')).toEqual([]);
    expect(agent.hellos[1]!.running).toEqual([]);
    const { deltas, end } = await lab.ended('g-cut');
    expect(end.state).toBe('interrupted');
    expect(end.lastSeq).toBeLessThanOrEqual(deltas.length);
    // Its position is noted now and then; the portal keeps the greater count of this and what it stored.
    expect(end.usage.completionTokens).toBeLessThanOrEqual(deltas.at(-1)!.completionTokens + 50);
    // An epoch that was over stays over.
    const late = {
      ...fence,
      rank: 0,
      size: 1,
      modelId,
      modelFingerprint: 'x',
      parallelism: 'single',
      backend: 'single',
    } as const;
    await expect(agent.send('session:stop', { ...fence, epoch: 0 + 1, reason: '' })).resolves.toEqual({});
    await expect(
      agent.send('session:prepare', { ...late, leaseMs: 1000, endsAt: new Date() }),
    ).rejects.toThrow(/over/);
  });

  test('the lease ends without a word from the portal: the agent ends the rank itself', async () => {
    await lab.start(0);
    const agent = await lab.portal.agent(0);
    await driveToReady([agent], { sessionId: 'leased', modelId, leaseMs: 1500 });
    // Longer than the lease: heartbeats renew it.
    const beats = agent.heartbeats.length;
    await until(() => agent.heartbeats.length > beats + 12, 'heartbeats go on');
    expect(exitOf(agent)).toBeUndefined();
    lab.portal.behaviour.deaf.add('agent:heartbeat');
    await until(() => exitOf(agent) !== undefined, 'the rank is ended', 5000);
    expect(exitOf(agent)).toMatchObject({ cause: 'lease_ended' });
    expect(ranksOf('leased')).toEqual([]);
  });

  test('the booking’s end ends the rank, also when the portal says nothing', async () => {
    await lab.start(0);
    const agent = await lab.portal.agent(0);
    await driveToReady([agent], { sessionId: 'booked', modelId, endsAt: new Date(Date.now() - 1000) });
    await until(() => exitOf(agent) !== undefined, 'the rank is ended', 6000);
    expect(exitOf(agent)).toMatchObject({ cause: 'lease_ended', message: 'The booking is over.' });
  });

  test('what the portal does not name is ended, what it names stays', async () => {
    await lab.start(0);
    const agent = await lab.portal.agent(0);
    await driveToReady([agent], { sessionId: 'kept', modelId });
    await driveToReady([agent], { sessionId: 'dropped', modelId });
    agent.desired = agent.desired.filter((it) => it.sessionId === 'kept');
    await until(() => exitOf(agent) !== undefined, 'a rank is ended');
    expect(agent.states.filter((it) => it.state === 'exited')).toMatchObject([
      { sessionId: 'dropped', cause: 'asked' },
    ]);
    expect(ranksOf('kept')).toHaveLength(1);
  });

  test('SIGTERM of the agent ends its ranks first and says so', async () => {
    const started = await lab.start(0);
    const agent = await lab.portal.agent(0);
    await driveToReady([agent], { sessionId: 'asked', modelId });
    started.child.kill('SIGTERM');
    expect((await started.exited).code).toBe(0);
    expect(exitOf(agent)).toMatchObject({ cause: 'asked', message: 'The agent was ended on this machine.' });
    expect(ranksOf('asked')).toEqual([]);
  });
});

describe('stopping and failing', () => {
  test('a rank that ignores its stdin and SIGTERM, with children, is gone before it is reported', async () => {
    await lab.start(0, { faults: ['ignore-eof', 'ignore-term', 'grandchild', 'escaped-grandchild'] });
    const agent = await lab.portal.agent(0);
    const { fence } = await driveToReady([agent], { sessionId: 'stubborn', modelId });
    expect(ranksOf('stubborn')).toHaveLength(3);
    let left: number[] | null = null;
    const states = agent.states.length;
    const watch = until(() => agent.states.length > states, 'the exit').then(
      () => (left = ranksOf('stubborn')),
    );
    await agent.send('session:stop', { ...fence, reason: 'Ended by Ada.' });
    await watch;
    expect(left).toEqual([]);
    expect(exitOf(agent)).toMatchObject({ cause: 'asked', message: 'Ended by Ada.', signal: 'SIGKILL' });
  });

  test('a rank that is stopped by a signal is found by its silent heartbeat', async () => {
    await lab.start(0, { env: { ESPALIER_STALL_MS: '1000' } });
    const agent = await lab.portal.agent(0);
    await driveToReady([agent], { sessionId: 'frozen', modelId });
    const pid = agent.states.find((it) => it.state === 'imported')!.pid!;
    process.kill(pid, 'SIGSTOP');
    await until(() => exitOf(agent) !== undefined, 'the rank is ended', 10_000);
    expect(exitOf(agent)).toMatchObject({ cause: 'stalled' });
    expect(processStartTime(pid)).toBeNull();
  });

  test('an answer without progress is found though the rank beats', async () => {
    await lab.start(0, { env: { ESPALIER_STALL_MS: '1000' } });
    const agent = await lab.portal.agent(0);
    const { fence } = await driveToReady([agent], { sessionId: 'hanging', modelId });
    await agent.send('generation:start', { ...fence, ...answer('g-hang', askToCount(10, 5, 'hang')) });
    const stored = await lab.ended('g-hang');
    expect(stored.end).toMatchObject({ state: 'interrupted', usage: { completionTokens: 10 } });
    expect(textOf(stored)).toBe(counted(10));
    await until(() => exitOf(agent) !== undefined, 'the exit');
    expect(exitOf(agent)).toMatchObject({ cause: 'stalled' });
    expect(exitOf(agent)!.message).toMatch(/No token for \d+ s/);
  });

  test.each([
    ['crash', { cause: 'crashed', signal: 'SIGSEGV' }],
    ['leave', { cause: 'peer_lost', exitCode: 70 }],
    ['spin', { cause: 'stalled' }],
  ])('a rank that does “%s” in an answer', async (fault, exit) => {
    await lab.start(0, { env: { ESPALIER_STALL_MS: '1000' } });
    const agent = await lab.portal.agent(0);
    const { fence } = await driveToReady([agent], { sessionId: 'faulty', modelId });
    await agent.send('generation:start', { ...fence, ...answer('g-fault', askToCount(6, 5, fault)) });
    const stored = await lab.ended('g-fault');
    expect(textOf(stored)).toBe(counted(6));
    expect(stored.end).toMatchObject({ state: 'interrupted', usage: { completionTokens: 6 } });
    await until(() => exitOf(agent) !== undefined, 'the exit');
    expect(exitOf(agent)).toMatchObject(exit);
  });

  test('a model that does not load says why', async () => {
    await lab.start(0, { faults: ['fail-load'] });
    const agent = await lab.portal.agent(0);
    await expect(driveToReady([agent], { sessionId: 'unloadable', modelId })).rejects.toThrow(/load_failed/);
    expect(exitOf(agent)!.message).toContain('this model has no layers');
    await until(() => agent.lines.some((it) => it.text.includes('ValueError')), 'the log has it too');
  });

  test.each([
    ['a model it does not hold', { modelId: 'nobody/has-this' }, /not in this machine's models folder/],
    ['a split that can’t be', { modelId, parallelism: 'tensor' as const }, /can't be split over 1 machines/],
  ])('prepare fails over %s', async (_, options, message) => {
    await lab.start(0);
    const agent = await lab.portal.agent(0);
    await expect(driveToReady([agent], { sessionId: 'unprepared', ...options })).rejects.toThrow(
      /prepare_failed/,
    );
    expect(exitOf(agent)!.message).toMatch(message);
  });

  test('commands of an older epoch, of strange ids and for ranks it hasn’t are refused', async () => {
    await lab.start(0);
    const agent = await lab.portal.agent(0);
    const { fence } = await driveToReady([agent], { sessionId: 'fenced', epoch: 5, modelId });
    await expect(agent.send('session:stop', { ...fence, epoch: 4, reason: '' })).rejects.toThrow(
      /Epoch 4 .* is over/,
    );
    await expect(agent.send('session:go', { sessionId: '../../etc', epoch: 1 })).rejects.toThrow(
      /not a session id/,
    );
    await expect(agent.send('session:go', { sessionId: 'unheard-of', epoch: 1 })).rejects.toThrow(
      /holds no rank/,
    );
    const question = answer('../g', askToCount(1, 1));
    await expect(agent.send('generation:start', { ...fence, ...question })).rejects.toThrow(/not the id/);
    expect(exitOf(agent)).toBeUndefined();
  });
});
