import { afterEach, beforeEach, expect, test } from 'vitest';
import { sealPlan } from '@/shared/domain/session-plan.ts';
import { type AgentLab, openAgentLab } from './testing/agent-lab.ts';
import { modelId } from './testing/asking.ts';
import { driveToReady } from './testing/drive-session.ts';
import { until } from './testing/until.ts';

let lab: AgentLab;
beforeEach(async () => {
  lab = await openAgentLab();
});
afterEach(() => lab.close());

async function prepared(faults: string[]) {
  await lab.start(0, { faults });
  const agent = await lab.portal.agent(0);
  const fence = { sessionId: 's-check', epoch: 1 };
  const modelFingerprint = agent.hellos.at(-1)!.models.find((it) => it.id === modelId)!.fingerprint;
  const spec = { ...fence, rank: 0, size: 2, modelId, modelFingerprint };
  const how = { parallelism: 'tensor', backend: 'ring', leaseMs: 60_000 } as const;
  const endsAt = new Date(Date.now() + 3_600_000);
  agent.desired = [{ ...fence, rank: 0, leaseMs: how.leaseMs, endsAt }];
  await agent.send('session:prepare', { ...spec, ...how, endsAt });
  const stateOf = (state: string) => agent.states.find((it) => it.state === state);
  await until(() => stateOf('prepared') !== undefined, 'it is prepared');
  return { agent, fence, how, stateOf };
}
const network = { kind: 'ring' as const, hosts: ['127.0.0.1:41', '127.0.0.1:42'] };

test('tries its links with nothing loaded, and refuses a plan that it was not prepared for', async () => {
  const { agent, fence, how, stateOf } = await prepared([]);
  expect(stateOf('prepared')!.listen!.checkPorts).toHaveLength(1);
  await agent.send('session:check', { ...fence, pairs: [{ peer: 1, place: 0, network }] });
  await until(() => stateOf('checked') !== undefined, 'its links are tried', 30_000);
  expect(stateOf('checked')!.pairs).toMatchObject([{ peer: 1, ok: true, milliseconds: 1.5 }]);
  const plan = await sealPlan({
    ...fence,
    model: { id: modelId, revision: 'other files' },
    backend: how.backend,
    parallelism: how.parallelism,
    network,
    ranks: [0, 1].map((rank) => ({ rank, machineId: `m${rank}`, machineName: `Mac ${rank}` })),
    engine: { mlx: null, mlxLm: null },
  });
  await expect(agent.send('session:launch', { ...fence, network, plan })).rejects.toThrow(/other files of/);
  expect(stateOf('imported')).toBeUndefined();
});

test('a link that fails is told with why, and nothing is left of the trial', async () => {
  const { agent, fence, stateOf } = await prepared(['fail-pair']);
  await agent.send('session:check', { ...fence, pairs: [{ peer: 1, place: 0, network }] });
  await until(() => stateOf('checked') !== undefined, 'its links are tried', 30_000);
  const [pair] = stateOf('checked')!.pairs!;
  expect(pair).toMatchObject({ ok: false, message: expect.stringContaining("Couldn't connect") as string });
  await agent.send('session:stop', { ...fence, reason: 'Not this way.' });
  await until(() => stateOf('exited') !== undefined, 'the rank is gone');
});

test('goes on with a text of the lab, alike each time, and otherwise where it computes wrongly', async () => {
  const texts: (string | null)[] = [];
  for (const [index, faults] of [[], [], ['compute-wrongly']].entries()) {
    await lab.start(index, { faults });
    const agent = await lab.portal.agent(index);
    const sessionId = `s-prove-${index}`;
    await driveToReady([agent], { sessionId, modelId });
    const prompts = [{ id: 'short-1', text: 'Monday, Tuesday,', maxTokens: 4 }];
    await agent.send('session:prove', { sessionId, epoch: 1, prompts });
    const told = () => agent.states.find((it) => it.sessionId === sessionId && it.proof);
    await until(() => told() !== undefined, 'it has answered', 30_000);
    texts.push(told()!.proof![0]!.text);
  }
  expect(texts[0]).not.toBeNull();
  expect(texts[1]).toBe(texts[0]);
  expect(texts[2]).not.toBe(texts[0]);
});
