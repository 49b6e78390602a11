import { cpSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path, { resolve } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { processStartTime } from '../processes.ts';
import { type AgentLab, openAgentLab, textOf } from '../testing/agent-lab.ts';
import { type DriveOptions, type DrivenSession, driveToReady } from '../testing/drive-session.ts';
import type { FakeAgent } from '../testing/fake-portal.ts';
import { type AgentProcess, runProgram } from '../testing/run-agent-process.ts';
import { until } from '../testing/until.ts';

const engineFolder = resolve(process.env['ESPALIER_ENGINE'] ?? '.data/engine');
const modelId = 'espalier-demo';
const QUESTION = 'What is a rank?';
const LONG_QUESTION = 'Tell me a long story about an espalier';

let lab: AgentLab;

beforeAll(async () => {
  const setup = await runProgram(['setup-engine', '--engine-folder', engineFolder]);
  if ((await setup.exited).code !== 0) throw new Error(setup.output());
}, 600_000);
beforeEach(async () => {
  lab = await openAgentLab();
});
afterEach(() => lab.close());

type Group = { processes: AgentProcess[]; agents: FakeAgent[]; session: DrivenSession };

async function startGroup(
  size: number,
  options: Partial<DriveOptions> = {},
  env: Record<string, string> = {},
): Promise<Group> {
  const processes: AgentProcess[] = [];
  const agents: FakeAgent[] = [];
  for (let index = 0; index < size; index++) {
    processes.push(await lab.start(index, { engineFolder, env }));
    agents.push(await lab.portal.agent(index));
  }
  const session = await driveToReady(agents, { sessionId: `group-of-${size}`, modelId, ...options });
  return { processes, agents, session };
}

async function ask(
  { agents, session }: Group,
  generationId: string,
  content = QUESTION,
  maxTokens = 400,
): Promise<void> {
  const messages = [{ role: 'user' as const, content }];
  await agents[0]!.send('generation:start', {
    ...session.fence,
    generationId,
    messages,
    settings: { temperature: 0 },
    maxTokens,
  });
}
const tokensOf = (generationId: string): number =>
  lab.portal.answers.get(generationId)?.deltas.at(-1)?.completionTokens ?? 0;
const pidOf = (agent: FakeAgent): number => agent.states.find((it) => it.state === 'imported')!.pid!;
const exitOf = (agent: FakeAgent) => agent.states.find((it) => it.state === 'exited');

/** The same processes go on for another session, which asks the same: it is served nothing that was kept of the first. */
async function handOver(
  group: Group,
  first: Awaited<ReturnType<AgentLab['ended']>>,
): Promise<DrivenSession['fence']> {
  const { agents, session } = group;
  const endsAt = new Date(Date.now() + 3_600_000);
  const pids = agents.map(pidOf);
  await Promise.all(agents.map((agent) => agent.send('session:rest', { ...session.fence, endsAt })));
  await expect(ask(group, 'g-late')).rejects.toThrow('The session is not ready to answer.');
  const fence = { sessionId: 'of-the-next', epoch: session.fence.epoch + 1 };
  const over = { ...fence, from: session.fence, leaseMs: 60_000, endsAt };
  for (const [rank, agent] of agents.entries()) {
    agent.desired = [{ ...fence, rank, leaseMs: 60_000, endsAt }];
    await agent.send('session:take-over', { ...over, rank });
    // Told again, it changes nothing.
    await agent.send('session:take-over', { ...over, rank });
  }
  const reached = (agent: FakeAgent) => agent.states.filter((it) => it.sessionId === fence.sessionId);
  await agents[0]!.send('session:warm-up', fence);
  await until(() => reached(agents[0]!).some((it) => it.state === 'ready'), 'it is ready', 30_000);
  await expect(agents[0]!.send('session:warm-up', session.fence)).rejects.toThrow();
  await ask({ ...group, session: { ...session, fence } }, 'g-next');
  const next = await lab.ended('g-next', 60_000);
  expect(textOf(next)).toBe(textOf(first));
  expect(next.end.usage.cachedTokens).toBe(first.end.usage.cachedTokens);
  for (const [rank, agent] of agents.entries()) {
    expect(reached(agent).map((it) => it.state)).toEqual(rank === 0 ? ['loaded', 'ready'] : ['loaded']);
    expect(processStartTime(pids[rank]!)).not.toBeNull();
    const isTold = (words: string) => agent.lines.some((it) => it.text.includes(words));
    // Each rank, not only the one that is asked.
    await until(
      () => isTold('Dropped what was kept of') && isTold(`Process ${pids[rank]!} was handed over`),
      'it is told',
    );
  }
  return fence;
}

/** What one rank alone says to the question; every way of splitting must say the same. */
async function answerAlone(): Promise<string> {
  const alone = await openAgentLab();
  try {
    await alone.start(0, { engineFolder });
    const agent = await alone.portal.agent(0);
    const { fence } = await driveToReady([agent], { sessionId: 'alone', modelId });
    const messages = [{ role: 'user' as const, content: QUESTION }];
    const question = { ...fence, messages, settings: { temperature: 0 }, maxTokens: 400 };
    await agent.send('generation:start', { ...question, generationId: 'g-1' });
    const first = await alone.ended('g-1', 60_000);
    // The whole question is in the prompt cache now.
    await agent.send('generation:start', { ...question, generationId: 'g-2' });
    const second = await alone.ended('g-2', 60_000);
    expect(textOf(second)).toBe(textOf(first));
    expect(second.end.usage.cachedTokens).toBeGreaterThan(first.end.usage.cachedTokens);
    expect(first.end).toMatchObject({ state: 'completed', message: null });
    expect(agent.states.find((it) => it.state === 'loaded')!.memoryBytes).toBeGreaterThan(10_000_000);
    return textOf(first);
  } finally {
    await alone.close();
  }
}

describe('ranks of MLX', () => {
  test('say the same alone, split by slices and split by layers', async () => {
    const alone = await answerAlone();
    expect(alone).toMatch(/^A rank is one process/);
    for (const parallelism of ['tensor', 'pipeline'] as const) {
      const group = await startGroup(2, { parallelism, sessionId: `by-${parallelism}` });
      for (const [rank, agent] of group.agents.entries()) {
        const connected = agent.states.find((it) => it.state === 'connected');
        expect(connected).toMatchObject({ groupRank: rank, groupSize: 2 });
      }
      await ask(group, `g-${parallelism}`);
      const stored = await lab.ended(`g-${parallelism}`, 60_000);
      expect(textOf(stored)).toBe(alone);
      expect(stored.end.usage.completionTokens).toBeGreaterThanOrEqual(
        stored.deltas.at(-1)!.completionTokens,
      );
      if (parallelism === 'tensor') group.session.fence = await handOver(group, stored);
      const stop = { ...group.session.fence, reason: 'Ended by Ada.' };
      await Promise.all(group.agents.map((agent) => agent.send('session:stop', stop)));
      await until(() => group.agents.every((agent) => exitOf(agent)), 'both ranks are gone');
      for (const agent of group.agents)
        expect(exitOf(agent)).toMatchObject({ cause: 'asked', message: 'Ended by Ada.' });
      await lab.close();
      lab = await openAgentLab();
    }
  });

  test('stop in the middle counts exactly and leaves the group in step', async () => {
    const group = await startGroup(2);
    await ask(group, 'g-stop', LONG_QUESTION, 2000);
    await until(() => tokensOf('g-stop') >= 5, 'five tokens', 60_000);
    await group.agents[0]!.send('generation:stop', { ...group.session.fence, generationId: 'g-stop' });
    const { deltas, end } = await lab.ended('g-stop');
    expect(end).toMatchObject({ state: 'stopped', lastSeq: deltas.length });
    // The rank counted every token it handed out, those on their way to a closed connection too.
    expect(end.usage.completionTokens).toBeGreaterThanOrEqual(deltas.at(-1)!.completionTokens);
    expect(end.usage.completionTokens).toBeLessThan(deltas.at(-1)!.completionTokens + 60);
    expect(end.usage.promptTokens).toBeGreaterThan(5);
    await ask(group, 'g-after');
    expect((await lab.ended('g-after', 60_000)).end.state).toBe('completed');
  });

  test('weights altered on one machine, though as long as before, go on with a known text in other words', async () => {
    const altered = mkdtempSync(path.join(tmpdir(), 'espalier-altered-'));
    cpSync('agent/models', altered, { recursive: true });
    const file = path.join(altered, modelId, 'model.safetensors');
    const bytes = readFileSync(file);
    // The signs of every fourth number; what stands before them says which is where.
    const numbersAt = 8 + Number(bytes.readBigUInt64LE(0));
    for (let at = numbersAt + 3; at < bytes.length; at += 16) bytes[at]! ^= 0x80;
    writeFileSync(file, bytes);
    try {
      const texts: (string | null)[] = [];
      const fingerprints = new Set<string>();
      for (const models of [['agent/models'], ['agent/models', altered]]) {
        const agents: FakeAgent[] = [];
        for (const [index, folder] of models.entries()) {
          await lab.start(index, { engineFolder, args: ['--models-folder', folder] });
          agents.push(await lab.portal.agent(index));
        }
        for (const it of agents)
          fingerprints.add(it.hellos.at(-1)!.models.find(({ id }) => id === modelId)!.fingerprint);
        const { fence } = await driveToReady(agents, { sessionId: `known-by-${models.length}`, modelId });
        const prompts = [{ id: 'short', text: 'Monday, Tuesday,', maxTokens: 12 }];
        await agents[0]!.send('session:prove', { ...fence, prompts });
        const told = () => agents[0]!.states.find((it) => it.proof);
        await until(() => told() !== undefined, 'it has answered', 30_000);
        texts.push(told()!.proof![0]!.text);
        await lab.close();
        lab = await openAgentLab();
      }
      // What names and sizes tell is the same: only the answer gives it away.
      expect(fingerprints.size).toBe(1);
      expect(texts[0]).toEqual(expect.stringMatching(/./));
      expect(texts[1]).not.toBe(texts[0]);
    } finally {
      rmSync(altered, { recursive: true });
    }
  });

  test('kill -9 of rank 1 ends rank 0 with the reason, and the answer as interrupted', async () => {
    const group = await startGroup(2);
    await ask(group, 'g-kill', LONG_QUESTION, 2000);
    await until(() => tokensOf('g-kill') >= 5, 'five tokens', 60_000);
    process.kill(pidOf(group.agents[1]!), 'SIGKILL');
    await until(() => group.agents.every((agent) => exitOf(agent)), 'both ranks are gone', 15_000);
    expect(exitOf(group.agents[0]!)).toMatchObject({ cause: 'peer_lost' });
    expect(exitOf(group.agents[1]!)).toMatchObject({ cause: 'crashed', signal: 'SIGKILL' });
    const { deltas, end } = await lab.ended('g-kill');
    expect(end).toMatchObject({ state: 'interrupted', lastSeq: deltas.length });
    expect(end.usage.completionTokens).toBeGreaterThanOrEqual(5);
  });

  test('a machine that stands still is found by its peer: no token, though the peer beats', async () => {
    const group = await startGroup(2, {}, { ESPALIER_STALL_MS: '4000' });
    await ask(group, 'g-still', LONG_QUESTION, 2000);
    await until(() => tokensOf('g-still') >= 5, 'five tokens', 60_000);
    // Rank 1 and its agent: nobody on that machine can tell.
    const frozen = [group.processes[1]!.pid, pidOf(group.agents[1]!)];
    for (const pid of frozen) process.kill(pid, 'SIGSTOP');
    try {
      await until(() => exitOf(group.agents[0]!) !== undefined, 'rank 0 is ended', 20_000);
      expect(exitOf(group.agents[0]!)).toMatchObject({ cause: 'stalled' });
      expect((await lab.ended('g-still')).end.state).toBe('interrupted');
    } finally {
      for (const pid of frozen) process.kill(pid, 'SIGCONT');
    }
  });

  test('a rank of another start is not taken for one of the group, though it has its ports', async () => {
    const agents: FakeAgent[] = [];
    for (const index of [0, 1]) {
      await lab.start(index, { engineFolder });
      agents.push(await lab.portal.agent(index));
    }
    const leases = { leaseMs: 60_000, endsAt: new Date(Date.now() + 3_600_000) };
    // What an agent that lost its memory would hold beside one that did not.
    const fences = [2, 1].map((epoch) => ({ sessionId: 'twice', epoch }));
    const stateOf = (rank: number, state: string) => agents[rank]!.states.find((it) => it.state === state);
    for (const [rank, agent] of agents.entries()) {
      agent.desired = [{ ...fences[rank]!, rank, ...leases }];
      const { fingerprint } = agent.hellos.at(-1)!.models.find((it) => it.id === modelId)!;
      const how = { parallelism: 'tensor', backend: 'ring' } as const;
      const what = { rank, size: 2, modelId, modelFingerprint: fingerprint, ...how };
      await agent.send('session:prepare', { ...fences[rank]!, ...what, ...leases });
      await until(() => stateOf(rank, 'prepared') !== undefined, 'it is prepared');
    }
    const hosts = agents
      .map((_, rank) => stateOf(rank, 'prepared')!.listen!)
      .map((it) => `${it.address}:${it.port}`);
    for (const [rank, agent] of agents.entries())
      await agent.send('session:launch', { ...fences[rank]!, network: { kind: 'ring', hosts } });
    for (const [rank, agent] of agents.entries()) {
      await until(() => stateOf(rank, 'imported') !== undefined, 'it is imported', 60_000);
      await agent.send('session:go', fences[rank]!);
    }
    await until(() => agents.every((agent) => exitOf(agent)), 'both are gone', 60_000);
    for (const agent of agents) {
      expect(exitOf(agent)).toMatchObject({ cause: 'load_failed', exitCode: 69 });
      expect(exitOf(agent)!.message).toMatch(/A rank of another start was met in the group/);
      expect(agent.states.some((it) => it.state === 'connected')).toBe(false);
    }
  });

  // Ended by the kernel where that is offered, so also while it stands still.
  test.runIf(process.platform === 'linux').each([false, true])(
    'kill -9 of the agent ends its rank at once (rank stands still: %s)',
    async (isStill) => {
      const { processes, agents } = await startGroup(1);
      const pid = pidOf(agents[0]!);
      if (isStill) process.kill(pid, 'SIGSTOP');
      processes[0]!.child.kill('SIGKILL');
      await until(() => processStartTime(pid) === null, 'the rank is gone', 5000);
    },
  );

  test.runIf(process.platform === 'linux')(
    'rank 0 answers on loopback, and only who knows the key',
    async () => {
      const { agents } = await startGroup(1);
      const ports = listeningPorts(pidOf(agents[0]!));
      expect(ports.map((it) => it.address)).toEqual(['127.0.0.1']);
      const url = `http://127.0.0.1:${ports[0]!.port}/v1/chat/completions`;
      const body = JSON.stringify({
        model: 'default_model',
        messages: [{ role: 'user', content: 'Hello' }],
        max_tokens: 1,
      });
      for (const headers of [{}, { authorization: 'Bearer guess' }]) {
        const response = await fetch(url, { method: 'POST', body, headers });
        expect(response.status).toBe(403);
      }
    },
  );
});

/** TCP ports that a process listens on, from the kernel's own tables. */
function listeningPorts(pid: number): { address: string; port: number }[] {
  const inodes = new Set(
    readdirSync(`/proc/${pid}/fd`).map((fd) => {
      try {
        return /socket:\[(\d+)\]/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1];
      } catch {
        // Closed since it was listed.
        return undefined;
      }
    }),
  );
  const lines = ['tcp', 'tcp6'].flatMap((name) =>
    readFileSync(`/proc/${pid}/net/${name}`, 'utf8').split('\n').slice(1),
  );
  return lines
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[3] === '0A' && inodes.has(fields[9]))
    .map((fields) => {
      const [address = '', port = ''] = fields[1]!.split(':');
      return { address: address === '0100007F' ? '127.0.0.1' : address, port: Number.parseInt(port, 16) };
    });
}
