import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RankState } from '@/shared/schemas/session.ts';
import { markedProcesses } from './processes.ts';
import { RANK_MARK } from './rank-mark.ts';
import { type AgentLab, askToCount, openAgentLab } from './testing/agent-lab.ts';
import { answer, modelId } from './testing/asking.ts';
import type { FakeAgent } from './testing/fake-portal.ts';
import { until } from './testing/until.ts';

let lab: AgentLab;
beforeEach(async () => {
  lab = await openAgentLab();
});
afterEach(() => lab.close());

const LEASE_MS = 60_000;
const statesOf = (agent: FakeAgent, sessionId: string, epoch: number) =>
  agent.states.filter((it) => it.sessionId === sessionId && it.epoch === epoch);
const told = (agent: FakeAgent, sessionId: string, state: RankState, epoch = 1) =>
  statesOf(agent, sessionId, epoch).find((it) => it.state === state);
const untilTold = (agent: FakeAgent, sessionId: string, state: RankState, epoch = 1) =>
  until(() => told(agent, sessionId, state, epoch) !== undefined, `${sessionId} is ${state}`);

async function prepare(agent: FakeAgent, sessionId: string, epoch = 1, size = 1): Promise<void> {
  const leases = { leaseMs: LEASE_MS, endsAt: new Date(Date.now() + 3_600_000) };
  const fence = { sessionId, epoch, rank: 0 };
  agent.desired = [...agent.desired.filter((it) => it.sessionId !== sessionId), { ...fence, ...leases }];
  const { fingerprint } = agent.hellos.at(-1)!.models.find((it) => it.id === modelId)!;
  const how =
    size === 1
      ? ({ parallelism: 'single', backend: 'single' } as const)
      : ({ parallelism: 'tensor', backend: 'ring' } as const);
  await agent.send('session:prepare', {
    ...fence,
    size,
    modelId,
    modelFingerprint: fingerprint,
    ...how,
    ...leases,
  });
  await untilTold(agent, sessionId, 'prepared', epoch);
}

/** Walks as far as wanted, or as its rank goes. */
async function walk(agent: FakeAgent, sessionId: string, to: RankState): Promise<void> {
  const fence = { sessionId, epoch: 1 };
  await prepare(agent, sessionId);
  await agent.send('session:launch', { ...fence, network: { kind: 'single' } });
  await untilTold(agent, sessionId, 'imported');
  if (to === 'imported') return;
  await agent.send('session:go', fence);
  if (sessionId.endsWith('--hold-group')) return;
  await untilTold(agent, sessionId, to === 'ready' ? 'loaded' : to);
  if (to !== 'ready') return;
  await agent.send('session:warm-up', fence);
  await untilTold(agent, sessionId, 'ready');
}

test('a rank killed in any state is told with its signal, and nothing of it is left', async () => {
  await lab.start(0, { faults: ['grandchild'] });
  const agent = await lab.portal.agent(0);
  const WALKS: [string, RankState][] = [
    ['launching', 'imported'],
    ['joining--hold-group', 'imported'],
    ['loading--hold-loaded', 'loading'],
    ['warming', 'loaded'],
    ['ready', 'ready'],
    ['answering', 'ready'],
    ['stopping--ignore-eof--ignore-term', 'ready'],
  ];
  await Promise.all(
    WALKS.map(([id, to]) => walk(agent, id, id === 'joining--hold-group' ? 'connected' : to)),
  );
  const inAnswer = { sessionId: 'answering', epoch: 1, ...answer('g-killed', askToCount(5000, 5)) };
  await agent.send('generation:start', inAnswer);
  await until(() => (lab.portal.answers.get('g-killed')?.deltas.length ?? 0) > 0, 'the answer runs');
  const stopping = { sessionId: 'stopping--ignore-eof--ignore-term', epoch: 1 };
  await agent.send('session:stop', { ...stopping, reason: 'Ended by Ada.' });
  for (const [id] of WALKS) process.kill(told(agent, id, 'imported')!.pid!, 'SIGKILL');
  await until(() => WALKS.every(([id]) => told(agent, id, 'exited')), 'all are told as gone');
  for (const [id] of WALKS) {
    const { signal, cause, message } = told(agent, id, 'exited')!;
    const isAsked = id.startsWith('stopping');
    const words = isAsked ? 'Ended by Ada.' : expect.stringMatching(/^It was ended by SIGKILL/);
    const left = markedProcesses(RANK_MARK, `${id}.1.0`);
    expect({ id, signal, cause, message, left }).toEqual({
      id,
      signal: 'SIGKILL',
      cause: isAsked ? 'asked' : 'crashed',
      message: words,
      left: [],
    });
  }
  expect((await lab.ended('g-killed')).end.state).toBe('interrupted');
  expect(readdirSync(join(lab.folder, '0', 'sessions'))).toEqual([]);
});

test('the next start has another port and folder, and comes after the last of the stale rank', async () => {
  await lab.start(0, { env: { ESPALIER_TIME_SCALE: '0.2' } });
  const agent = await lab.portal.agent(0);
  const id = 'again--ignore-eof--ignore-term';
  await prepare(agent, id, 1, 2);
  const { listen } = told(agent, id, 'prepared')!;
  const hosts = [`${listen!.address}:${listen!.port}`, '127.0.0.1:9'];
  await agent.send('session:launch', { sessionId: id, epoch: 1, network: { kind: 'ring', hosts } });
  await untilTold(agent, id, 'imported');
  expect(markedProcesses(RANK_MARK, `${id}.1.0`)).toHaveLength(1);
  // Nobody ended the first: the portal was set back, or another one started it again.
  await prepare(agent, id, 2, 2);
  const order = agent.states.filter((it) => it.state === 'exited' || it.state === 'prepared');
  expect(order.map((it) => [it.epoch, it.state])).toEqual([
    [1, 'prepared'],
    [1, 'exited'],
    [2, 'prepared'],
  ]);
  expect(markedProcesses(RANK_MARK, `${id}.1.0`)).toEqual([]);
  expect(told(agent, id, 'prepared', 2)!.listen!.port).not.toBe(listen!.port);
  expect(readdirSync(join(lab.folder, '0', 'sessions'))).toEqual([]);
  const late = { sessionId: id, epoch: 1, network: { kind: 'ring' as const, hosts } };
  await expect(agent.send('session:launch', late)).rejects.toThrow(/Epoch 1 .* is over/);
});
