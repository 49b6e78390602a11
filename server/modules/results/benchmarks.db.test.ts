import { randomUUID } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { readFileSync } from 'node:fs';
import { actingAs, makeTestContext, type TestContext, userIdOf } from '../../testing/context.ts';
import { makeLab } from '../../testing/factories.ts';
import { makePlayedSession, type Played } from '../../testing/played-answers.ts';
import {
  importResults,
  listBenchmarks,
  listImports,
  listSessionBenchmarks,
  readResults,
  setImportRemoved,
  startBenchmark,
  stopBenchmark,
  tendBenchmarks,
} from './index.ts';

let member: TestContext;
let other: TestContext;
beforeEach(async () => {
  const system = await makeTestContext();
  await makeLab(system.db);
  member = await actingAs(system, 'member');
  other = await actingAs(system, 'member');
});

const story = (): Played => ({
  parts: Array.from({ length: 20 }, () => ({ text: 'a ' })),
  state: 'length',
});
const begin = async (play: () => Played = story) => {
  const played = await makePlayedSession(member, userIdOf(member), play);
  const wish = { id: randomUUID(), sessionId: played.session.id, promptTokens: [128 as const], rounds: 1 };
  return { ...played, wish };
};
/** Many questions one after the other, on a machine that has others to run. */
const patience = { timeout: 15_000 };
const newest = async (sessionId: string) => {
  await tendBenchmarks(member);
  return (await listSessionBenchmarks(member, { sessionId, limit: 5 })).benchmarks[0]!;
};

test('one benchmark runs on a session at a time, begun by who may manage it, and the same id begins nothing more', async () => {
  const { session, wish, asked } = await begin();
  await expect(startBenchmark(other, wish)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  await startBenchmark(member, wish);
  await startBenchmark(member, wish);
  await expect(startBenchmark(member, { ...wish, id: randomUUID() })).rejects.toMatchObject({
    code: 'CONFLICT',
  });
  await expect.poll(async () => (await newest(session.id)).state, patience).toBe('completed');
  expect(asked.map((it) => it.settings)).toEqual([
    { temperature: 0 },
    { temperature: 0 },
    { temperature: 0 },
  ]);
  expect(asked.map((it) => it.maxTokens)).toEqual([16, 16, 128]);
  const { provenance, lengths } = await newest(session.id);
  expect(provenance).toMatchObject({ modelTitle: session.modelTitle, revision: session.modelFingerprint });
  expect(lengths).toMatchObject([{ wishedTokens: 128, counted: 1 }]);
  // Told of its own kind of machines alone.
  const span = { from: new Date(Date.now() - 3_600_000), to: new Date(Date.now() + 3_600_000), limit: 50 };
  const idsOf = async (simulated: boolean) =>
    (await listBenchmarks(member, { ...span, simulated })).benchmarks.map((it) => it.id);
  expect(await idsOf(true)).toContain(wish.id);
  expect(await idsOf(false)).not.toContain(wish.id);
});

test('an answer that fails ends it with its reason; a session that is not ready begins none', async () => {
  const { session, wish } = await begin(() => ({ state: 'error', message: 'out of memory' }));
  await startBenchmark(member, wish);
  await expect
    .poll(() => newest(session.id), patience)
    .toMatchObject({ state: 'failed', message: 'out of memory', done: 1 });
  const { machineId } = await member.db.sessionRank.findFirstOrThrow({ where: { sessionId: session.id } });
  const drainBy = (at: Date | null) =>
    member.db.machine.update({ where: { id: machineId }, data: { drainBy: at } });
  await drainBy(new Date());
  await expect(startBenchmark(member, { ...wish, id: randomUUID() })).rejects.toThrow(/is being drained/);
  await drainBy(null);
  await member.db.session.update({ where: { id: session.id }, data: { state: 'ending' } });
  await expect(startBenchmark(member, { ...wish, id: randomUUID() })).rejects.toMatchObject({
    code: 'PRECONDITION_FAILED',
  });
});

test('stopped, the answer on its way is stopped too and nothing more is asked', async () => {
  const { session, wish, asked, stopped } = await begin(() => ({ hold: new Promise(() => {}) }));
  await startBenchmark(member, wish);
  await expect.poll(() => asked.length, patience).toBe(1);
  await expect(stopBenchmark(other, wish)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  await stopBenchmark(member, wish);
  await expect.poll(() => newest(session.id), patience).toMatchObject({ state: 'stopped', done: 1 });
  expect(stopped.size).toBe(1);
  expect(asked).toHaveLength(1);
});

const capture = readFileSync('shared/domain/bench-results/captures/mlx-lm.txt', 'utf8');

test('others’ results come in with who and whence, are named where they name nothing, and go and come back', async () => {
  const read = await readResults(member, { text: `${capture}\nfast, isn’t it?` });
  expect(read).toMatchObject({
    rows: [{}, {}],
    problems: [{ line: 14, message: expect.any(String) }],
    withoutModel: 0,
    withoutHardware: 2,
  });
  const input = { id: randomUUID(), text: capture, source: 'a colleague’s notes', model: '', hardware: '' };
  await expect(importResults(member, input)).rejects.toMatchObject({ code: 'VALIDATION' });
  const named = { ...input, hardware: 'MacBook Pro M4 Max' };
  await importResults(member, named);
  await importResults(member, named);
  const mine = async (ctx: TestContext) =>
    (await listImports(ctx, { limit: 50 })).imports.filter((it) => it.id === input.id);
  expect(await mine(member)).toMatchObject([
    {
      source: 'a colleague’s notes',
      mayRemove: true,
      leftOut: 0,
      rows: [{ hardware: 'MacBook Pro M4 Max', prompt: { mean: 1521.884 } }, { batchSize: 16 }],
    },
  ]);
  expect(await mine(other)).toMatchObject([{ mayRemove: false }]);
  const remove = (ctx: TestContext, removed: boolean) => setImportRemoved(ctx, { id: input.id, removed });
  await expect(remove(other, true)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  await remove(member, true);
  expect(await mine(member)).toEqual([]);
  await remove(member, false);
  expect(await mine(member)).toHaveLength(1);
  await expect(importResults(member, { ...named, text: 'nothing' })).rejects.toMatchObject({
    code: 'VALIDATION',
  });
});
