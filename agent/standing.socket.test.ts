import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { processStartTime } from './processes.ts';
import { type AgentLab, askToCount, counted, openAgentLab, textOf } from './testing/agent-lab.ts';
import { answer, exitOf, modelId, ranksOf } from './testing/asking.ts';
import { driveToReady } from './testing/drive-session.ts';
import { until } from './testing/until.ts';

/* What must go on when an agent stands still for a while, and what must end. */

let lab: AgentLab;
const innocents: ChildProcess[] = [];
beforeEach(async () => {
  lab = await openAgentLab();
});
afterEach(async () => {
  for (const child of innocents.splice(0)) child.kill('SIGKILL');
  await lab.close();
});

const stands = (ms: number) => {
  const fromMs = performance.now();
  return until(() => performance.now() - fromMs > ms, `it has stood still for ${ms} ms`);
};
const toldOf = (id: string) => lab.portal.answers.get(id)?.deltas.at(-1)?.completionTokens ?? 0;

describe('an agent that is frozen in the middle of an answer', () => {
  test('for longer than a rank may stand still, but not than its lease, goes on with every word', async () => {
    const started = await lab.start(0, { env: { ESPALIER_STALL_MS: '1500' } });
    const agent = await lab.portal.agent(0);
    const { fence } = await driveToReady([agent], { sessionId: 'paused', modelId });
    await agent.send('generation:start', { ...fence, ...answer('g-paused', askToCount(600, 8)) });
    await until(() => toldOf('g-paused') > 20, 'the answer runs');
    started.child.kill('SIGSTOP');
    await stands(3000);
    started.child.kill('SIGCONT');
    const stored = await lab.ended('g-paused');
    expect(textOf(stored)).toBe(counted(600));
    expect(stored.end).toMatchObject({ state: 'completed', usage: { completionTokens: 600 } });
    expect(exitOf(agent)).toBeUndefined();
    expect(agent.connections).toBe(1);
  });

  test('for longer than its lease ends its rank before anything else, and says why', async () => {
    const started = await lab.start(0);
    const agent = await lab.portal.agent(0);
    const { fence } = await driveToReady([agent], { sessionId: 'overslept', modelId, leaseMs: 1500 });
    await agent.send('generation:start', { ...fence, ...answer('g-over', askToCount(5000, 8)) });
    await until(() => toldOf('g-over') > 20, 'the answer runs');
    started.child.kill('SIGSTOP');
    // The portal has given the machine to somebody else meanwhile, or would go on: it makes no difference.
    await stands(2500);
    started.child.kill('SIGCONT');
    await until(() => exitOf(agent) !== undefined, 'the rank is ended', 8000);
    expect(exitOf(agent)).toMatchObject({ cause: 'lease_ended' });
    expect(ranksOf('overslept')).toEqual([]);
    expect((await lab.ended('g-over')).end.state).toBe('interrupted');
  });
});

describe('no process is left', () => {
  test('of a rank that is killed, though it had a child in a session of its own', async () => {
    await lab.start(0, { faults: ['grandchild', 'escaped-grandchild'] });
    const agent = await lab.portal.agent(0);
    await driveToReady([agent], { sessionId: 'shot', modelId });
    expect(ranksOf('shot')).toHaveLength(3);
    process.kill(agent.states.find((it) => it.state === 'imported')!.pid!, 'SIGKILL');
    await until(() => exitOf(agent) !== undefined, 'the exit');
    expect(exitOf(agent)).toMatchObject({ cause: 'crashed', signal: 'SIGKILL' });
    expect(ranksOf('shot')).toEqual([]);
  });

  test('and an innocent one is, whose pid the journal has from before a restart', async () => {
    const first = await lab.start(0);
    await lab.portal.agent(0);
    first.child.kill('SIGKILL');
    await first.exited;
    const innocent = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' });
    innocents.push(innocent);
    const gone = { sessionId: 'long-gone', epoch: 1 };
    const lines = [
      { type: 'intent', ...gone, rank: 0 },
      { type: 'spawned', ...gone, pid: innocent.pid, startTime: 'another start' },
    ];
    appendFileSync(
      join(lab.folder, '0', 'journal.jsonl'),
      lines.map((it) => `${JSON.stringify(it)}\n`).join(''),
    );
    await lab.start(0);
    const agent = await lab.portal.agent(0);
    await until(() => agent.hellos.length === 2, 'the next agent says hello');
    expect(agent.hellos[1]!.running).toEqual([]);
    expect(processStartTime(innocent.pid!)).not.toBeNull();
  });
});
