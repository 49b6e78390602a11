import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type AgentLab, openAgentLab } from '../testing/agent-lab.ts';
import { driveToReady } from '../testing/drive-session.ts';
import type { FakeAgent } from '../testing/fake-portal.ts';
import { until } from '../testing/until.ts';

const MODEL = 'espalier-demo';
const COPY = 'copy-1';
const token = 'only these two know this'.repeat(2);

let lab: AgentLab;
beforeEach(async () => {
  lab = await openAgentLab();
});
afterEach(() => lab.close());

/** Without the models folder that every other agent of these tests has. */
const startEmpty = (index: number) => {
  const empty = join(lab.folder, `empty-${index}`);
  mkdirSync(empty, { recursive: true });
  return lab.start(index, { args: ['--models-folder', empty] });
};
const fingerprintOf = (agent: FakeAgent): string =>
  agent.hellos.at(-1)!.models.find(({ id }) => id === MODEL)!.fingerprint;

/** What a portal does for one try: asks the giver, and sends the receiver to it. */
async function copy(giver: FakeAgent, receiver: FakeAgent, attempt: number, bytesPerSecond: number | null) {
  const fence = { copyId: COPY, attempt };
  const which = { modelId: MODEL, fingerprint: fingerprintOf(giver) };
  await giver.send('model:offer', { ...fence, ...which, address: '127.0.0.1', token, idleMs: 60_000 });
  const found = () => giver.copies.offered.find((it) => it.attempt === attempt);
  await until(() => found() !== undefined, 'the giver offers');
  const { port, files } = found()!;
  const from = { address: '127.0.0.1', port, token };
  await receiver.send('model:fetch', { ...fence, ...which, ...from, files, bytesPerSecond });
}
const ended = (agent: FakeAgent, attempt: number) => agent.copies.ended.find((it) => it.attempt === attempt);
const copied = (index: number, name: string): string =>
  join(lab.folder, String(index), 'models', MODEL, name);

test('a copy between two agents outlives the death of each, is then one of the machine’s models, and can go again', async () => {
  let giving = await lab.start(0);
  const giver = await lab.portal.agent(0);
  let getting = await startEmpty(1);
  const receiver = await lab.portal.agent(1);
  expect(receiver.hellos[0]!.models).toEqual([]);
  const halfway = (more: number) => receiver.copies.progress.some((it) => it.doneBytes > more);

  await copy(giver, receiver, 1, 4_000_000);
  await until(() => halfway(0), 'something has come');
  getting.child.kill('SIGKILL');
  await getting.exited;
  expect(existsSync(copied(1, 'config.json'))).toBe(false);
  getting = await startEmpty(1);
  await until(() => receiver.hellos.length === 2, 'the receiver is back');

  await copy(giver, receiver, 2, 4_000_000);
  const first = () => receiver.copies.progress.find((it) => it.attempt === 2);
  await until(() => first() !== undefined, 'it goes on');
  expect(first()!.doneBytes).toBeGreaterThan(0);
  giving.child.kill('SIGKILL');
  await giving.exited;
  giving = await lab.start(0);
  await until(() => giver.hellos.length === 2, 'the giver is back');

  await copy(giver, receiver, 3, null);
  await until(() => ended(receiver, 3) !== undefined, 'it is whole');
  expect(ended(receiver, 3)).toMatchObject({ outcome: 'whole', message: null });
  for (const name of ['config.json', 'model.safetensors', 'tokenizer.json'])
    expect(readFileSync(copied(1, name)).equals(readFileSync(join('agent/models', MODEL, name)))).toBe(true);
  const told = () => receiver.facts.at(-1)?.models.find(({ id }) => id === MODEL);
  await until(() => told() !== undefined, 'the machine tells of it');
  expect(told()).toMatchObject({ problem: null, fingerprint: fingerprintOf(giver), removable: true });

  // In use it stays; then it goes. A session is driven with what the machine said last.
  receiver.hellos.at(-1)!.models.push(told()!);
  const { fence } = await driveToReady([receiver], { sessionId: 'uses-it', modelId: MODEL });
  const which = { modelId: MODEL, fingerprint: fingerprintOf(giver) };
  await expect(receiver.send('model:remove', which)).rejects.toThrow(/A session on this machine uses it/);
  await receiver.send('session:stop', { ...fence, reason: '' });
  await until(() => receiver.states.some(({ state }) => state === 'exited'), 'the rank is gone');
  await receiver.send('model:remove', which);
  expect(existsSync(copied(1, 'config.json'))).toBe(false);
  await expect(giver.send('model:remove', which)).rejects.toThrow(/only a person at the machine/);
});

test('the machine’s own policy has the last word, and one that can’t be read allows nothing', async () => {
  await lab.start(0);
  const agent = await lab.portal.agent(0);
  const which = { modelId: MODEL, fingerprint: fingerprintOf(agent) };
  const offer = { copyId: COPY, attempt: 1, ...which, address: '127.0.0.1', token, idleMs: 60_000 };
  const files = [{ name: 'config.json', bytes: 2_000_000_000, sha256: 'a'.repeat(64) }];
  const from = { address: '127.0.0.1', port: 9, token, bytesPerSecond: null };
  const fetch = { copyId: COPY, attempt: 1, ...which, ...from, files };
  const policy = join(lab.folder, '0', 'policy.json');
  writeFileSync(policy, JSON.stringify({ giveModels: false, mostModelGigabytes: 1 }));
  await expect(agent.send('model:offer', offer)).rejects.toThrow(/policy\.json does not let it give/);
  await expect(agent.send('model:fetch', fetch)).rejects.toThrow(/keeps 1 GB for models/);
  const base = 'https://huggingface.co';
  const hub = { base, revision: 'main', token: null, bytesPerSecond: null };
  const bring = { copyId: COPY, attempt: 1, modelId: MODEL, ...hub };
  writeFileSync(policy, JSON.stringify({ downloadModels: false }));
  await expect(agent.send('model:bring', bring)).rejects.toThrow(/does not let it bring models from outside/);
  writeFileSync(policy, JSON.stringify({ modelSources: ['https://models.lab.example'] }));
  await expect(agent.send('model:bring', bring)).rejects.toThrow(/and not from https:\/\/huggingface\.co/);
  writeFileSync(policy, JSON.stringify({ giveModel: true }));
  await expect(agent.send('model:offer', offer)).rejects.toThrow(/nothing is allowed/);
});
