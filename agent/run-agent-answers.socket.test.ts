import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type AgentLab, askToCount, counted, openAgentLab, textOf } from './testing/agent-lab.ts';
import { answer, exitOf, modelId } from './testing/asking.ts';
import type { FakeAgent } from './testing/fake-portal.ts';
import { driveToReady } from './testing/drive-session.ts';
import { until } from './testing/until.ts';

let lab: AgentLab;
beforeEach(async () => {
  lab = await openAgentLab();
});
afterEach(() => lab.close());

describe('answers', () => {
  test('every token arrives once, with exact counts', async () => {
    await lab.start(0);
    const agent = await lab.portal.agent(0);
    const { fence } = await driveToReady([agent], { sessionId: 'talking', modelId });
    const question = answer('g-1', askToCount(300, 2));
    await agent.send('generation:start', { ...fence, ...question });
    await agent.send('generation:start', { ...fence, ...question });
    const stored = await lab.ended('g-1');
    expect(textOf(stored)).toBe(counted(300));
    // Words that waited together are one step, with the count up to its last word.
    let text = '';
    for (const it of stored.deltas) {
      text += it.text;
      expect(text).toBe(counted(it.completionTokens));
    }
    expect(stored.deltas.length).toBeLessThan(100);
    expect(stored.end).toMatchObject({
      state: 'completed',
      lastSeq: stored.deltas.length,
      usage: { promptTokens: 7, cachedTokens: 2, completionTokens: 300 },
    });
    expect(stored.end.usage.timeToFirstTokenMs).toBeGreaterThan(0);
    // Asked again after its end: it is not told twice.
    await agent.send('generation:start', { ...fence, ...question });
    expect(agent.lines.filter((it) => it.text.includes('error'))).toEqual([]);
  });

  test('a limit is a limit, a stop is a stop with the rank’s own count', async () => {
    await lab.start(0);
    const agent = await lab.portal.agent(0);
    const { fence } = await driveToReady([agent], { sessionId: 'stopping', modelId });
    await agent.send('generation:start', { ...fence, ...answer('g-limit', askToCount(50, 2), 10) });
    const limited = await lab.ended('g-limit');
    expect(limited.end).toMatchObject({ state: 'length', usage: { completionTokens: 10 } });
    expect(textOf(limited)).toBe(counted(10));
    await agent.send('generation:start', { ...fence, ...answer('g-stop', askToCount(5000, 5)) });
    const told = () => lab.portal.answers.get('g-stop')?.deltas.at(-1)?.completionTokens ?? 0;
    await until(() => told() >= 10, 'ten tokens');
    await agent.send('generation:stop', { ...fence, generationId: 'g-stop' });
    const { deltas, end } = await lab.ended('g-stop');
    expect(end.state).toBe('stopped');
    expect(end.lastSeq).toBe(deltas.length);
    expect(end.usage.completionTokens).toBeGreaterThanOrEqual(told());
    expect(end.usage.completionTokens).toBeLessThan(told() + 10);
    expect(exitOf(agent)).toBeUndefined();
  });

  test('whatever rank 0 says, the agent lives and the answer is whole', async () => {
    await lab.start(0);
    const agent = await lab.portal.agent(0);
    const { fence } = await driveToReady([agent], { sessionId: 'babbling', modelId });
    await agent.send('generation:start', { ...fence, ...answer('g-babble', askToCount(5, 2, 'babble')) });
    const stored = await lab.ended('g-babble');
    expect(textOf(stored)).toBe(counted(5));
    expect(stored.end).toMatchObject({ state: 'completed', usage: { promptTokens: 7, completionTokens: 5 } });
    await agent.send('generation:start', { ...fence, ...answer('g-tear', askToCount(4, 2, 'tear')) });
    const torn = await lab.ended('g-tear');
    expect(textOf(torn)).toBe(counted(4));
    expect(torn.end).toMatchObject({ state: 'error', usage: { promptTokens: 7, completionTokens: 4 } });
    expect(torn.end.message).toContain('words may be missing');
    await agent.send('generation:start', { ...fence, ...answer('g-fail', askToCount(3, 2, 'fail')) });
    const { end } = await lab.ended('g-fail');
    expect(end).toMatchObject({ state: 'error', message: 'out of memory', usage: { completionTokens: 3 } });
    expect(agent.connections).toBe(1);
  });

  test('a stop that comes before its start ends it at once', async () => {
    await lab.start(0);
    const agent = await lab.portal.agent(0);
    const { fence } = await driveToReady([agent], { sessionId: 'hasty', modelId });
    await agent.send('generation:stop', { ...fence, generationId: 'g-hasty' });
    await agent.send('generation:start', { ...fence, ...answer('g-hasty', askToCount(500, 5)) });
    const { deltas, end } = await lab.ended('g-hasty');
    expect(deltas).toEqual([]);
    expect(end).toMatchObject({ state: 'stopped', lastSeq: 0, usage: { completionTokens: 0 } });
  });

  test('breaks of the connection lose nothing and repeat nothing', async () => {
    await lab.start(0);
    const agent = await lab.portal.agent(0);
    const { fence } = await driveToReady([agent], { sessionId: 'breaking', modelId });
    await agent.send('generation:start', { ...fence, ...answer('g-breaks', askToCount(1200, 3)) });
    const storedCount = () => lab.portal.answers.get('g-breaks')?.deltas.at(-1)?.completionTokens ?? 0;
    const breakAt = async (mark: number, isBroken: () => boolean): Promise<void> => {
      await until(isBroken, `something goes wrong at ${mark}`);
      Object.assign(lab.portal.behaviour, { deaf: new Set(), losesSteps: false });
      const hellos = agent.hellos.length;
      agent.socket!.disconnect(true);
      await until(() => agent.hellos.length > hellos, 'the agent is back');
      expect(agent.hellos.at(-1)!.running).toMatchObject([{ sessionId: 'breaking', state: 'ready' }]);
    };
    await until(() => storedCount() >= 20, '20 tokens');
    // What arrives now is stored, and its acknowledgement is lost with the connection.
    lab.portal.behaviour.deaf.add('generation:deltas');
    const before = storedCount();
    await breakAt(20, () => storedCount() > before);
    await until(() => storedCount() >= 200, '200 tokens');
    // What arrives now is lost itself.
    lab.portal.behaviour.losesSteps = true;
    await breakAt(200, () => lab.portal.behaviour.lostSteps > 0);
    const stored = await lab.ended('g-breaks', 30_000);
    expect(textOf(stored)).toBe(counted(1200));
    expect(stored.end).toMatchObject({
      state: 'completed',
      lastSeq: stored.deltas.length,
      usage: { completionTokens: 1200 },
    });
  });

  test('an end that nobody acknowledged is told again', async () => {
    await lab.start(0);
    const agent = await lab.portal.agent(0);
    const { fence } = await driveToReady([agent], { sessionId: 'ending', modelId });
    lab.portal.behaviour.deaf.add('generation:end');
    await agent.send('generation:start', { ...fence, ...answer('g-end', askToCount(5, 2)) });
    await until(() => lab.portal.answers.get('g-end')?.deltas.at(-1)?.completionTokens === 5, 'all tokens');
    lab.portal.behaviour.deaf.delete('generation:end');
    agent.socket!.disconnect(true);
    expect((await lab.ended('g-end')).end.state).toBe('completed');
  });

  test('live readings are said once, whether or not somebody is there', async () => {
    await lab.start(0);
    const agent = await lab.portal.agent(0);
    await until(() => agent.live.length >= 2, 'live readings come');
    const heard = agent.live.length;
    agent.socket!.disconnect(true);
    await until(() => agent.live.length >= heard + 2, 'they come again after a break');
    const moments = agent.live.map((it) => it.at.getTime());
    expect(moments).toEqual([...new Set(moments)].toSorted((a, b) => a - b));
  });

  test('readings of a break are brought later, the newest first, each chunk once', async () => {
    await lab.start(0);
    const agent = await lab.portal.agent(0);
    await until(() => agent.chunks.length >= 1, 'a chunk comes');
    lab.portal.behaviour.refuse = 'UNAVAILABLE';
    agent.socket!.disconnect(true);
    const before = agent.chunks.length;
    const sinceMs = performance.now();
    await until(() => performance.now() - sinceMs > 3500, 'a break of 3.5 s');
    lab.portal.behaviour.refuse = null;
    await until(() => seqsOf(agent).length >= before + 3, 'the readings of the break come');
    const seqs = seqsOf(agent).toSorted((a, b) => a - b);
    expect(seqs).toEqual(seqs.map((_, i) => i + 1));
  });

  test('an agent that is killed loses no chunk, and one that ends in order not even an open one', async () => {
    const first = await lab.start(0);
    const agent = await lab.portal.agent(0);
    lab.portal.behaviour.deaf.add('metrics:chunks');
    await until(() => agent.chunks.length >= 2, 'two chunks are on their way');
    const { bootId } = agent.chunks[0]!;
    first.child.kill('SIGKILL');
    await first.exited;
    agent.chunks.length = 0;
    lab.portal.behaviour.deaf.delete('metrics:chunks');
    const second = await lab.start(0);
    await until(() => seqsOf(agent, bootId).length >= 2, 'they come from the one after it');
    expect(seqsOf(agent, bootId).slice(0, 2)).toEqual([1, 2]);
    await until(() => agent.chunks.some((it) => it.bootId !== bootId), 'its own follow');
    second.child.kill('SIGTERM');
    await second.exited;
    const own = agent.chunks.filter((it) => it.bootId !== bootId).flatMap((it) => it.chunks);
    const last = own.toSorted((a, b) => a.seq - b.seq).at(-1)!;
    // Nothing that was shown live is missing in what is kept.
    expect(last.toAt).toEqual(agent.live.at(-1)!.at);
    for (const chunk of own) {
      const next = own.find((it) => it.seq === chunk.seq + 1);
      if (next) expect([next.fromAt, next.fromJoules]).toEqual([chunk.toAt, chunk.toJoules]);
    }
  });
});

const seqsOf = (agent: FakeAgent, bootId = agent.chunks[0]?.bootId): number[] => [
  ...new Set(agent.chunks.filter((it) => it.bootId === bootId).flatMap((it) => it.chunks.map((c) => c.seq))),
];
