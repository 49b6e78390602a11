import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readLogprobs } from '@/shared/schemas/answer-settings.ts';
import { markedProcesses } from '../../processes.ts';
import { RANK_MARK } from '../../rank-mark.ts';
import { type AgentLab, openAgentLab, textOf } from '../../testing/agent-lab.ts';
import { driveToReady } from '../../testing/drive-session.ts';
import type { FakeAgent } from '../../testing/fake-portal.ts';
import { until } from '../../testing/until.ts';

let lab: AgentLab;
beforeEach(async () => {
  lab = await openAgentLab();
});
afterEach(() => lab.close());

const modelId = 'mlx-community/Kimi-K2-Thinking-4bit';

async function startSimulated(names: string[], env: Record<string, string> = {}): Promise<FakeAgent[]> {
  const agents: FakeAgent[] = [];
  for (const [index, name] of names.entries()) {
    const args = ['--simulate', 'studio-m3ultra', '--name', name, '--simulate-cables', names.join(',')];
    await lab.start(index, { args, env: { ESPALIER_SIMULATED_PACE: '0.1', ...env } });
    agents.push(await lab.portal.agent(index));
  }
  return agents;
}

test('a simulated group starts, answers, stops and says everywhere what it is', async () => {
  const agents = await startSimulated(['Ada', 'Bob']);
  const hello = agents[0]!.hellos[0]!;
  expect(hello.facts).toMatchObject({
    simulated: true,
    os: 'macos',
    osVersion: '26.3',
    chip: 'Apple M3 Ultra',
  });
  expect(hello.models.every((it) => it.description?.includes('simulated'))).toBe(true);
  expect(agents[1]!.hellos[0]!.facts.hostId).not.toBe(hello.facts.hostId);
  const ports = (agent: FakeAgent) => agent.hellos[0]!.facts.thunderbolt!.filter((it) => it.connected);
  expect(ports(agents[0]!)[0]!.peerDomainUuid).toBe(ports(agents[1]!)[0]!.domainUuid);

  const { fence } = await driveToReady(agents, { sessionId: 'simulated', modelId });
  expect(markedProcesses(RANK_MARK, 'simulated.1.0')).toEqual([]);
  for (const agent of agents) {
    const loading = agent.states.filter((it) => it.state === 'loading');
    expect(loading.at(-1)).toMatchObject({ loadedLayers: 61, totalLayers: 61 });
  }
  const idle = await wattsNow(agents[1]!);
  const question = {
    ...fence,
    messages: [{ role: 'user' as const, content: 'Explain it in detail' }],
    settings: {},
  };
  await agents[0]!.send('generation:start', { ...question, generationId: 'g-1', maxTokens: 5000 });
  // Rank 1 is never told of the question, and its meters follow the group's work all the same.
  await until(async () => (await wattsNow(agents[1]!)) > idle + 80, 'the other machine works too');
  await agents[0]!.send('generation:stop', { ...fence, generationId: 'g-1' });
  const stopped = await lab.ended('g-1');
  expect(stopped.end).toMatchObject({
    state: 'stopped',
    lastSeq: stopped.deltas.length,
    usage: { completionTokens: stopped.deltas.at(-1)!.completionTokens },
  });

  await agents[0]!.send('generation:start', { ...question, generationId: 'g-2', maxTokens: 12 });
  const cut = await lab.ended('g-2');
  expect(cut.end).toMatchObject({ state: 'length', usage: { completionTokens: 12 } });
  expect(textOf(cut)).toMatch(/^This is a simulated answer/);

  const likely = { ...question, settings: { logprobs: 2 } };
  await agents[0]!.send('generation:start', { ...likely, generationId: 'g-3', maxTokens: 3 });
  const { deltas, end } = await lab.ended('g-3');
  const told = deltas.flatMap((it) => (it.kind === 'logprobs' ? readLogprobs(it.text)! : []));
  const said = deltas.flatMap((it) => (it.kind === 'text' ? it.text : []));
  expect(told.map((it) => [it.token, it.top.length])).toEqual(said.map((word) => [word, 2]));
  expect(end.usage.completionTokens).toBe(3);
  for (const agent of agents) {
    expect(agent.live.every((it) => it.powerSource === 'simulated')).toBe(true);
    expect(agent.live.at(-1)!.energyJoules).toBeGreaterThan(0);
    await agent.send('session:stop', { ...fence, reason: 'Ended by Ada.' });
  }
  await until(() => agents.every((agent) => agent.states.at(-1)?.state === 'exited'), 'both are ended');
});

test('a simulated group that is kept warm goes on for the next session, and answers nobody between', async () => {
  const agents = await startSimulated(['Ada', 'Bob']);
  const first = (await driveToReady(agents, { sessionId: 'of-ada', modelId })).fence;
  const endsAt = new Date(Date.now() + 3_600_000);
  const ask = (fence: typeof first, generationId: string) => {
    const messages = [{ role: 'user' as const, content: 'Explain it' }];
    const question = { generationId, messages, settings: {}, maxTokens: 8 };
    return agents[0]!.send('generation:start', { ...fence, ...question });
  };
  for (const agent of agents) await agent.send('session:rest', { ...first, endsAt });
  await expect(ask(first, 'g-between')).rejects.toThrow('The session is not ready to answer.');

  const next = { sessionId: 'of-bob', epoch: 2 };
  const lease = { leaseMs: 60_000, endsAt };
  for (const [rank, agent] of agents.entries()) {
    agent.desired = [{ ...next, rank, ...lease }];
    await agent.send('session:take-over', { ...next, rank, from: first, ...lease });
  }
  const told = (agent: FakeAgent, id: string) =>
    agent.states.filter((it) => it.sessionId === id).map((it) => it.state);
  await agents[0]!.send('session:warm-up', next);
  await until(() => told(agents[0]!, next.sessionId).includes('ready'), 'the next is ready');
  for (const [rank, agent] of agents.entries()) {
    // Loaded as it was: nothing is imported or read again, and the first session's rank is not told as gone.
    await until(() => told(agent, next.sessionId).length > 0, 'it is loaded');
    expect(told(agent, next.sessionId)).toEqual(rank === 0 ? ['loaded', 'ready'] : ['loaded']);
    expect(told(agent, first.sessionId)).not.toContain('exited');
    expect(agent.states.findLast((it) => it.state === 'loaded')!.memoryBytes).toBeGreaterThan(1e9);
  }
  await expect(ask(first, 'g-late')).rejects.toThrow(/holds no rank of that session/);
  await ask(next, 'g-next');
  expect((await lab.ended('g-next')).end).toMatchObject({ state: 'length' });
  for (const agent of agents) await agent.send('session:stop', { ...next, reason: 'Ended by Bob.' });
  await until(() => agents.every((it) => told(it, next.sessionId).at(-1) === 'exited'), 'both are ended');
});

test('a GPU that is told to hang is found by its meters, and the machine takes no rank any more', async () => {
  const times = { ESPALIER_TIME_SCALE: '0.2', ESPALIER_STALL_MS: '2500' };
  const [agent] = await startSimulated(['Ada'], times);
  const small = 'mlx-community/Qwen3-32B-4bit';
  const { fence } = await driveToReady([agent!], { sessionId: 'wedged', modelId: small });
  const steps = [{ when: 'answering', afterMs: 1500, fault: 'wedge' }];
  writeFileSync(join(lab.folder, '0', 'scenario.json'), JSON.stringify({ title: 'a hang', steps }));
  const messages = [{ role: 'user' as const, content: 'Explain it in detail' }];
  const question = { generationId: 'g-wedged', messages, settings: {}, maxTokens: 5000 };
  await agent!.send('generation:start', { ...fence, ...question });
  expect((await lab.ended('g-wedged')).end.state).toBe('interrupted');
  await until(() => agent!.heartbeats.at(-1)?.trouble !== undefined, 'the portal is told');
  expect(agent!.heartbeats.at(-1)!.trouble).toMatchObject({ kind: 'gpu_wedged' });
  const gone = agent!.states.find((it) => it.state === 'exited')!;
  expect(gone).toMatchObject({
    cause: 'stalled',
    message: expect.stringMatching(/No token .* GPU is fully active at/),
  });
  await expect(driveToReady([agent!], { sessionId: 'next', modelId: small })).rejects.toThrow(
    /prepare_failed.*Restart this machine/,
  );
});

test('a model that is too big for one simulated Mac is refused as on a real one', async () => {
  const [agent] = await startSimulated(['Ada']);
  await expect(driveToReady([agent!], { sessionId: 'too-big', modelId })).rejects.toThrow(
    /needs 578 GB a machine/,
  );
});

test('an id the catalogue can’t play ends the agent in one line', async () => {
  const started = await lab.start(0, { args: ['--simulate', 'toaster'] });
  expect((await started.exited).code).toBe(1);
  expect(started.output()).toMatch(/There is no model “toaster” to simulate\. Try .*studio-m3ultra/);
});

/** The watts of the newest sample, of which the next one is waited for. */
async function wattsNow(agent: FakeAgent): Promise<number> {
  const before = agent.live.length;
  await until(() => agent.live.length > before, 'the next sample');
  return agent.live.at(-1)!.powerWatts!;
}
