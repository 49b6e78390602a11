import { randomUUID } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { end, later, makeChat, type TestChat, untilState, write } from '../../testing/chats.ts';
import { actingAs, type TestContext, userIdOf } from '../../testing/context.ts';
import { followAnswers, watchAnswer } from '../chat/index.ts';
import {
  deleteComparison,
  exportRatings,
  forgetOldComparisons,
  getComparison,
  listComparisons,
  rateAnswer,
  shareComparison,
  startComparison,
  sumRatings,
} from './index.ts';

let one: TestChat;
let leon: TestContext;
let mira: TestContext;

beforeEach(async () => {
  one = await makeChat();
  leon = one.ctx;
  mira = await actingAs(one.ctx, 'member');
  await one.ctx.db.comparisonRating.deleteMany();
});

/** One question at two temperatures, both answered. */
async function compare(isBlind: boolean): Promise<{ id: string; ids: string[]; input: Input }> {
  const ids = [randomUUID(), randomUUID()];
  const input = inputOf(ids, isBlind);
  await startComparison(leon, input);
  for (const id of ids) {
    await untilState(one, id, 'running');
    await write(one, id, 1, 3);
    await end(one, id, 3);
  }
  return { id: input.id, ids, input };
}
type Input = Parameters<typeof startComparison>[1];
const inputOf = (ids: string[], isBlind: boolean): Input => ({
  id: randomUUID(),
  prompt: 'Why two fences?',
  systemPrompt: 'Be short.',
  maxTokens: 100,
  isBlind,
  runs: ids.map((generationId, index) => ({
    generationId,
    sessionId: one.session.id,
    settings: { temperature: index },
  })),
});
const rate = (by: TestContext, generationId: string, verdict: 'best' | 'good' | 'weak') =>
  rateAnswer(by, { generationId, verdict, reasons: ['clear', 'clear'], note: 'short' });

test('one question goes to each with its own settings, once, and the answers stand side by side', async () => {
  const { id, ids, input } = await compare(false);
  await startComparison(leon, input);
  const sent = leon.agents.sent.filter((it) => it.command === 'generation:start');
  expect(sent.map((it) => it.payload)).toMatchObject([
    { generationId: ids[0], settings: { temperature: 0 }, messages: [{ role: 'system' }, { role: 'user' }] },
    { generationId: ids[1], settings: { temperature: 1 } },
  ]);
  const seen = await getComparison(leon, { id });
  expect(seen).toMatchObject({ title: 'Why two fences?', mine: true, shared: false });
  expect(seen.answers).toMatchObject(
    ids.map((it, index) => ({
      id: it,
      number: index + 1,
      state: 'completed',
      text: 't1 t2 t3 ',
      figures: { modelTitle: one.session.modelTitle, settings: { temperature: index }, promptTokens: 12 },
      mine: null,
    })),
  );
});

test('two that are the same, or a session that is not ready, start nothing', async () => {
  const input = inputOf([randomUUID(), randomUUID()], false);
  const same = { ...input, runs: input.runs.map((it) => ({ ...it, settings: {} })) };
  await expect(startComparison(leon, same)).rejects.toMatchObject({ code: 'VALIDATION' });
  const { machineId } = await leon.db.sessionRank.findFirstOrThrow({ where: { sessionId: one.session.id } });
  const drainBy = (at: Date | null) =>
    leon.db.machine.update({ where: { id: machineId }, data: { drainBy: at } });
  await drainBy(new Date());
  await expect(startComparison(leon, input)).rejects.toThrow(/takes no new question: .+ is being drained/);
  await drainBy(null);
  await leon.db.session.update({ where: { id: one.session.id }, data: { state: 'ending' } });
  await expect(startComparison(leon, input)).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' });
  expect((await listComparisons(leon, { limit: 10 })).rows).toEqual([]);
  expect(leon.agents.sent).toEqual([]);
});

test('blind: neither names nor figures nor what others said, until all are rated', async () => {
  const { id, ids } = await compare(true);
  await shareComparison(leon, { id, shared: true });
  await rate(mira, ids[0]!, 'weak');
  await rate(mira, ids[1]!, 'best');
  const before = await getComparison(leon, { id });
  expect(before.answers).toMatchObject([
    { figures: null, ratings: [] },
    { figures: null, ratings: [] },
  ]);
  expect(JSON.stringify(before)).not.toContain(one.session.modelTitle);
  await rate(leon, ids[0]!, 'best');
  expect((await getComparison(leon, { id })).answers.every((it) => it.figures === null)).toBe(true);
  expect(await exportRatings(leon, { limit: 100 })).toEqual([]);
  await rate(leon, ids[1]!, 'good');
  const after = await getComparison(leon, { id });
  const first = after.answers.find((it) => it.id === ids[0])!;
  expect(first).toMatchObject({
    figures: { modelTitle: one.session.modelTitle },
    mine: { verdict: 'best', reasons: ['clear'], note: 'short' },
    ratings: [{ verdict: 'weak', person: { id: userIdOf(mira) } }],
  });
  expect(await exportRatings(leon, { limit: 100 })).toHaveLength(4);
  expect(await sumRatings(leon, { days: 60, limit: 10 })).toMatchObject([
    { modelTitle: one.session.modelTitle, rated: 4, best: 2, weak: 1, blind: 4 },
  ]);
});

test('one of them is the best: naming another makes the first good', async () => {
  const { id, ids } = await compare(false);
  await rate(leon, ids[0]!, 'best');
  await rate(leon, ids[1]!, 'best');
  const { answers } = await getComparison(leon, { id });
  expect(answers.map((it) => it.mine?.verdict)).toEqual(['good', 'best']);
});

test('nobody else sees, follows, rates or deletes what is not shared', async () => {
  const { id, ids } = await compare(false);
  const hidden = { code: 'NOT_FOUND' };
  const watch = { generationId: ids[0]!, afterSeq: 0, limit: 10 };
  await expect(getComparison(mira, { id })).rejects.toMatchObject(hidden);
  await expect(rate(mira, ids[0]!, 'good')).rejects.toMatchObject(hidden);
  await expect(deleteComparison(mira, { id })).rejects.toMatchObject(hidden);
  await expect(watchAnswer(mira, watch)).rejects.toMatchObject(hidden);
  expect((await watchAnswer(leon, watch)).steps).toHaveLength(3);
  await shareComparison(leon, { id, shared: true });
  expect((await watchAnswer(mira, watch)).conversationId).toBeNull();
  await expect(deleteComparison(mira, { id })).rejects.toMatchObject({ code: 'FORBIDDEN' });
});

test('an answer is rated when it is finished', async () => {
  const ids = [randomUUID(), randomUUID()];
  await startComparison(leon, inputOf(ids, false));
  await untilState(one, ids[0]!, 'running');
  await expect(rate(leon, ids[0]!, 'good')).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' });
});

test('deleted, its words are gone and what it used is still counted', async () => {
  const { id, ids } = await compare(false);
  await deleteComparison(leon, { id });
  await expect(getComparison(leon, { id })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  const rows = await leon.db.generation.findMany({ where: { id: { in: ids } } });
  expect(rows).toMatchObject([
    { text: '', completionTokens: 3 },
    { text: '', completionTokens: 3 },
  ]);
  expect(await leon.db.generationDelta.count({ where: { generationId: { in: ids } } })).toBe(0);
});

test('the lab keeps a comparison as long as a chat: until nobody asked or rated for so many days', async () => {
  const { id, ids } = await compare(false);
  const rated = await compare(false);
  await leon.db.lab.update({ where: { id: 'lab' }, data: { chatRetentionDays: 30 } });
  expect(await forgetOldComparisons(leon)).toEqual({ deleted: 0 });
  later(one, 20 * 86_400_000);
  await rate(leon, rated.ids[0]!, 'good');
  later(one, 20 * 86_400_000);
  expect((await forgetOldComparisons(leon)).deleted).toBeGreaterThan(0);
  await expect(getComparison(leon, { id })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect((await getComparison(leon, { id: rated.id })).id).toBe(rated.id);
  const row = await leon.db.generation.findUniqueOrThrow({ where: { id: ids[0]! } });
  expect(row).toMatchObject({ text: '', completionTokens: 3 });
  await leon.db.lab.update({ where: { id: 'lab' }, data: { chatRetentionDays: null } });
});

test('deleted while it is being answered, its last words are not kept either', async () => {
  const input = inputOf([randomUUID(), randomUUID()], false);
  const { id, runs } = input;
  const { generationId } = runs[0]!;
  runs[0]!.settings = { stop: ['fence'] };
  await startComparison(leon, input);
  await untilState(one, generationId, 'running');
  await write(one, generationId, 1, 3);
  await deleteComparison(leon, { id });
  const unfollow = followAnswers(leon);
  await end(one, generationId, 3, { state: 'stopped' });
  const row = () => leon.db.generation.findUniqueOrThrow({ where: { id: generationId } });
  await expect.poll(row).toMatchObject({ state: 'stopped', text: '', settings: {}, completionTokens: 3 });
  expect(await leon.db.generationDelta.count({ where: { generationId } })).toBe(0);
  unfollow();
});
