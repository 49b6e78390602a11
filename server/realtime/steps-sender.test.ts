import { expect, test } from 'vitest';
import type { GenerationDelta } from '@/shared/schemas/chat.ts';
import { createStepsSender } from './steps-sender.ts';

const step = (seq: number): GenerationDelta => ({
  seq,
  kind: 'text',
  text: `t${seq}`,
  completionTokens: seq,
  at: new Date(0),
});

function makeSender() {
  const sent: { to: string[]; seqs: number[] }[] = [];
  const local = {
    to: (to: string[]) => ({
      emit: (_event: string, it: { deltas: GenerationDelta[] }) =>
        void sent.push({ to, seqs: it.deltas.map((delta) => delta.seq) }),
    }),
  };
  // The one method of the namespace that it needs.
  return { sent, sender: createStepsSender({ local } as never) };
}

test('the same steps go to all viewers at once, others in their order', async () => {
  const { sent, sender } = makeSender();
  const [first, second] = [[step(1), step(2)], [step(3)]];
  for (const id of ['a', 'b', 'c']) sender.send(id, 'g', first);
  for (const id of ['a', 'b']) sender.send(id, 'g', second);
  expect(sent).toEqual([{ to: ['a', 'b', 'c'], seqs: [1, 2] }]);
  await Promise.resolve();
  expect(sent.at(-1)).toEqual({ to: ['a', 'b'], seqs: [3] });
});

test('much goes in frames, each step in one of them and in order', () => {
  const { sent, sender } = makeSender();
  const steps = [200, 30_000, 17_000, 100_000, 10, 10].map((length, index) => ({
    ...step(index + 1),
    text: 'x'.repeat(length),
  }));
  sender.send('a', 'g', steps);
  sender.flush();
  expect(sent.map((it) => it.seqs)).toEqual([[1, 2, 3], [4], [5, 6]]);
});

test('what is held goes before what must come after it, and only once', async () => {
  const { sent, sender } = makeSender();
  sender.send('a', 'g', [step(1)]);
  sender.flush();
  await Promise.resolve();
  expect(sent).toEqual([{ to: ['a'], seqs: [1] }]);
});
