import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { processStartTime } from './processes.ts';
import { type AgentLab, askToCount, counted, openAgentLab, textOf } from './testing/agent-lab.ts';
import { driveToReady } from './testing/drive-session.ts';
import type { FakeAgent } from './testing/fake-portal.ts';
import { SECOND_MODEL } from './testing/second-model.ts';
import { until } from './testing/until.ts';

const entry = fileURLToPath(new URL('./testing/second-agent.ts', import.meta.url));
const program = fileURLToPath(new URL('./testing/second-engine.mjs', import.meta.url));

let lab: AgentLab;
beforeEach(async () => {
  lab = await openAgentLab();
});
afterEach(() => lab.close());

test('another engine runs behind the same port: a session is started, answers, is stopped, and what dies ends it all', async () => {
  const agents: FakeAgent[] = [];
  for (const index of [0, 1]) {
    await lab.start(index, { entry, env: { SECOND_ENGINE: program } });
    agents.push(await lab.portal.agent(index));
  }
  const [server, worker] = [agents[0]!, agents[1]!];
  const of = (agent: FakeAgent, sessionId: string, state: string) =>
    agent.states.find((it) => it.sessionId === sessionId && it.state === state);
  expect(server.hellos.at(-1)!.engine).toMatchObject({ product: { name: 'second engine' }, mlx: null });

  const first = await driveToReady(agents, { sessionId: 'second-1', modelId: SECOND_MODEL.id });
  const ask = (generationId: string, fence: typeof first.fence, words: number, everyMs: number) =>
    server.send('generation:start', {
      ...fence,
      generationId,
      messages: askToCount(words, everyMs),
      settings: {},
      maxTokens: 100,
    });
  await ask('g-1', first.fence, 5, 1);
  const whole = await lab.ended('g-1');
  expect(textOf(whole)).toBe(counted(5));
  expect(whole.end).toMatchObject({ state: 'completed', usage: { completionTokens: 5, promptTokens: 3 } });
  await ask('g-2', first.fence, 100, 20);
  await until(() => (lab.portal.answers.get('g-2')?.deltas.length ?? 0) > 0, 'it answers');
  await server.send('generation:stop', { ...first.fence, generationId: 'g-2' });
  expect((await lab.ended('g-2')).end.state).toBe('stopped');

  for (const agent of agents) await agent.send('session:stop', { ...first.fence, reason: 'Enough.' });
  const isOver = (sessionId: string) => () => agents.every((it) => of(it, sessionId, 'exited') !== undefined);
  await until(isOver('second-1'), 'both parts are gone');
  expect(of(server, 'second-1', 'exited')).toMatchObject({ cause: 'asked' });

  await driveToReady(agents, { sessionId: 'second-2', epoch: 2, modelId: SECOND_MODEL.id });
  const pids = agents.map((it) => of(it, 'second-2', 'imported')!.pid!);
  process.kill(pids[1]!, 'SIGKILL');
  await until(isOver('second-2'), 'the group is gone');
  expect(of(worker, 'second-2', 'exited')).toMatchObject({ cause: 'crashed', signal: 'SIGKILL' });
  expect(of(server, 'second-2', 'exited')).toMatchObject({ cause: 'peer_lost' });
  expect(pids.map((pid) => processStartTime(pid))).toEqual([null, null]);
});
