import { afterEach, expect, test } from 'vitest';
import { until } from '@/agent/testing/until.ts';
import { makeAnswering } from '../testing/answering-portal.ts';
import { closeRealtime, makeRealtimePortal } from '../testing/realtime-portal.ts';

afterEach(closeRealtime);

async function makeAsked() {
  const portal = await makeRealtimePortal();
  const { agentSocket, generationId, fence } = await makeAnswering(portal);
  const say = (event: string, message: object) =>
    agentSocket.emitWithAck(event, { ...fence, ...message }) as Promise<object>;
  const answer = () => portal.ctx.db.generation.findUniqueOrThrow({ where: { id: generationId } });
  const step = { seq: 1, kind: 'text', text: 'a word', completionTokens: 1, at: new Date() };
  return { say, answer, step };
}
type Said = (step: object) => [event: string, message: object];
const usage = { promptTokens: 1, cachedTokens: 0, completionTokens: 2 ** 31 };

test.each<[string, Said]>([
  [
    'a step that can’t be read',
    (step) => ['generation:deltas', { deltas: [{ ...step, seq: 2, kind: 'odd' }] }],
  ],
  [
    'steps out of order',
    (step) => [
      'generation:deltas',
      {
        deltas: [
          { ...step, seq: 2 },
          { ...step, seq: 9 },
        ],
      },
    ],
  ],
  [
    'a number too large at its end',
    () => ['generation:end', { lastSeq: 1, state: 'completed', usage, message: null, at: new Date() }],
  ],
])('%s is refused, and ends the answer with what is written and words', async (_what, said) => {
  const { say, answer, step } = await makeAsked();
  expect(await say('generation:deltas', { deltas: [step] })).toMatchObject({ ok: true });
  expect(await say(...said(step))).toMatchObject({ ok: false, error: { code: 'VALIDATION' } });
  await until(async () => (await answer()).state === 'error', 'the end of the answer');
  expect(await answer()).toMatchObject({
    text: 'a word',
    errorMessage: expect.stringContaining('Ask again') as string,
  });
});

test('what is refused for another reason leaves it open: the agent may say it again', async () => {
  const { say, answer, step } = await makeAsked();
  expect(await say('generation:deltas', { epoch: 999, deltas: [step] })).toMatchObject({
    error: { code: 'CONFLICT' },
  });
  expect(await say('generation:deltas', { deltas: [step] })).toMatchObject({ ok: true });
  expect((await answer()).state).toBe('running');
});
